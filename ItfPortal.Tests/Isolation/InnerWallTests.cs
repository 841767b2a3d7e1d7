using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// The walls behind the dispatcher's, alone: the same Tryton without the guard, with the module nobody has seen. What its
/// models, record rules and fields let through must be a customer's own, and nothing is changed.
/// </summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed partial class InnerWallTests(IsolationWorld world, UnseenModule unseen)
{
    // What reaches rows; the others tell how forms look.
    private static readonly HashSet<string> s_rows =
    [
        "read", "search", "search_read", "search_count", "create", "write", "delete", "copy", "export_data", "export_data_domain", "import_data",
        "history_revisions", "button", "wizard create", "wizard execute", "wizard delete", "report", "known faults",
    ];

    // Their own business, and without rows: these the guard alone holds.
    private static readonly HashSet<string> s_guardAlone =
    [
        "model.ir.email.send", "model.ir.email.complete", "model.ir.model.global_search", "model.ir.action.get_action_value",
        "model.res.user.set_preferences", "model.res.user.get_preferences",
    ];

    private static readonly HashSet<string> s_reading = ["read", "search", "search_read", "search_count", "known faults"];

    [Fact]
    public async Task T_IDOR_WithoutTheGuard_OnlyOwnRowsAndNothingIsWritten()
    {
        var (opened, internals) = (Names("PORTAL_FIELDS = "), Names("INTERNAL_READ = "));
        opened.Should().Contain("sale.sale");
        internals.Should().Contain("ir.message");
        var share = 0;
        foreach (var reader in world.Roles.Select(role => unseen.Readers.Single(reader => reader.Person == role.Person)))
        {
            var session = await unseen.WithoutGuard.SignInAsync(reader.Person.Login, reader.Person.Password);
            var surface = await TrytonSurface.ReadAsync(unseen.Wire, reader.Ids);
            var attempts = surface.All.Where(attempt => s_rows.Contains(attempt.Group) && !s_guardAlone.Contains(attempt.Method));
            if (!IsolationWorld.Whole || share > 0)
            {
                // Every role all of the models that are open; of the others every role another method.
                var dealt = surface.OneEach(share).ToHashSet();
                attempts = attempts.Where(attempt => attempt.Group == "known faults" || opened.Contains(ModelOf(attempt)) || dealt.Contains(attempt));
            }
            var run = await MatrixRun.OfAsync(unseen.WithoutGuard, session, attempts, (attempt, answer) =>
            {
                if (!answer.IsResult)
                {
                    return [];
                }
                var model = ModelOf(attempt);
                if (internals.Contains(model) && s_reading.Contains(attempt.Group))
                {
                    return [];
                }
                // Copying the one record of a configuration changes nothing and answers its id.
                if (attempt.Group == "copy" && model.EndsWith(".configuration", StringComparison.Ordinal) && answer.Body.EndsWith("\"result\":[1]}", StringComparison.Ordinal))
                {
                    return [];
                }
                return opened.Contains(model) && s_reading.Contains(attempt.Group) ? Foreign(model, answer, reader) : ["answers " + answer.Body[..Math.Min(answer.Body.Length, 200)]];
            });
            run.Wrong.Should().BeEmpty("as {0}, without the guard", reader.Label);
            share++;
            world.Report.Add("Tryton without the guard", reader.Label, run);
        }
    }

    /// <summary>Ids and words of others in what an open model answers.</summary>
    private static IEnumerable<string> Foreign(string model, RpcAnswer answer, Reader reader)
    {
        if (model == "sale.sale")
        {
            foreach (Match id in Ids().Matches(answer.Body[answer.Body.IndexOf("result", StringComparison.Ordinal)..]))
            {
                if (!reader.Sales.Contains(int.Parse(id.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
                {
                    yield return "order " + id.Groups[1].Value;
                }
            }
        }
        foreach (var leak in Leaks.In(answer.Body, reader).Concat(Leaks.Numbers(answer.Body, reader)))
        {
            yield return leak;
        }
    }

    private static string ModelOf(Attempt attempt) =>
        attempt.Method.StartsWith("model.", StringComparison.Ordinal) ? attempt.Method["model.".Length..attempt.Method.LastIndexOf('.')] : "";

    /// <summary>The names of a list of the module's.</summary>
    private static HashSet<string> Names(string list)
    {
        var source = File.ReadAllText(Path.Combine(Stack.Root, "tryton", "itf_portal", "allowed.py"));
        source = source[source.IndexOf("\n" + list, StringComparison.Ordinal)..];
        source = source[..source.IndexOf(list.StartsWith("PORTAL", StringComparison.Ordinal) ? "\n    }" : "})", StringComparison.Ordinal)];
        return [.. (list.StartsWith("PORTAL", StringComparison.Ordinal) ? Key() : Name()).Matches(source).Select(match => match.Groups[1].Value)];
    }

    [GeneratedRegex("'([a-z._]+)': _STAMPS")]
    private static partial Regex Key();

    [GeneratedRegex("'([a-z._]+)'")]
    private static partial Regex Name();

    // The list of a search, or the id of each row.
    [GeneratedRegex("(?:(?<=result\":\\[(?:\\d+,)*)|(?<=\"id\":))(\\d+)")]
    private static partial Regex Ids();
}
