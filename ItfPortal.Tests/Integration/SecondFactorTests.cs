using System.Net;
using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>The second step of signing in: what the ticket opens, for how long, and what is left of it.</summary>
[Trait("needs", "postgresql")]
public sealed class SecondFactorTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private const string Ticket = "__Host-itf-code";
    private const string Page = "/connexion/code";

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task T_FIX_TwoSteps_NewKeyAfterTheCode_NothingIsLeftOfTheTicket()
    {
        var person = Somebody(31);
        using var browser = Host.Browser();
        browser.Cookies["__Host-itf"] = new string('A', 43);
        var first = await browser.SignInAsync(person.Login, person.Password, "?ReturnUrl=%2Fespace%2Ffactures");
        first.Location.Should().Be("/connexion/code?ReturnUrl=%2Fespace%2Ffactures");
        browser.CookieLines.Should().ContainSingle(line => line.StartsWith(Ticket)).Which
            .Should().MatchRegex("^__Host-itf-code=[A-Za-z0-9_-]{43}; max-age=300; path=/; secure; samesite=lax; httponly$");
        var ticket = browser.Cookies[Ticket];
        Host.People.OpenSessions.Should().NotBeNull();

        var done = await CodeAsync(browser, person.Code!, first.Location!);

        done.Location.Should().Be("/espace/factures");
        browser.Cookies["__Host-itf"].Should().NotBe(new string('A', 43));
        browser.Cookies.Should().NotContainKey(Ticket);
        using var thief = Host.Browser();
        thief.Cookies[Ticket] = ticket;
        (await thief.GetAsync(Page)).Location.Should().Be("/connexion?raison=code", "it is used up");
        (await CodeAsync(thief, person.Code!, Page)).Location.Should().Be("/connexion?raison=code");
        thief.Cookies.Should().NotContainKey("__Host-itf");
    }

    [Fact]
    public async Task T_MFA_Ticket_OpensNothingElse_AndHidesThePassword()
    {
        var person = Somebody(32);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        foreach (var path in new[] { "/compte", "/compte/validation", "/espace/commandes" })
        {
            (await browser.GetAsync(path)).Location.Should().StartWith("/connexion?", path);
        }
        browser.Cookies.Should().NotContainKey("__Host-itf");
        await using var connection = await OpenAsync();
        var rows = string.Join('\n', await connection.QueryAsync<string>("select encode(id, 'escape') || encode(box, 'escape') || encode(box, 'base64') from sign_in_tickets"));
        rows.Should().NotBeEmpty().And.NotContain(person.Password).And.NotContain(person.Login).And.NotContain(browser.Cookies[Ticket]);
        var page = await browser.GetAsync(Page);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().NotContain(person.Password).And.NotContain(person.Login);
    }

    [Fact]
    public async Task T_STEP_Code_WithoutTheFirstStep_BackToIt()
    {
        using var browser = Host.Browser();
        var calls = Host.People.SignIns;
        (await browser.GetAsync(Page)).Location.Should().Be("/connexion?raison=code");
        browser.Cookies[Ticket] = new string('A', 43);
        (await browser.GetAsync(Page)).Location.Should().Be("/connexion?raison=code");
        (await CodeAsync(browser, "123456", Page)).Location.Should().Be("/connexion?raison=code");
        Host.People.SignIns.Should().Be(calls);
    }

    [Fact]
    public async Task T_MFA_FiveTries_ThenTheTicketIsGone_AndTheOwnerIsTold()
    {
        var person = Somebody(33);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        var calls = Host.People.SignIns;
        for (var i = 0; i < 4; i++)
        {
            var refused = await CodeAsync(browser, $"00000{i}", Page);
            refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            WebUtility.HtmlDecode(refused.Text).Should().Contain("Ce code n’est pas le bon").And.NotContain($"00000{i}");
        }
        Host.People.SignIns.Should().Be(calls + 4);
        (await CodeAsync(browser, person.Code!, Page)).Location.Should().Be("/connexion?raison=code", "four in five minutes are the last that Tryton is asked");
        Host.People.SignIns.Should().Be(calls + 4);
        (await CodeAsync(browser, person.Code!, Page)).Location.Should().Be("/connexion?raison=code");
        browser.Cookies.Should().NotContainKey("__Host-itf");
        await using var connection = await OpenAsync();
        (await connection.ExecuteScalarAsync<int>("select count(*) from sign_in_failures where told_at is not null")).Should().BePositive();
    }

    [Fact]
    public async Task T_MFA_TicketOfOne_CodeOfAnother_Refused()
    {
        var (one, other) = (Somebody(34), Somebody(35) with { Code = "353535" });
        Host.People.Set(other);
        using var browser = Host.Browser();
        await browser.SignInAsync(one);
        (await CodeAsync(browser, other.Code!, Page)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await CodeAsync(browser, one.Code!, Page)).Location.Should().Be("/espace/commandes", "the ticket still holds");
    }

    [Fact]
    public async Task T_MFA_Ticket_FiveMinutes()
    {
        var person = Somebody(36);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("update sign_in_tickets set expires_at = now()");
        (await CodeAsync(browser, person.Code!, Page)).Location.Should().Be("/connexion?raison=code");
        await browser.SignInAsync(person);
        (await connection.ExecuteScalarAsync<int>("select count(*) from sign_in_tickets where expires_at < now()")).Should().Be(0, "what is over is wiped");
    }

    [Fact]
    public async Task T_ENUM_WrongPassword_OfSomebodyWithAFactor_SameBytes()
    {
        var (with, without) = (Somebody(37), Somebody(38) with { Code = null });
        Host.People.Set(without);
        var answers = new List<string>();
        foreach (var login in new[] { with.Login, without.Login, "personne00@boreal.example" })
        {
            using var browser = Host.Browser();
            var answer = await browser.SignInAsync(login, "guessed, wrongly so");
            browser.Cookies.Should().NotContainKey(Ticket);
            answers.Add(answer.Plain.Replace(login, "LOGIN", StringComparison.Ordinal));
        }
        answers.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task T_MFA_RecoveryCode_NewDevice_OwnerIsToldOfBoth_KnownDeviceOfNone()
    {
        var person = Somebody(39) with { Code = "ABCDE-12345" };
        Host.People.Set(person);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        (await CodeAsync(browser, person.Code!, Page)).Location.Should().Be("/espace/commandes");
        (await MailsAsync(person)).Should().BeEquivalentTo(["new-device", "recovery-code-used"]);
        Host.People.Set(person with { Code = "393939" });
        await browser.SignInAsync(person);
        (await CodeAsync(browser, "393939", Page)).Location.Should().Be("/espace/commandes");
        (await MailsAsync(person)).Should().HaveCount(2);
        await Eventually.TrueAsync(
            async () => WebUtility.HtmlDecode((await browser.GetAsync("/compte")).Text).Contains("Code de secours utilisé", StringComparison.Ordinal), "it is on record", seconds: 10);
    }

    [Fact]
    public async Task T_MFA_Required_NothingButTheEnrolment()
    {
        var person = Somebody(40) with { Code = null, MustHaveCode = true };
        Host.People.Set(person);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        foreach (var path in new[] { "/espace/commandes", "/compte", "/espace/entreprise/journal.csv" })
        {
            (await browser.GetAsync(path)).Location.Should().Be("/compte/validation", path);
        }
        var page = await browser.GetAsync("/compte/validation");
        WebUtility.HtmlDecode(page.Text).Should().Contain("Votre rôle demande la validation en deux étapes");
        (await browser.SignOutAsync()).Status.Should().Be(HttpStatusCode.SeeOther);
    }

    [Fact]
    public async Task Confirm_PasswordAndCode_FreshAgain_AndBack()
    {
        var person = Somebody(41);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        await CodeAsync(browser, person.Code!, Page);
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("update sessions set proved_at = now() - interval '11 minutes' where login = @Login", new { person.Login });
        const string Here = "/compte/confirmer?ReturnUrl=%2Fcompte%2Fvalidation";
        (await ConfirmAsync(browser, Here, person.Password, "000000")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await ConfirmAsync(browser, Here, person.Password, "")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await connection.ExecuteScalarAsync<bool>("select proved_at < now() - interval '10 minutes' from sessions where login = @Login", new { person.Login })).Should().BeTrue();
        (await ConfirmAsync(browser, Here, person.Password, person.Code!)).Location.Should().Be("/compte/validation");
        (await connection.ExecuteScalarAsync<bool>("select proved_at > now() - interval '1 minute' from sessions where login = @Login", new { person.Login })).Should().BeTrue();
    }

    [Fact]
    public async Task T_MFA_SensitiveActs_OfWhoHasAFactor_WantItToo_ThePasswordAloneDoesNothing()
    {
        var person = Somebody(42);
        Host.People.Tryton.Always("model.itf_portal.closing.mine", FakeAnswers.Result("null"));
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        await CodeAsync(browser, person.Code!, Page);
        (await browser.GetAsync("/compte/courriel")).Status.Should().Be(HttpStatusCode.OK, "both were given a moment ago");
        var token = (await browser.GetAsync("/compte/confidentialite")).Token;
        await using var connection = await OpenAsync();
        await connection.ExecuteAsync("update sessions set proved_at = now() - interval '11 minutes' where login = @Login", new { person.Login });
        await Eventually.TrueAsync(
            async () => (await browser.GetAsync("/compte/courriel")).Location == "/compte/confirmer?ReturnUrl=%2Fcompte%2Fcourriel", "the session is asked for at most every five seconds", seconds: 15);
        (await browser.GetAsync("/compte/confidentialite")).Text.Should().Contain("/compte/confirmer?ReturnUrl=%2Fcompte%2Fconfidentialite");
        var calls = Host.People.Tryton.Requests.Count;
        var address = await browser.SendAsync(HttpMethod.Post, "/compte/courriel", new()
        {
            ["_handler"] = "address",
            ["__RequestVerificationToken"] = token,
            ["Posted.Address"] = "nouveau@example.com",
            ["Posted.Password"] = person.Password,
        });
        address.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(address.Text).Should().Contain("avec votre mot de passe et un code").And.Contain("nouveau@example.com").And.NotContain(person.Password);
        var closing = await browser.SendAsync(HttpMethod.Post, "/compte/confidentialite", new()
        {
            ["_handler"] = "closing",
            ["__RequestVerificationToken"] = token,
            ["Asked.Password"] = person.Password,
        });
        closing.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        Host.People.Tryton.Requests.Skip(calls).Select(request => request.Method).Should().NotContain(method => method.EndsWith(".ask", StringComparison.Ordinal) || method.Contains("password", StringComparison.Ordinal));
        (await ConfirmAsync(browser, "/compte/confirmer?ReturnUrl=%2Fcompte%2Fcourriel", person.Password, person.Code!)).Location.Should().Be("/compte/courriel");
        (await browser.GetAsync("/compte/courriel")).Status.Should().Be(HttpStatusCode.OK);
    }

    private static async Task<TestBrowser.Answer> ConfirmAsync(TestBrowser browser, string path, string password, string code) =>
        await browser.SendAsync(HttpMethod.Post, path, new()
        {
            ["_handler"] = "again",
            ["__RequestVerificationToken"] = (await browser.GetAsync(path)).Token,
            ["Proof.Password"] = password,
            ["Proof.Code"] = code,
        });

    private static async Task<TestBrowser.Answer> CodeAsync(TestBrowser browser, string code, string path)
    {
        var token = (await browser.GetAsync(path)).Token;
        if (token.Length == 0)
        {
            // Turned away: the token of another page does for a form that somebody kept.
            token = (await browser.GetAsync("/connexion?raison=autre")).Token;
        }
        return await browser.SendAsync(HttpMethod.Post, path, new() { ["_handler"] = "code", ["__RequestVerificationToken"] = token, ["Code"] = code });
    }

    private async Task<IEnumerable<string>> MailsAsync(Person person)
    {
        await using var connection = await OpenAsync();
        return await connection.QueryAsync<string>("select template from outbox_mail where recipient = @Login", new { person.Login });
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private Person Somebody(int user)
    {
        var person = TrytonPeople.Buyer with { Login = $"personne{user}@boreal.example", User = user, Code = $"{user}{user}{user}" };
        Host.People.Set(person);
        return person;
    }
}
