using System.Net;
using Dapper;
using Npgsql;

namespace ItfPortal.Tests.Integration;

[Trait("needs", "postgresql")]
public sealed class SignInTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private PortalHost Host => portal.Host;

    [Fact]
    public async Task SignIn_RightPassword_OpaqueCookieAndFirstPageOfTheRole()
    {
        using var browser = Host.Browser();
        var answer = await browser.SignInAsync(TrytonPeople.Buyer);
        answer.Status.Should().Be(HttpStatusCode.Redirect);
        answer.Location.Should().Be("/espace/commandes");
        browser.CookieLines.Should().ContainSingle(line => line.StartsWith("__Host-itf=")).Which
            .Should().MatchRegex("^__Host-itf=[A-Za-z0-9_-]{43}; path=/; secure; samesite=lax; httponly$");
        browser.CookieLines.Should().ContainSingle(line => line.StartsWith("__Host-itf-af=")).Which
            .Should().MatchRegex("; path=/; secure; samesite=strict; httponly$");
        browser.CookieLines.Should().ContainSingle(line => line.StartsWith("__Host-itf-dev=")).Which
            .Should().MatchRegex("; max-age=7776000; path=/; secure; samesite=lax; httponly$");
        browser.Cookies["itf-lang"].Should().Be("fr");
    }

    [Fact]
    public async Task SignIn_RolesWithoutOrders_OtherFirstPages()
    {
        using var accountant = Host.Browser();
        (await accountant.SignInAsync(TrytonPeople.Accountant)).Location.Should().Be("/espace/factures");
        using var agent = Host.Browser();
        (await agent.SignInAsync(TrytonPeople.Agent)).Location.Should().Be("/soutien");
    }

    [Fact]
    public async Task T_ENUM_SignIn_WrongUnknownDisabledWithoutGrants_SameBytes()
    {
        var answers = new List<TestBrowser.Answer>();
        foreach (var (login, password) in new[]
        {
            // Same length: the page repeats the login that was typed.
            ("marie@boreal.example", "not her password"), ("perso@boreal.example", "whatever it is 12"),
            (TrytonPeople.Disabled.Login, TrytonPeople.Disabled.Password), (TrytonPeople.WithoutGrants.Login, TrytonPeople.WithoutGrants.Password),
        })
        {
            login.Should().HaveLength(20);
            using var browser = Host.Browser();
            var answer = await browser.SignInAsync(login, password);
            browser.Cookies.Keys.Should().Equal("__Host-itf-af");
            answer.Text.Should().Contain("role=\"alert\"").And.Contain($"value=\"{login}\"").And.NotContain(password);
            answers.Add(answer with { Text = answer.Plain.Replace(login, "LOGIN") });
        }
        answers.Select(a => a.Status).Distinct().Should().Equal(HttpStatusCode.UnprocessableEntity);
        answers.Select(a => a.Text).Distinct().Should().ContainSingle();
        answers.Select(a => string.Join('\n', a.Headers.Keys.Order())).Distinct().Should().ContainSingle();
        Host.People.OpenSessions.Should().NotContain(key => key == TrytonPeople.WithoutGrants.Login);
    }

    [Fact]
    public async Task T_COOKIE_SignIn_NothingOfTrytonLeavesTheServer()
    {
        using var browser = Host.Browser();
        var before = Host.People.OpenSessions.ToHashSet();
        await browser.SignInAsync(TrytonPeople.Agent);
        var key = Host.People.OpenSessions.Except(before).Should().ContainSingle().Subject;
        var page = await browser.GetAsync("/connexion?raison=session");
        (page.Text + string.Join('\n', page.Headers.Values) + string.Join('\n', browser.CookieLines)).Should().NotContain(key).And.NotContain("agente@itf.example\"");
        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        var stored = await connection.QueryAsync<string>("select sessions::text from sessions");
        string.Join('\n', stored).Should().NotContain(key).And.NotContain(browser.Cookies["__Host-itf"]);
        (await connection.ExecuteScalarAsync<string>("select xml from data_protection_keys limit 1")).Should().Contain("sealed").And.NotContain("masterKey");
    }

    [Fact]
    public async Task T_FIX_SignIn_CookieSetByHand_NeverAdopted()
    {
        using var browser = Host.Browser();
        var planted = new string('A', 43);
        browser.Cookies["__Host-itf"] = planted;
        await browser.SignInAsync(TrytonPeople.Buyer);
        browser.Cookies["__Host-itf"].Should().NotBe(planted);
        using var attacker = Host.Browser();
        attacker.Cookies["__Host-itf"] = planted;
        (await attacker.GetAsync("/espace/factures")).Location.Should().StartWith("/connexion?");
    }

    [Fact]
    public async Task T_FIX_SignInAgain_OldSessionEndsInTrytonToo()
    {
        using var browser = Host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        var (old, open) = (browser.Cookies["__Host-itf"], Host.People.OpenSessions.Count);
        await browser.SignInAsync(TrytonPeople.Agent);
        using var thief = Host.Browser();
        thief.Cookies["__Host-itf"] = old;
        (await thief.GetAsync("/espace/factures")).Location.Should().StartWith("/connexion?raison=session");
        await Eventually.TrueAsync(() => Host.People.OpenSessions.Count <= open, "the first session is closed in Tryton");
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/connexion?ReturnUrl=//evil.example")]
    [InlineData("/soutien")]
    public async Task T_REDIR_SignIn_ForeignReturnUrl_OwnFirstPage(string url)
    {
        using var browser = Host.Browser();
        var answer = await browser.SignInAsync(TrytonPeople.Buyer.Login, TrytonPeople.Buyer.Password, "?ReturnUrl=" + Uri.EscapeDataString(url));
        answer.Location.Should().Be("/espace/commandes");
    }

    [Fact]
    public async Task SignIn_ReturnUrlOfThePerson_BackThere()
    {
        using var browser = Host.Browser();
        var wanted = (await browser.GetAsync("/espace/factures?page=2")).Location;
        wanted.Should().Be("/connexion?ReturnUrl=%2Fespace%2Ffactures%3Fpage%3D2");
        var answer = await browser.SignInAsync(TrytonPeople.Buyer.Login, TrytonPeople.Buyer.Password, wanted!["/connexion".Length..]);
        answer.Location.Should().Be("/espace/factures?page=2");
    }

    [Fact]
    public async Task T_CSRF_SignIn_WithoutToken_400()
    {
        using var browser = Host.Browser();
        var answer = await browser.SendAsync(HttpMethod.Post, "/connexion", new() { ["_handler"] = "signin", ["Posted.Login"] = "a", ["Posted.Password"] = "b" });
        answer.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SignIn_EmptyForm_SaysSoWithoutAskingTryton()
    {
        using var browser = Host.Browser();
        var calls = Host.People.SignIns;
        var answer = await browser.SignInAsync(" ", "");
        answer.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        answer.Text.Should().Contain("Entrez votre identifiant");
        Host.People.SignIns.Should().Be(calls);
    }

    [Fact]
    public async Task Sessions_SixthSignIn_LeastUsedEnds()
    {
        var person = TrytonPeople.Buyer with { Login = "six@boreal.example", User = 66 };
        Host.People.Set(person);
        var browsers = new List<TestBrowser>();
        for (var i = 0; i < 6; i++)
        {
            browsers.Add(Host.Browser());
            (await browsers[i].SignInAsync(person)).Status.Should().Be(HttpStatusCode.Redirect);
        }
        (await browsers[0].GetAsync("/connexion?raison=session")).Text.Should().Contain("Votre session a pris fin");
        (await browsers[1].GetAsync("/connexion?raison=session")).Text.Should().Contain("Continuer en tant que");
        browsers.ForEach(browser => browser.Dispose());
    }

    [Theory]
    [InlineData("last_seen_at", 31, true)]
    [InlineData("last_seen_at", 29, false)]
    [InlineData("started_at", 12 * 60 + 1, true)]
    [InlineData("started_at", 11 * 60, false)]
    public async Task Session_IdleOrOld_Ended(string column, int minutes, bool ended)
    {
        var person = TrytonPeople.Buyer with { Login = $"{column}{minutes}@boreal.example", User = 1000 + minutes };
        Host.People.Set(person);
        using var browser = Host.Browser();
        await browser.SignInAsync(person);
        await using (var database = NpgsqlDataSource.Create(Host.Database.ConnectionString))
        {
            await using var command = database.CreateCommand(
                $"update sessions set {column} = now() - interval '{minutes} minutes' where user_id = {person.User}");
            (await command.ExecuteNonQueryAsync()).Should().Be(1);
        }
        ((await browser.GetAsync("/connexion?raison=session")).Text.Contains("Continuer en tant que", StringComparison.Ordinal)).Should().Be(!ended);
    }
}
