using System.Globalization;
using System.Net;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>What Tryton says about somebody's access reaches their sessions by the feed.</summary>
[Trait("needs", "postgresql")]
public sealed class AccessEventTests : IAsyncLifetime
{
    private readonly Feed _feed = new();
    private PortalHost _host = null!;

    public async Task InitializeAsync() => _host = await PortalHost.StartAsync(feed: _feed);

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _host.People.DisposeAsync();
        await _host.Database.DisposeAsync();
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_Deactivated_EveryBrowserSignedOutWithinFiveSecondsOthersStay()
    {
        using var first = _host.Browser();
        using var second = _host.Browser();
        using var colleague = _host.Browser();
        await first.SignInAsync(TrytonPeople.Buyer);
        await second.SignInAsync(TrytonPeople.Buyer);
        await colleague.SignInAsync(TrytonPeople.Accountant);
        _host.People.Set(TrytonPeople.Buyer with { Active = false });
        _host.People.EndSessions(TrytonPeople.Buyer);
        _feed.Say(TrytonPeople.Buyer, "user");
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(first) && !await IsSignedInAsync(second), "the event says so");
        (await IsSignedInAsync(colleague)).Should().BeTrue();
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_OneGrantLess_StillSignedInSeesLess()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        (await browser.GetAsync("/soutien")).Status.Should().Be(HttpStatusCode.NotFound);
        _host.People.Set(TrytonPeople.Buyer with { Companies = TrytonPeople.Accountant.Companies });
        _feed.Say(TrytonPeople.Buyer, "changed");
        await Eventually.TrueAsync(async () => (await browser.GetAsync("/connexion")).Text.Contains("/espace/factures", StringComparison.Ordinal), "the first page is another one now");
        (await IsSignedInAsync(browser)).Should().BeTrue();
    }

    [Fact]
    public async Task AccessEvent_TrytonDownMeanwhile_AskedAgain()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.Set(TrytonPeople.Buyer with { Companies = "[]" });
        _host.People.Down = true;
        _feed.Say(TrytonPeople.Buyer, "revoked");
        await Task.Delay(2000);
        (await IsSignedInAsync(browser)).Should().BeTrue("no answer is not an end, and Tryton itself grants nothing");
        _host.People.Down = false;
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(browser), "it stays due", seconds: 75);
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_DeactivatedWhileTrytonIsDown_SignedOutWhenItAnswers()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.Set(TrytonPeople.Buyer with { Active = false });
        _host.People.EndSessions(TrytonPeople.Buyer);
        _host.People.Down = true;
        _feed.Say(TrytonPeople.Buyer, "user");
        await Task.Delay(2000);
        _host.People.Down = false;
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(browser), "what was heard is not forgotten before Tryton has answered", seconds: 75);
    }

    [Fact]
    public async Task AccessEvent_PortalsDatabaseFails_TriedAgainWithPauses_AndThenHeard()
    {
        using var browser = _host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        _host.People.Set(TrytonPeople.Buyer with { Companies = "[]" });
        await using var database = NpgsqlDataSource.Create(_host.Database.ConnectionString);
        await ExecuteAsync("alter table sessions rename to sessions_away");
        var before = await FailuresAsync();
        _feed.Say(TrytonPeople.Buyer, "revoked");
        await Task.Delay(4000);
        var failures = await FailuresAsync() - before;
        await ExecuteAsync("alter table sessions_away rename to sessions");

        failures.Should().BeLessThan(100, "an event that cannot be noted is not tried without a pause");
        await Eventually.TrueAsync(async () => !await IsSignedInAsync(browser), "it is not forgotten", seconds: 20);

        async Task<long> FailuresAsync() => Convert.ToInt64(
            await ScalarAsync("select xact_rollback from pg_stat_database where datname = current_database()"), CultureInfo.InvariantCulture);
        async Task ExecuteAsync(string sql) => await ScalarAsync(sql);
        async Task<object?> ScalarAsync(string sql)
        {
            await using var command = database.CreateCommand(sql);
            return await command.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task TrytonForgotTheSession_NothingHeard_StaysForThePassword_ThenDeactivated_SignedOut()
    {
        var feed = new Feed();
        var host = await PortalHost.StartAsync(feed: feed, settings: new() { ["Sessions:IdentityWithFeed"] = "00:00:01" });
        try
        {
            using var browser = host.Browser();
            await browser.SignInAsync(TrytonPeople.Buyer);
            host.People.EndSessions(TrytonPeople.Buyer);
            for (var i = 0; i < 9; i++)
            {
                (await IsSignedInAsync(browser)).Should().BeTrue("the page asks for the password in place");
                await Task.Delay(1000);
            }
            host.People.Set(TrytonPeople.Buyer with { Active = false });
            feed.Say(TrytonPeople.Buyer, "user");
            await Eventually.TrueAsync(async () => !await IsSignedInAsync(browser), "the event says so");
        }
        finally
        {
            await host.DisposeAsync();
            await host.People.DisposeAsync();
            await host.Database.DisposeAsync();
        }
    }

    private static async Task<bool> IsSignedInAsync(TestBrowser browser) =>
        (await browser.GetAsync("/connexion?raison=session")).Text.Contains("Continuer en tant que", StringComparison.Ordinal);

    private sealed class Feed : ILiveFeed
    {
        private Action<PortalEvent>? _access;

        public LiveStatus Status => LiveStatus.Live;

        public void Say(Person person, string reason) => _access!(new PortalEvent(
            1, 1, DateTime.UnixEpoch, EventKind.Access, "itf_portal.access", 1, null, null, null, null, person.User, EventArea.Access,
            new EventDetail { Reason = reason }));

        public IDisposable Subscribe(PartyScope scope, Action<LiveSignal> callback) => new MemoryStream();

        public IDisposable SubscribeStaff(Action<LiveSignal> callback) => new MemoryStream();

        public IDisposable SubscribeAccess(Action<PortalEvent> callback)
        {
            _access = callback;
            return new MemoryStream();
        }
    }
}
