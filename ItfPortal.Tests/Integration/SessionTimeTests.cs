using System.Net;
using System.Text.Json;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>How long a session lives, what an open page may ask of it, and who stays signed in.</summary>
[Trait("needs", "postgresql")]
public sealed class SessionTimeTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private PortalHost Host => portal.Host;

    [Fact]
    public async Task State_OfAVisitor_IsOver_WithoutARedirection()
    {
        using var visitor = Host.Browser();
        var answer = await visitor.GetAsync("/session/etat");
        answer.Text.Should().Contain("\"over\"");
        answer.Header("Cache-Control").Should().Contain("no-store");
    }

    [Fact]
    public async Task T_IDLE_Asking_IsNoActivity_TheButtonIs_AndNeedsItsToken()
    {
        var (browser, user) = await SignedInAsync(51);
        using var _ = browser;
        await AgeAsync(user, "last_seen_at", "28 minutes 30 seconds");
        for (var i = 0; i < 3; i++)
        {
            (await browser.GetAsync("/session/etat")).Status.Should().Be(HttpStatusCode.NoContent);
        }
        var state = await StateAsync(browser);
        state.GetProperty("kind").GetString().Should().Be("idle");
        state.GetProperty("left").GetDouble().Should().BeInRange(60, 91);
        state.GetProperty("warn").GetDouble().Should().Be(120);
        state.GetProperty("until").GetString().Should().MatchRegex("^[0-9]{1,2}[:h ]");

        (await browser.SendAsync(HttpMethod.Post, "/session/suite", [])).Status.Should().Be(HttpStatusCode.BadRequest);
        await StayAsync(browser);
        (await StateAsync(browser)).GetProperty("left").GetDouble().Should().BeGreaterThan(1700);
    }

    [Fact]
    public async Task T_IDLE_Absolute_ComesFirst_WhateverIsDone_ThenTheSessionIsOver()
    {
        var (browser, user) = await SignedInAsync(52);
        using var _ = browser;
        await AgeAsync(user, "started_at", "11 hours 52 minutes");
        await StayAsync(browser);
        var state = await StateAsync(browser);
        state.GetProperty("kind").GetString().Should().Be("absolute");
        state.GetProperty("left").GetDouble().Should().BeInRange(420, 481);
        state.GetProperty("warn").GetDouble().Should().Be(600);
        await AgeAsync(user, "started_at", "12 hours 1 second");
        (await StateAsync(browser)).GetProperty("kind").GetString().Should().Be("over");
    }

    [Fact]
    public async Task T_IDLE_StaySignedIn_OnlyOnAKnownDevice_LivesLonger()
    {
        var person = Somebody(53);
        using var browser = Host.Browser();
        // A browser that never signed in is not asked, and not heard.
        (await browser.GetAsync("/connexion")).Text.Should().NotContain("Posted.Remember");
        await RememberAsync(browser, person);
        browser.CookieLines.Last(line => line.StartsWith("__Host-itf=", StringComparison.Ordinal)).Should().NotContain("max-age");
        (await IsRememberedAsync(53)).Should().BeFalse();

        await browser.SignOutAsync();
        (await browser.GetAsync("/connexion")).Text.Should().Contain("Posted.Remember");
        await RememberAsync(browser, person);
        browser.CookieLines.Last(line => line.StartsWith("__Host-itf=", StringComparison.Ordinal)).Should().Contain("max-age=1209600");
        (await IsRememberedAsync(53)).Should().BeTrue();
        await AgeAsync(53, "last_seen_at", "6 days");
        (await StateAsync(browser)).GetProperty("kind").GetString().Should().Be("idle");
        await AgeAsync(53, "last_seen_at", "7 days 1 second");
        (await StateAsync(browser)).GetProperty("kind").GetString().Should().Be("over");

        // Known for one login only.
        var other = Somebody(54);
        await RememberAsync(browser, other);
        (await IsRememberedAsync(54)).Should().BeFalse();
    }

    [Fact]
    public async Task Pages_KnowWhoIsSignedIn_AlsoWhereTheSessionIsLookedUpAnew()
    {
        await using var host = await PortalHost.StartAsync(Host, new() { ["Sessions:CacheFor"] = "00:00:00" });
        using var browser = host.Browser();
        await browser.SignInAsync(Somebody(55));
        for (var i = 0; i < 10; i++)
        {
            (await browser.GetAsync("/")).Text.Should().Contain("Mon espace");
            var missing = await browser.GetAsync("/admin");
            missing.Status.Should().Be(HttpStatusCode.NotFound);
            missing.Text.Should().Contain("Mon espace").And.NotContain("href=\"/connexion\"");
        }
    }

    private static async Task RememberAsync(TestBrowser browser, Person person)
    {
        var form = TestBrowser.SignInForm(await browser.GetAsync("/connexion"), person.Login, person.Password);
        form["Posted.Remember"] = "true";
        (await browser.SendAsync(HttpMethod.Post, "/connexion", form)).Status.Should().Be(HttpStatusCode.Redirect);
    }

    private static async Task<JsonElement> StateAsync(TestBrowser browser)
    {
        var answer = await browser.GetAsync("/session/etat?reste");
        answer.Status.Should().Be(HttpStatusCode.OK);
        return JsonDocument.Parse(answer.Text).RootElement;
    }

    private static async Task StayAsync(TestBrowser browser) => (await browser.SendAsync(HttpMethod.Post, "/session/suite", new()
    {
        // Of the sign-in page, which is no page of the session's own: asking for it would be activity.
        ["__RequestVerificationToken"] = (await browser.GetAsync("/connexion")).Token,
    })).Status.Should().Be(HttpStatusCode.NoContent);

    private Person Somebody(int user)
    {
        var person = TrytonPeople.Buyer with { Login = $"temps{user}@boreal.example", User = user };
        Host.People.Set(person);
        return person;
    }

    private async Task<(TestBrowser Browser, int User)> SignedInAsync(int user)
    {
        var browser = Host.Browser();
        (await browser.SignInAsync(Somebody(user))).Status.Should().Be(HttpStatusCode.Redirect);
        // What signing in touched is written, so that nothing comes after what the test sets.
        await browser.GetAsync("/session/etat?reste");
        return (browser, user);
    }

    private async Task AgeAsync(int user, string column, string by)
    {
        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var command = database.CreateCommand($"update sessions set {column} = now() - interval '{by}' where user_id = {user} and ended_at is null");
        (await command.ExecuteNonQueryAsync()).Should().Be(1);
    }

    private async Task<bool> IsRememberedAsync(int user)
    {
        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var command = database.CreateCommand($"select remembered from sessions where user_id = {user} and ended_at is null");
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}
