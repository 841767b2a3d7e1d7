using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using ItfPortal.Tests.Support;
using ItfPortal.Tests.TrytonClient;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Profile and privacy as forms: what Tryton is sent, what is kept here, what stays when something is refused.</summary>
[Trait("needs", "postgresql")]
public sealed partial class ProfilePageTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private const string Model = "model.itf_portal.";

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task T_PROFILE_Own_ChangedMeanwhile_BothVersionsSideBySide_ThenTheChosenOneIsSaved()
    {
        using var browser = await SignedInAsync(41);
        Answer("profile.read", Profile("Marie T.", "v2"));
        Host.People.Tryton.Always(Model + "profile.write", FakeAnswers.Error("""["UserError", ["Comparez.", "itf_portal.stale_values", null]]"""));

        var page = await PostAsync(browser, "/compte/profil", new() { ["_handler"] = "own", ["Posted.Name"] = "Marie Tremblay", ["Posted.Phone"] = "418 555-0142", ["Posted.Version"] = "v1" });

        page.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        var text = WebUtility.HtmlDecode(page.Text);
        text.Should().Contain("class=\"versions\"").And.Contain("Marie T.").And.Contain("value=\"Marie Tremblay\"").And.Contain("value=\"418 555-0142\"");
        text.Should().Contain("name=\"Posted.Version\" value=\"v2\"", "the next attempt is of what is shown");

        Answer("profile.write", """{"version": "v3"}""");
        var saved = await PostAsync(browser, "/compte/profil", new() { ["_handler"] = "own", ["Posted.Name"] = "Marie Tremblay", ["Posted.Version"] = "v2" });
        saved.Location.Should().Be("/compte/profil?fait=profil");
        Host.People.Tryton.Requests.Last(request => request.Method == Model + "profile.write").Params[1].Should().BeJson("""{"name": "Marie Tremblay", "phone": null, "version": "v2"}""");
        (await browser.GetAsync("/compte/profil")).Text.Should().Contain("<b>Marie Tremblay</b>", "the header's name follows at once");
    }

    [Fact]
    public async Task T_IDOR_AddressOfAnotherCompany_IsOneThatIsGone_AndNothingIsSent()
    {
        using var browser = await SignedInAsync(42, administrator: true);
        Answer("profile.read", Profile("Paul", "v1"));
        var gone = await browser.GetAsync("/compte/profil?adresse=9999");
        var missing = await browser.GetAsync("/compte/profil?adresse=x");
        gone.Status.Should().Be(HttpStatusCode.OK);
        WebUtility.HtmlDecode(gone.Text).Should().Contain("Cette adresse n’existe plus").And.NotContain("Posted.Street");
        Plain(gone).Should().Be(Plain(missing).Replace("adresse=x", "adresse=9999", StringComparison.Ordinal));
        var before = Host.People.Tryton.Requests.Count(request => request.Method.StartsWith(Model + "address.change", StringComparison.Ordinal));
        (await PostAsync(browser, "/compte/profil?adresse=9999", new() { ["_handler"] = "address", ["Posted.Street"] = "x", ["Posted.City"] = "y", ["Posted.Version"] = "1" }))
            .Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        Host.People.Tryton.Requests.Count(request => request.Method.StartsWith(Model + "address.change", StringComparison.Ordinal)).Should().Be(before);
        (await browser.GetAsync("/compte/profil?societe=RIEN")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task T_MASS_Address_SendsItsOwnKeysOnly_WhateverIsPosted()
    {
        using var browser = await SignedInAsync(43, administrator: true);
        Answer("profile.read", Profile("Paul", "v1"));
        Answer("address.change", """{"address": 31}""");
        var saved = await PostAsync(browser, "/compte/profil?adresse=31", new()
        {
            ["_handler"] = "address",
            ["Posted.Version"] = "a1",
            ["Posted.Name"] = "",
            ["Posted.Street"] = "1, rue B",
            ["Posted.City"] = "Lévis",
            ["Posted.PostalCode"] = "G6V 0A1",
            ["Posted.Region"] = "CA-QC",
            ["Posted.Delivery"] = "true",
            ["Posted.Party"] = "6",
            ["Posted.Active"] = "false",
            ["Posted.Id"] = "99",
            ["party"] = "6",
        });
        saved.Location.Should().Be("/compte/profil?fait=adresse");
        var sent = Host.People.Tryton.Requests.Last(request => request.Method == Model + "address.change").Params;
        sent[0].GetInt32().Should().Be(5);
        sent[2].Should().BeJson(
            """{"address": 31, "version": "a1", "name": "", "street": "1, rue B", "city": "Lévis", "postal_code": "G6V 0A1", "region": "CA-QC", "invoice": false, "delivery": true}""");
    }

    [Fact]
    public async Task Readers_SeeAddresses_WithoutAnyAct()
    {
        using var browser = await SignedInAsync(44);
        Answer("profile.read", Profile("Anne", "v1"));
        Host.People.Tryton.Always(Model + "address.list", FakeAnswers.Result(Addresses(administers: false)));
        var text = WebUtility.HtmlDecode((await browser.GetAsync("/compte/profil?adresse=31")).Text);
        text.Should().Contain("Usine de Lévis").And.Contain("tiennent à jour").And.NotContain("Posted.Street").And.NotContain("adresse=31#adresses");
        text.Should().Contain("sont en anglais, quelle que soit la langue de vos pages");
    }

    [Fact]
    public async Task Language_OfTheSwitch_IsKeptWithThePerson_AndLeadsBackToPageAndQuery()
    {
        using var browser = await SignedInAsync(45);
        Answer("profile.read", Profile("Anne", "v1"));
        Answer("profile.speak", """{"language": "en"}""");
        var answer = await browser.SendAsync(HttpMethod.Post, "/langue", new()
        {
            ["langue"] = "en",
            ["retour"] = "/espace/commandes?q=A%20B&etat=late",
            ["__RequestVerificationToken"] = (await browser.GetAsync("/compte/profil")).Token,
        });
        answer.Location.Should().Be("/espace/commandes?q=A%20B&etat=late");
        Host.People.Tryton.Requests.Last(request => request.Method == Model + "profile.speak").Params[1].Should().BeJson("""{"language": "en"}""");
        (await browser.GetAsync("/compte/profil")).Text.Should().Contain("lang=\"en-CA\"");
    }

    [Fact]
    public async Task Consents_NoneBefore_EachActKept_TakenBackAsEasily()
    {
        using var browser = await SignedInAsync(46);
        Host.People.Tryton.Always(Model + "closing.mine", FakeAnswers.Result("null"));
        (await browser.GetAsync("/compte/confidentialite")).Text.Should().NotContain("checked");
        Dictionary<string, string> both = new() { ["_handler"] = "consents", ["Chosen.Version"] = "2026-11-30", ["Chosen.newsletter"] = "true", ["Chosen.surveys"] = "true" };
        (await PostAsync(browser, "/compte/confidentialite", both)).Location.Should().Be("/compte/confidentialite?fait=choix");
        await PostAsync(browser, "/compte/confidentialite", both);
        await PostAsync(browser, "/compte/confidentialite", new() { ["_handler"] = "consents", ["Chosen.Version"] = "2026-11-30", ["Chosen.surveys"] = "true" });
        await PostAsync(browser, "/compte/confidentialite", new() { ["_handler"] = "consents", ["Chosen.Version"] = "2020-01-01", ["Chosen.newsletter"] = "true" });

        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        (await connection.QueryAsync<string>("select purpose || ' ' || (given_at is not null) || ' ' || text_version from consents where user_id = 46 order by id"))
            .Should().Equal("newsletter true 2026-11-30", "surveys true 2026-11-30", "newsletter false 2026-11-30");
        (await connection.QueryAsync<string>("select event from audit_log where actor_user = 46 and event like 'consent.%' order by id"))
            .Should().Equal("consent.given", "consent.given", "consent.withdrawn");
        Regex.Count((await browser.GetAsync("/compte/confidentialite")).Text, "checked").Should().Be(1);
    }

    [Fact]
    public async Task Closing_AsksForThePassword_IsConfirmedByMail_AndTakenBack()
    {
        using var browser = await SignedInAsync(47);
        Host.People.Tryton.Always(Model + "closing.mine", FakeAnswers.Result("null"));
        Host.People.Tryton.Always(Model + "closing.ask", FakeAnswers.Error("""["UserError", ["Ce n’est pas le bon.", "itf_portal.wrong_password", null]]"""));
        var refused = await PostAsync(browser, "/compte/confidentialite", new() { ["_handler"] = "closing", ["Asked.Password"] = "not this one" });
        refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(refused.Text).Should().Contain("Ce n’est pas le bon.").And.NotContain("not this one");
        Answer("closing.ask", """{"id": 3}""");
        (await PostAsync(browser, "/compte/confidentialite", new() { ["_handler"] = "closing", ["Asked.Password"] = "the right one" })).Location.Should().Be("/compte/confidentialite?fait=fermeture");
        Host.People.Tryton.Always(Model + "closing.mine", FakeAnswers.Result(
            """{"id": 3, "user": 47, "name": "A", "login": "a", "companies": [], "state": "open", "asked_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 30, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}, "ended_at": null}"""));
        Answer("closing.cancel", """{"id": 3}""");
        WebUtility.HtmlDecode((await browser.GetAsync("/compte/confidentialite")).Text).Should().Contain("2026-11-30").And.Contain("Annuler la demande");
        (await PostAsync(browser, "/compte/confidentialite", new() { ["_handler"] = "closing-cancel" })).Location.Should().Be("/compte/confidentialite?fait=annulee");
        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<int>("select count(*) from outbox_mail where recipient = 'personne47@boreal.example' and template = 'account-closing'")).Should().Be(2);
    }

    private static string Profile(string name, string version) =>
        $$"""{"login": "x@boreal.example", "name": "{{name}}", "phone": null, "language": "fr", "notices": "x@boreal.example", "version": "{{version}}"}""";

    private static string Addresses(bool administers) => $$"""
        {"party": 5, "name": "Boréal", "language": "en", "administers": {{(administers ? "true" : "false")}}, "regions": [{"code": "CA-QC", "name": "Québec"}],
         "addresses": [{"id": 31, "version": "a1", "name": "Usine de Lévis", "street": "1, rue A", "city": "Lévis", "postal_code": "G6V 0A1", "region": "CA-QC",
                        "region_name": "Québec", "country_name": "Canada", "invoice": false, "delivery": true, "used": false}]}
        """;

    private void Answer(string method, string json) => Host.People.Tryton.Always(Model + method, FakeAnswers.Result(json));

    private async Task<TestBrowser> SignedInAsync(int user, bool administrator = false)
    {
        var person = TrytonPeople.Buyer with { Login = $"personne{user}@boreal.example", User = user };
        Host.People.Set(administrator ? person with { Companies = person.Companies.Replace("\"buyer\"", "\"company_administrator\"", StringComparison.Ordinal) } : person);
        Answer("address.list", Addresses(administrator));
        Answer("change_request.mine", """{"name": "Boréal", "gst": null, "qst": null, "requests": [], "as_of": {"__class__": "datetime", "year": 2026, "month": 11, "day": 30, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}}""");
        var browser = Host.Browser();
        (await browser.SignInAsync(person)).Status.Should().Be(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<TestBrowser.Answer> PostAsync(TestBrowser browser, string path, Dictionary<string, string> form)
    {
        form["__RequestVerificationToken"] = (await browser.GetAsync("/compte/confidentialite")).Token;
        return await browser.SendAsync(HttpMethod.Post, path, form);
    }

    private static string Plain(TestBrowser.Answer page) => Island().Replace(Request().Replace(page.Plain, ""), "");

    // Where the island begins and ends, with its sealed descriptor.
    [GeneratedRegex("<!--Blazor:\\{[^>]*-->")]
    private static partial Regex Island();

    [GeneratedRegex("name=\"Posted.Request\" value=\"[^\"]*\"")]
    private static partial Regex Request();
}
