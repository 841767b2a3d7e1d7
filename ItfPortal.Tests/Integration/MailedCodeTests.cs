using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Signing in by a mailed code: who may ask, what it opens, and what it does not.</summary>
[Trait("needs", "postgresql")]
public sealed partial class MailedCodeTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private const string Ask = "/connexion/courriel";
    private const string Enter = "/connexion/courriel/code";
    private const string Ticket = "__Host-itf-envoi";
    private const string Right = "12345678";

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task T_ENUM_Ask_KnownUnknownDisabledStaff_SameBytes()
    {
        var answers = new List<string>();
        foreach (var login in new[] { "marie@boreal.example", "mario@boreal.example", "parti@boreal.example", "agente@itf.example" })
        {
            using var visitor = From(answers.Count + 1);
            var asked = await AskAsync(visitor, login);
            var shown = await visitor.GetAsync(Enter);
            answers.Add($"{asked.Status} {asked.Location} {GoesOn().Replace(asked.Plain, "")} {string.Join(' ', asked.Headers.Keys.Order())} "
                + $"{shown.Status} {shown.Plain.Replace(login, "LOGIN", StringComparison.Ordinal)}");
            visitor.Cookies[Ticket].Should().NotContain(login);
        }
        foreach (var answer in answers)
        {
            answer.Should().Be(answers[0]);
        }
        answers[0].Should().StartWith("Found /connexion/courriel/code ").And.Contain("LOGIN");
    }

    [Fact]
    public async Task T_BRUTE_FourthOfOneAccount_IsAnsweredAlike_AndNotWritten_EleventhFromOneAddress_429()
    {
        var before = await ScalarAsync<int>("select count(*)::int from account_links where kind = 'code'");
        for (var i = 0; i < 5; i++)
        {
            using var visitor = From(20 + i);
            (await AskAsync(visitor, i % 2 == 0 ? "rare@boreal.example" : " Rare@Boreal.example ")).Location.Should().Be(Enter);
        }
        (await ScalarAsync<int>("select count(*)::int from account_links where kind = 'code'") - before).Should().Be(3);
        using var many = From(30);
        for (var i = 0; i < 10; i++)
        {
            (await AskAsync(many, $"rare.{i}@boreal.example")).Location.Should().Be(Enter);
        }
        var refused = await AskAsync(many, "marie@boreal.example");
        refused.Status.Should().Be(HttpStatusCode.TooManyRequests);
        refused.Header("Retry-After").Should().NotBeEmpty();
        refused.Text.Should().Contain("marie@boreal.example", "what was typed stays");
        (await PostAsync(many, Enter, "again", null)).Status.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task T_CODE_RightCode_SignsIn_AsThePasswordDoes_ButProvesNone()
    {
        var person = Somebody(51);
        using var browser = From(40);
        browser.Cookies["__Host-itf"] = new string('A', 43);
        await AskAsync(browser, person.Login, "?ReturnUrl=%2Fespace%2Ffactures");
        var done = await PostAsync(browser, Enter + "?ReturnUrl=%2Fespace%2Ffactures", "enter", "1234 5678");

        done.Location.Should().Be("/espace/factures");
        browser.Cookies["__Host-itf"].Should().NotBe(new string('A', 43));
        browser.Cookies.Should().ContainKey("__Host-itf-dev").And.NotContainKey(Ticket);
        (await browser.GetAsync("/compte")).Status.Should().Be(HttpStatusCode.OK);
        (await ScalarAsync<bool>("select bool_and(proved_at < now() - interval '1 year') from sessions where user_id = 51")).Should().BeTrue();
        await Eventually.TrueAsync(
            async () => await ScalarAsync<int>("select count(*)::int from audit_log where actor_user = 51 and outcome = 'ok' and detail::text like '%mailed-code%'") == 1,
            "it is on record how", seconds: 10);
        (await ScalarAsync<int>("select count(*)::int from outbox_mail where template = 'new-device' and recipient = @Login", new { person.Login })).Should().Be(1);
    }

    [Fact]
    public async Task T_CODE_WrongOne_StaysForCorrection_AndOneThatIsNoCodeIsNotTried()
    {
        var person = Somebody(52);
        using var browser = From(41);
        await AskAsync(browser, person.Login);
        var calls = Host.People.SignIns;
        foreach (var typed in new[] { "1234 567", "abcdefgh", "" })
        {
            var answer = await PostAsync(browser, Enter, "enter", typed);
            answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            WebUtility.HtmlDecode(answer.Text).Should().Contain("Le code compte huit chiffres").And.Contain($"value=\"{typed}\"");
        }
        Host.People.SignIns.Should().Be(calls);
        var wrong = await PostAsync(browser, Enter, "enter", "8765 4321");
        wrong.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(wrong.Text).Should().Contain("Ce code n’est pas le bon").And.Contain("value=\"8765 4321\"").And.Contain(person.Login);
        wrong.Header("Cache-Control").Should().Contain("no-store");
        browser.Cookies.Should().NotContainKey("__Host-itf");
        (await PostAsync(browser, Enter, "enter", Right)).Location.Should().Be("/espace/commandes");
    }

    [Fact]
    public async Task T_BRUTE_CodesAndPasswords_CountTogether_FourInFiveMinutes()
    {
        var person = Somebody(53);
        using var browser = From(42);
        await AskAsync(browser, person.Login);
        var calls = Host.People.SignIns;
        for (var i = 0; i < 2; i++)
        {
            await browser.SignInAsync(person.Login, "guessed, wrongly so");
            await PostAsync(browser, Enter, "enter", $"8765432{i}");
        }
        Host.People.SignIns.Should().Be(calls + 4);
        var refused = await PostAsync(browser, Enter, "enter", Right);
        WebUtility.HtmlDecode(refused.Text).Should().Contain("Ce code n’est pas le bon");
        (await browser.SignInAsync(person)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        Host.People.SignIns.Should().Be(calls + 4, "Tryton is not asked any more");
    }

    [Fact]
    public async Task T_MFA_SecondStepAfterTheCode_WhoseTicketHidesIt()
    {
        var person = Somebody(54) with { Code = "545454" };
        Host.People.Set(person);
        using var browser = From(43);
        await AskAsync(browser, person.Login);
        var first = await PostAsync(browser, Enter + "?ReturnUrl=%2Fcompte", "enter", Right);
        first.Location.Should().Be("/connexion/code?ReturnUrl=%2Fcompte");
        browser.Cookies.Should().NotContainKey("__Host-itf");
        var rows = await ScalarAsync<string>("select string_agg(encode(box, 'escape'), ' ') from sign_in_tickets");
        rows.Should().NotContain(Right).And.NotContain(person.Login);
        (await SecondAsync(browser, "000000", first.Location!)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await SecondAsync(browser, person.Code!, first.Location!)).Location.Should().Be("/compte");
        (await ScalarAsync<bool>("select bool_and(proved_at < now() - interval '1 year') from sessions where user_id = 54")).Should().BeTrue();
    }

    [Fact]
    public async Task T_STEP_Code_WithoutAsking_OrWithAForgedTicket_BackToAsking()
    {
        using var browser = From(44);
        var calls = Host.People.SignIns;
        (await browser.GetAsync(Enter + "?ReturnUrl=%2Fcompte")).Location.Should().Be(Ask + "?ReturnUrl=%2Fcompte");
        using var other = From(45);
        await AskAsync(other, "marie@boreal.example");
        var ticket = other.Cookies[Ticket];
        foreach (var forged in new[] { "", "x.y", ticket[..^2] + (ticket.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"), new string('A', 5000) })
        {
            browser.Cookies[Ticket] = forged;
            (await browser.GetAsync(Enter)).Location.Should().Be(Ask);
            (await PostAsync(browser, Enter, "enter", Right)).Location.Should().Be(Ask);
            (await PostAsync(browser, Enter, "again", null)).Location.Should().Be(Ask);
        }
        Host.People.SignIns.Should().Be(calls);
    }

    [Fact]
    public async Task T_REDIR_T_CSRF_OnlyHere_AndOnlyOwnForms()
    {
        var person = Somebody(55);
        using var browser = From(46);
        (await AskAsync(browser, person.Login, "?ReturnUrl=%2F%2Fevil.example")).Location.Should().Be(Enter);
        (await browser.GetAsync(Enter + "?ReturnUrl=https%3A%2F%2Fevil.example")).Text.Should().NotContain("href=\"https://evil").And.NotContain("courriel?ReturnUrl=https").And.NotContain("href=\"/connexion?ReturnUrl");
        var before = await ScalarAsync<int>("select count(*)::int from account_links");
        (await browser.SendAsync(HttpMethod.Post, Ask, new() { ["_handler"] = "ask", ["Posted.Login"] = person.Login })).Status.Should().Be(HttpStatusCode.BadRequest);
        (await browser.SendAsync(HttpMethod.Post, Enter, new() { ["_handler"] = "enter", ["Posted.Code"] = Right })).Status.Should().Be(HttpStatusCode.BadRequest);
        await browser.GetAsync($"{Ask}?Posted.Login={Uri.EscapeDataString(person.Login)}");
        (await ScalarAsync<int>("select count(*)::int from account_links")).Should().Be(before, "asking for a page asks for no mail");
        (await PostAsync(browser, Enter + "?ReturnUrl=%2F%2Fevil.example", "enter", Right)).Location.Should().Be("/espace/commandes");
    }

    private static Task<TestBrowser.Answer> SecondAsync(TestBrowser browser, string code, string path) => FormAsync(browser, path, new() { ["_handler"] = "code", ["Code"] = code });

    private static Task<TestBrowser.Answer> AskAsync(TestBrowser browser, string login, string query = "") =>
        FormAsync(browser, Ask + query, new() { ["_handler"] = "ask", ["Posted.Login"] = login });

    private static Task<TestBrowser.Answer> PostAsync(TestBrowser browser, string path, string handler, string? code) =>
        FormAsync(browser, path, code is null ? new() { ["_handler"] = handler } : new() { ["_handler"] = handler, ["Posted.Code"] = code });

    private static async Task<TestBrowser.Answer> FormAsync(TestBrowser browser, string path, Dictionary<string, string> form)
    {
        var token = (await browser.GetAsync(path)).Token;
        // Turned away: the token of another page does for a form that somebody kept.
        form["__RequestVerificationToken"] = token.Length > 0 ? token : (await browser.GetAsync("/connexion?raison=autre")).Token;
        return await browser.SendAsync(HttpMethod.Post, path, form);
    }

    /// <summary>A browser at an address of its own, so that no test uses up another's tries.</summary>
    private TestBrowser From(int last) => new(Host.Site, IPAddress.Parse($"127.0.5.{last}"));

    private async Task<T?> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        return await connection.ExecuteScalarAsync<T>(sql, parameters);
    }

    private Person Somebody(int user)
    {
        var person = TrytonPeople.Buyer with { Login = $"personne{user}@boreal.example", User = user, Mailed = Right };
        Host.People.Set(person);
        return person;
    }

    /// <summary>The address to go to as the framework's script reads it: sealed anew for each answer.</summary>
    [GeneratedRegex("opaque-redirect[?]url=[A-Za-z0-9_-]+")]
    private static partial Regex GoesOn();
}
