using System.Net;
using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Visitors' requests for an account as ITF's administrators decide them, on plain forms.</summary>
[Trait("needs", "postgresql")]
public sealed class AccountRequestsTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private const string Model = "model.itf_portal.visitor_request.";
    private const string Card = "/admin/comptes/3";

    private static readonly Person s_administrator = new("chef.comptes@itf.example", "juste assez long 9", 16, "[]", "administrator");

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task Waiting_AreListed_WithTheirNumberInTheNavigation_AndWhatWasTypedIsTextOnly()
    {
        using var browser = await AdministratorAsync();
        var list = await browser.GetAsync("/admin/comptes");
        list.Text.Should().Contain("&lt;b&gt;Gagn").And.NotContain("<b>Gagn").And.Contain("href=\"/admin/comptes/3\"");
        WebUtility.HtmlDecode(list.Plain).Should().Contain("Comptes demandés<span class=\"count\"");
        var card = WebUtility.HtmlDecode((await browser.GetAsync(Card)).Plain);
        card.Should().Contain("même numéro de taxe · nom semblable").And.Contain("Personne n’administre encore").And.Contain("une entreprise a déjà ce courriel")
            .And.NotContain("Approuver et envoyer", "a company is chosen first");
        var chosen = WebUtility.HtmlDecode((await browser.GetAsync(Card + "?entreprise=5")).Plain);
        chosen.Should().Contain("Ouvrir l’accès chez Boréal").And.Contain("value=\"CompanyAdministrator\" selected").And.Contain("Usine de Lévis seulement");
        (await browser.GetAsync("/admin/comptes/4")).Status.Should().Be(HttpStatusCode.NotFound);
        (await browser.GetAsync("/admin/comptes/x")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task T_ACCESS_Approved_OnRecord_AndTheLinkIsAskedForOnce()
    {
        using var browser = await AdministratorAsync();
        var page = await browser.GetAsync(Card + "?entreprise=5");
        var form = Form(page, "approve", new() { ["Approved.Role"] = "Viewer", ["Approved.Scope"] = "site:31", ["Approved.Reason"] = "Rappelé" });
        Host.People.Tryton.Always(Model + "approve", FakeAnswers.Result(Decision(waits: true)));
        for (var time = 0; time < 2; time++)
        {
            var answer = await browser.SendAsync(HttpMethod.Post, Card + "?entreprise=5", form);
            (answer.Status, answer.Location).Should().Be((HttpStatusCode.Redirect, Card + "?fait=approuvee"));
        }
        var asked = Host.People.Tryton.Requests.Last(request => request.Method == Model + "approve").Params;
        (asked[1].GetProperty("party").GetInt32(), asked[1].GetProperty("role").GetString(), asked[1].GetProperty("site").GetInt32()).Should().Be((5, "viewer", 31));
        asked[0].GetString().Should().Be(form["Approved.Request"]);
        (await ScalarAsync<int>("select count(*)::int from account_links where key = 'account-request:3'")).Should().Be(1);
        (await ScalarAsync<string>("select outcome || ' ' || target_type || ' ' || (detail ->> 'cause') from audit_log where event = 'account.request-decided' and outcome = 'ok' limit 1"))
            .Should().Be("ok visitor_request approve");
    }

    [Theory]
    [InlineData("request_decided", "Quelqu’un a décidé")]
    [InlineData("party_exists", "existe déjà")]
    public async Task T_ACCESS_RefusedByTryton_SaysSo_AndWhatWasTypedStays(string code, string said)
    {
        using var browser = await AdministratorAsync();
        Host.People.Tryton.Always(Model + "approve", FakeAnswers.Error($"""["UserError", ["{said}", "itf_portal.{code}", null]]"""));
        var page = await browser.GetAsync(Card + "?entreprise=5");
        var answer = await browser.SendAsync(HttpMethod.Post, Card + "?entreprise=5", Form(page, "approve", new() { ["Approved.Role"] = "Buyer", ["Approved.Scope"] = "Own", ["Approved.Reason"] = "Vu ensemble" }));
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(answer.Plain).Should().Contain(said).And.Contain("Vu ensemble").And.Contain("value=\"Buyer\" selected").And.Contain("value=\"Own\" selected");
    }

    [Fact]
    public async Task Refused_TheVisitorReadsTheWords_Once()
    {
        using var browser = await AdministratorAsync();
        Host.People.Tryton.Always(Model + "refuse", FakeAnswers.Result(Decision(waits: false).Replace("\"login\": \"luc@gagne.example\"", "\"login\": null", StringComparison.Ordinal)));
        var page = await browser.GetAsync(Card);
        var form = Form(page, "refuse", new() { ["Refused.Answer"] = "Nous ne livrons pas au Yukon." });
        (await browser.SendAsync(HttpMethod.Post, Card, form)).Location.Should().Be(Card + "?fait=refusee");
        (await browser.SendAsync(HttpMethod.Post, Card, form)).Location.Should().Be(Card + "?fait=refusee");
        (await ScalarAsync<string>("select string_agg(template || ' ' || language, ',') from outbox_mail where recipient = 'luc@gagne.example'")).Should().Be("account-request-refused en");
    }

    private static string Decision(bool waits) =>
        $$"""
        {"id": 3, "name": "Luc", "email": "luc@gagne.example", "language": "en", "person": 7, "login": "luc@gagne.example", "party": 5, "party_name": "Boréal",
         "waits": {{(waits ? "true" : "false")}}}
        """;

    private static Dictionary<string, string> Form(TestBrowser.Answer page, string handler, Dictionary<string, string> values) => new(values)
    {
        ["_handler"] = handler,
        ["__RequestVerificationToken"] = page.Token,
        [handler == "approve" ? "Approved.Request" : "Refused.Request"] = System.Text.RegularExpressions.Regex.Match(page.Text, "ed.Request\" value=\"([^\"]+)\"").Groups[1].Value,
    };

    private async Task<TestBrowser> AdministratorAsync()
    {
        const string Request = """
            {"id": 3, "company": "<b>Gagné</b>", "name": "Luc", "email": "luc@gagne.example", "phone": null, "tax_number": "123", "message": "Bonjour",
             "language": "en", "state": "waiting",
             "asked_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
             "decided_at": null, "decided_by": null, "answer": null, "party": null, "party_name": null, "person": null, "waits": false}
            """;
        const string Date = """{"__class__": "date", "year": 2026, "month": 11, "day": 22}""";
        Host.People.Set(s_administrator);
        Host.People.Tryton.Always(Model + "page", FakeAnswers.Result($"[{Request}]"))
            .Always(Model + "card", (http, request) => FakeAnswers.Result(request.Params[0].GetInt32() == 3
                ? $$"""{"request": {{Request}}, "account": "none", "candidates": [{"party": 5, "name": "Boréal", "code": "BOREAL", "reasons": ["tax_number", "similar_name"], "administered": false}]}"""
                : "null")(http, request))
            .Always("model.itf_portal.access_request.page", FakeAnswers.Result("[]"))
            .Always("model.itf_portal.administration.company", FakeAnswers.Result($$"""{"id": 5, "name": "Boréal", "code": "BOREAL", "sites": [{"id": 31, "name": "Usine de Lévis"}], "today": {{Date}}}"""));
        var browser = Host.Browser();
        await browser.SignInAsync(s_administrator);
        return browser;
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }
}
