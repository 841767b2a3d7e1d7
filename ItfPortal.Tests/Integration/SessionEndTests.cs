using System.Net;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>How sessions end, on the replica where it happens and on another one.</summary>
[Trait("needs", "postgresql")]
public sealed class SessionEndTests : IAsyncLifetime
{
    private PortalHost _host = null!;
    private PortalHost _other = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?> { ["Sessions:IdentityWithoutFeed"] = "00:00:01", ["Sessions:CacheFor"] = "00:00:30" };
        _host = await PortalHost.StartAsync(settings: settings);
        _other = await PortalHost.StartAsync(_host, settings);
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        await _host.DisposeAsync();
        await _host.People.DisposeAsync();
        await _host.Database.DisposeAsync();
    }

    [Fact]
    public async Task T_CSRF_SignOut_GetOrWithoutToken_RefusedAndStillSignedIn()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        var get = await browser.GetAsync("/deconnexion");
        get.Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        get.Header("Allow").Should().Be("POST");
        (await browser.SendAsync(HttpMethod.Post, "/deconnexion", [])).Status.Should().Be(HttpStatusCode.BadRequest);
        (await IsSignedInAsync(browser)).Should().BeTrue();
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_SignOut_EndsHereInTrytonAndOnTheOtherReplica()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        using var elsewhere = _other.Browser();
        elsewhere.Cookies["__Host-itf"] = browser.Cookies["__Host-itf"];
        (await IsSignedInAsync(elsewhere)).Should().BeTrue();

        var answer = await browser.SignOutAsync();
        answer.Status.Should().Be(HttpStatusCode.SeeOther);
        answer.Location.Should().Be("/connexion?raison=deconnexion");
        answer.Header("Clear-Site-Data").Should().Be("\"cache\", \"storage\"");
        browser.Cookies.Should().NotContainKey("__Host-itf");
        var heard = await Eventually.TrueAsync(async () => !await IsSignedInAsync(elsewhere), "the other replica hears of it");
        heard.Should().BeLessThan(TimeSpan.FromSeconds(5), "it would believe its own look-up for 30");
        await Eventually.TrueAsync(() => _host.People.OpenSessions.Count == 0, "Tryton's session is closed");
    }

    [Fact]
    public async Task SignOut_TrytonDown_SignedOutAtOnceClosedLater()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.Down = true;
        (await browser.SignOutAsync()).Status.Should().Be(HttpStatusCode.SeeOther);
        (await IsSignedInAsync(browser)).Should().BeFalse();
        _host.People.OpenSessions.Should().ContainSingle();
        _host.People.Down = false;
        await Eventually.TrueAsync(() => _host.People.OpenSessions.Count == 0, "it is tried again", seconds: 70);
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_EndedInTryton_EndedInThePortal()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.EndSessions(TrytonPeople.Buyer);
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(browser), "without a feed the identity is read again", seconds: 20);
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_LastGrantRevoked_Ended()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.Set(TrytonPeople.Buyer with { Companies = "[]" });
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(browser), "nothing is granted any more", seconds: 20);
    }

    [Fact]
    public async Task T_NOTIFY_ForgedSignals_NobodyIsSignedOut()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        await using (var database = NpgsqlDataSource.Create(_host.Database.ConnectionString))
        {
            await using var command = database.CreateCommand(
                """
                select pg_notify('portal_session', 'ended ' || rtrim(translate(encode(id, 'base64'), '+/', '-_'), '=')) from sessions;
                select pg_notify('portal_session', 'nonsense'), pg_notify('portal_session', 'ended'), pg_notify('portal_session', 'ended ' || repeat('x', 5000));
                """);
            await command.ExecuteNonQueryAsync();
        }
        await Task.Delay(1000);
        (await IsSignedInAsync(browser)).Should().BeTrue();
        (await browser.SignOutAsync()).Status.Should().Be(HttpStatusCode.SeeOther, "the listener still works");
    }

    [Fact]
    public async Task T_PG_ListenerCut_ListensAgain()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        using var elsewhere = _other.Browser();
        elsewhere.Cookies["__Host-itf"] = browser.Cookies["__Host-itf"];
        (await IsSignedInAsync(elsewhere)).Should().BeTrue();
        await using (var database = NpgsqlDataSource.Create(_host.Database.ConnectionString))
        {
            await using var command = database.CreateCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'listen%'");
            await command.ExecuteNonQueryAsync();
        }
        await browser.SignOutAsync();
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(elsewhere), "what was missed is asked for");
    }

    private static async Task<bool> IsSignedInAsync(TestBrowser browser) =>
        (await browser.GetAsync("/connexion?raison=session")).Text.Contains("Continuer en tant que", StringComparison.Ordinal);
}
