using System.Globalization;
using System.Text.Json;
using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Isolation;

/// <summary>One call to try. <paramref name="Group"/> is the row of the report.</summary>
internal sealed record Attempt(string Group, string Method, string Parameters);

/// <summary>
/// Everything a Tryton could be asked: what its own tables say there is (models, buttons, wizards, reports), each with every
/// method an attacker would try, and all that it offers by itself (<c>system.listMethods</c>), whatever the tables say.
/// </summary>
internal sealed class TrytonSurface
{
    private static readonly string[] s_methods =
    [
        "read", "search", "search_read", "search_count", "create", "write", "delete", "copy", "export_data", "export_data_domain",
        "import_data", "on_change", "on_change_with", "default_get", "fields_get", "fields_view_get", "view_toolbar_get", "history_revisions",
    ];

    private TrytonSurface(IReadOnlyList<Attempt> all, int models, int buttons, int wizards, int reports, int offered) =>
        (All, Models, Buttons, Wizards, Reports, Offered) = (all, models, buttons, wizards, reports, offered);

    public IReadOnlyList<Attempt> All { get; }

    public int Models { get; }

    public int Buttons { get; }

    public int Wizards { get; }

    public int Reports { get; }

    /// <summary>How many methods Tryton offers to its own staff.</summary>
    public int Offered { get; }

    /// <summary>One method of every model, another one for every share, a third of the wizards and reports.</summary>
    public IEnumerable<Attempt> OneEach(int share)
    {
        var model = 0;
        foreach (var group in All.Where(attempt => s_methods.Contains(attempt.Group)).GroupBy(attempt => attempt.Method[..attempt.Method.LastIndexOf('.')]))
        {
            yield return group.ElementAt((model++ + share) % group.Count());
        }
        foreach (var attempt in All.Where(attempt => attempt.Group is "button" or "wizard create" or "report" or "known faults").Where((_, i) => i % 3 == share % 3))
        {
            yield return attempt;
        }
    }

    /// <param name="wire">The Tryton.</param>
    /// <param name="foreign">Ids of another company's records by model; where there is none, 1 is tried.</param>
    public static async Task<TrytonSurface> ReadAsync(RpcWire wire, IReadOnlyDictionary<string, int> foreign)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, wire.Database));
        await using var database = await source.OpenConnectionAsync();
        var models = (await database.QueryAsync<string>("select model from ir_model order by model")).ToList();
        var buttons = (await database.QueryAsync<(string Model, string Name)>(
            "select m.model, b.name from ir_model_button b join ir_model m on m.id = b.model order by 1, 2")).ToList();
        var wizards = (await database.QueryAsync<string>("select distinct wiz_name from ir_action_wizard")).ToHashSet();
        var reports = (await database.QueryAsync<string>("select distinct report_name from ir_action_report")).ToHashSet();
        var offered = await OfferedAsync(wire);
        foreach (var method in offered)
        {
            var name = method[(method.IndexOf('.', StringComparison.Ordinal) + 1)..method.LastIndexOf('.')];
            (method.StartsWith("wizard.", StringComparison.Ordinal) ? wizards : method.StartsWith("report.", StringComparison.Ordinal) ? reports : []).Add(name);
        }
        var attempts = new Dictionary<string, Attempt>();
        foreach (var model in models)
        {
            foreach (var method in s_methods)
            {
                Add(method, $"model.{model}.{method}", Parameters(method, foreign.GetValueOrDefault(model, 1)));
            }
        }
        foreach (var (model, button) in buttons)
        {
            Add("button", $"model.{model}.{button}", $"[[{Id(foreign.GetValueOrDefault(model, 1))}],{{}}]");
        }
        foreach (var wizard in wizards)
        {
            Add("wizard create", $"wizard.{wizard}.create", """[{"active_model":"sale.sale","active_id":1,"active_ids":[1]}]""");
            Add("wizard execute", $"wizard.{wizard}.execute", """[1,{"start":{}},"start",{"active_model":"sale.sale","active_id":1,"active_ids":[1]}]""");
            Add("wizard delete", $"wizard.{wizard}.delete", "[1,{}]");
        }
        foreach (var report in reports)
        {
            var id = Id(foreign.GetValueOrDefault(report, foreign.GetValueOrDefault("sale.sale", 1)));
            Add("report", $"report.{report}.execute", $$"""[[{{id}}],{"model":"{{report}}","id":{{id}},"ids":[{{id}}]},{}]""");
        }
        foreach (var method in offered)
        {
            Add("offered besides", method, "[[1],{}]");
        }
        foreach (var method in new[] { "system.listMethods", "system.methodHelp", "system.methodSignature" })
        {
            Add("system", method, method == "system.methodHelp" ? "[\"model.sale.sale.read\"]" : "[]");
        }
        foreach (var (method, parameters) in Faults(foreign))
        {
            attempts[method + parameters] = new Attempt("known faults", method, parameters);
        }
        return new TrytonSurface([.. attempts.Values], models.Count, buttons.Count, wizards.Count, reports.Count, offered.Count);

        void Add(string group, string method, string parameters) => attempts.TryAdd(method, new Attempt(group, method, parameters));
    }

    /// <summary>The known faults of Tryton's own record, each with a record that is not the person's.</summary>
    public static IEnumerable<(string Method, string Parameters)> Faults(IReadOnlyDictionary<string, int> foreign)
    {
        var (sale, invoice, party) = (Id(foreign["sale.sale"]), Id(foreign["account.invoice"]), Id(foreign["party.party"]));
        // Function fields alone were read without the rules (12428).
        yield return ("model.sale.sale.read", $"""[[{sale}],["total_amount"],{"{}"}]""");
        yield return ("model.sale.sale.read", $"""[[{sale}],["rec_name"],{"{}"}]""");
        yield return ("model.account.invoice.read", $"""[[{invoice}],["amount_to_pay","rec_name"],{"{}"}]""");
        // Ordering and searching by what cannot be read tells its value (CVE-2019-10868).
        yield return ("model.sale.sale.search", """[[],0,10,[["comment","ASC"]],{}]""");
        yield return ("model.sale.sale.search", """[[],0,10,[["party.name","ASC"]],{}]""");
        yield return ("model.sale.sale.search_count", """[[["party.name","like","%"]],0,null,{}]""");
        yield return ("model.sale.sale.search_count", """[[["lines.product.cost_price",">",0]],0,null,{}]""");
        yield return ("model.res.user.search_count", """[[["password_hash","like","%"]],0,null,{}]""");
        // A write of several records with values of their own went round the fields' access (CVE-2015-0861).
        yield return ("model.sale.sale.write", $$"""[[{{sale}}],{"reference":"x"},[{{sale}}],{"comment":"y"},{}]""");
        // Many2Many and One2Many carried their target's rights (CVE-2012-0215).
        yield return ("model.res.user.write", """[[1],{"groups":[["add",[1]]]},{}]""");
        yield return ("model.party.party.write", $$"""[[{{party}}],{"addresses":[["create",[{"street":"x"}]]]},{}]""");
        yield return ("model.sale.sale.create", $$"""[[{"party":{{party}},"lines":[["create",[{"quantity":1}]]]}],{}]""");
        // Dotted paths.
        yield return ("model.sale.sale.search_read", """[[],0,5,null,["party.name","party.lang.code","lines.product.cost_price"],{}]""");
        yield return ("model.sale.sale.read", $"""[[{sale}],["party.name","create_uid.login"],{"{}"}]""");
        // Exports without access (CVE-2025-66424), reports on any record (13505).
        yield return ("model.sale.sale.export_data", $"""[[{sale}],["party/name","lines/product/rec_name"],{"{}"}]""");
        yield return ("model.sale.sale.export_data_domain", """[[],["party/name"],0,10,null,{}]""");
        yield return ("report.sale.sale.execute", $$"""[[{{sale}}],{"model":"sale.sale","id":{{sale}},"ids":[{{sale}}]},{}]""");
        yield return ("report.account.invoice.execute", $$"""[[{{invoice}}],{"model":"account.invoice","id":{{invoice}},"ids":[{{invoice}}]},{}]""");
        // Mail and addresses for anybody who is signed in.
        yield return ("model.ir.email.send", """["a@example.com","","","x","x",[],null,[],{}]""");
        yield return ("model.ir.email.complete", """["a",10,{}]""");
        yield return ("model.ir.action.get_action_value", "[1,{}]");
        yield return ("model.ir.model.global_search", """["a",10,"ir.ui.menu",{}]""");
        yield return ("model.res.user.set_preferences", """[{"password":"0123456789abcdef"},{}]""");
        yield return ("model.res.user.get_preferences", "[false,{}]");
    }

    private static string Parameters(string method, int record)
    {
        var id = Id(record);
        return method switch
        {
            "read" => $"""[[{id}],["id","rec_name"],{"{}"}]""",
            "search" => "[[],0,5,null,{}]",
            "search_count" => "[[],0,null,{}]",
            "search_read" => """[[],0,5,null,["id","rec_name"],{}]""",
            "create" => "[[{}],{}]",
            "write" => $$"""[[{{id}}],{},[{{id}}],{"active":false},{}]""",
            "copy" => $"[[{id}],{"{}"},{"{}"}]",
            "export_data" => $"""[[{id}],["rec_name"],{"{}"}]""",
            "export_data_domain" => """[[],["rec_name"],0,5,null,{}]""",
            "import_data" => """[["id"],[["1"]],{}]""",
            "on_change" or "on_change_with" => $$"""[{"id":{{id}}},["id"],{}]""",
            "default_get" => """[["id"],true,{}]""",
            "fields_get" => "[null,0,{}]",
            "fields_view_get" => """[null,"form",null,{}]""",
            "view_toolbar_get" => "[{}]",
            _ => $"[[{id}],{"{}"}]",
        };
    }

    private static async Task<List<string>> OfferedAsync(RpcWire wire)
    {
        var staff = Stack.Person("support");
        var answer = await wire.CallAsync(await wire.SignInAsync(staff.Login, staff.Password), "system.listMethods", "[]");
        using var document = JsonDocument.Parse(answer.Body);
        return [.. document.RootElement.GetProperty("result").EnumerateArray().Select(name => name.GetString()!)];
    }

    private static string Id(int id) => id.ToString(CultureInfo.InvariantCulture);
}
