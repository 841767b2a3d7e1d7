using System.Collections.Immutable;
using System.Security.Claims;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web;
using ItfPortal.Web.Features.Accounts.Circuits;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Features.Accounts.Circuits;

public class CircuitGuardTests
{
    private readonly FakeSessions _sessions = new("alice");
    /// <summary>The sign-in page, which leads back to where the tab is.</summary>
    private const string Ended = "/connexion?raison=session&ReturnUrl=%2Fespace%2Fcommandes%3Fsociete%3DBOREAL";

    private readonly CircuitRegistry _registry;

    public CircuitGuardTests() => _registry = new(
        _sessions, Options.Create(new LimitsOptions { CircuitsPerSession = 2 }), TimeProvider.System, NullLogger<CircuitRegistry>.Instance);

    [Fact]
    public async Task T_CIRC_LOGOUT_End_FromAnotherThread_TabLeavesOnItsOwnDispatcherAndClicksDoNothing()
    {
        var tab = await Tab.OpenAsync(this, "alice");
        (await tab.ClickAsync()).Should().BeTrue();
        await Task.Run(() => _registry.End("alice"));
        tab.Left.Should().BeNull("it is told on its own dispatcher");
        tab.Dispatcher.Run();
        tab.Left.Should().Be(Ended);
        (await tab.ClickAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_Click_SessionEndedUnheard_DoesNothing()
    {
        var tab = await Tab.OpenAsync(this, "alice");
        _sessions.Alive.Remove("alice");
        (await tab.ClickAsync()).Should().BeFalse();
        tab.Dispatcher.Run();
        tab.Left.Should().Be(Ended);
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_ConnectionLostMeanwhile_LeavesWhenItIsBack()
    {
        var tab = await Tab.OpenAsync(this, "alice");
        await tab.Guard.OnConnectionDownAsync(null!, default);
        tab.Navigation.Throws = true;
        _registry.End("alice");
        tab.Dispatcher.Run();
        tab.Left.Should().BeNull();
        tab.Navigation.Throws = false;
        await tab.Guard.OnConnectionUpAsync(null!, default);
        tab.Dispatcher.Run();
        tab.Left.Should().Be(Ended);
    }

    [Fact]
    public async Task T_CIRC_SWAP_Reconnect_OtherPersonsCookie_TabLeaves()
    {
        _sessions.Alive.Add("bob");
        var tab = await Tab.OpenAsync(this, "alice");
        tab.Authentication.Become("bob");
        tab.Dispatcher.Run();
        tab.Left.Should().Be(PortalUrls.SessionChanged, "somebody else has no business on alice's page");
        (await tab.ClickAsync()).Should().BeFalse("what alice's page still holds must not act for bob");
    }

    [Fact]
    public async Task T_CIRC_SWAP_VisitorsCircuit_SomebodySignsIn_TabLeaves()
    {
        var tab = await Tab.OpenAsync(this, null);
        (await tab.ClickAsync()).Should().BeTrue();
        tab.Authentication.Become("alice");
        tab.Dispatcher.Run();
        tab.Left.Should().Be(PortalUrls.SessionChanged);
    }

    [Fact]
    public async Task Open_SessionEndedBetweenPageAndCircuit_Leaves()
    {
        _sessions.Alive.Remove("alice");
        var tab = await Tab.OpenAsync(this, "alice");
        tab.Left.Should().Be(Ended);
    }

    [Fact]
    public async Task Reload_GrantsChanged_SamePageAgain()
    {
        var tab = await Tab.OpenAsync(this, "alice");
        _registry.Reload("alice");
        tab.Dispatcher.Run();
        tab.Left.Should().Be("https://portal.example/espace/commandes?societe=BOREAL");
        (await tab.ClickAsync()).Should().BeFalse("what it shows is no longer what may be seen");
    }

    [Fact]
    public async Task T_CIRC_DOS_OneTabTooMany_ClearPageOthersStay()
    {
        var first = await Tab.OpenAsync(this, "alice");
        var second = await Tab.OpenAsync(this, "alice");
        var third = await Tab.OpenAsync(this, "alice");
        third.Left.Should().Be(PortalUrls.TooManyTabs);
        (await first.ClickAsync()).Should().BeTrue();
        await second.Guard.OnCircuitClosedAsync(null!, default);
        var fourth = await Tab.OpenAsync(this, "alice");
        (await fourth.ClickAsync()).Should().BeTrue("a closed tab makes room");
    }

    [Fact]
    public async Task T_PG_Click_DatabaseAway_TabStays()
    {
        var tab = await Tab.OpenAsync(this, "alice");
        _sessions.Fails = true;
        (await tab.ClickAsync()).Should().BeTrue("no answer is not an end; the services ask for themselves");
    }

    private sealed class Tab
    {
        private Func<CircuitInboundActivityContext, Task> _inbound = null!;
        private bool _ran;

        public required CircuitGuard Guard { get; init; }

        public required Authentication Authentication { get; init; }

        public required Navigation Navigation { get; init; }

        public Dispatcher Dispatcher { get; } = new();

        public string? Left => Navigation.Target;

        public static async Task<Tab> OpenAsync(CircuitGuardTests test, string? session)
        {
            var (authentication, navigation) = (new Authentication(session), new Navigation());
            var tab = new Tab
            {
                Guard = new CircuitGuard(authentication, navigation, test._registry, test._sessions, NullLogger<CircuitGuard>.Instance),
                Authentication = authentication,
                Navigation = navigation,
            };
            tab._inbound = tab.Guard.CreateInboundActivityHandler(_ =>
            {
                tab._ran = true;
                return Task.CompletedTask;
            });
            var before = SynchronizationContext.Current;
            SynchronizationContext.SetSynchronizationContext(tab.Dispatcher);
            try
            {
                await tab.Guard.OnCircuitOpenedAsync(null!, default);
                await tab.Guard.OnConnectionUpAsync(null!, default);
                (await tab.ClickAsync()).Should().BeTrue("the page's components are added as activity, a circuit breaks without them");
            }
            finally
            {
                SynchronizationContext.SetSynchronizationContext(before);
            }
            tab.Dispatcher.Run();
            return tab;
        }

        /// <summary>Whether a click reached the page.</summary>
        public async Task<bool> ClickAsync()
        {
            _ran = false;
            await _inbound(null!);
            return _ran;
        }
    }

    private sealed class Dispatcher : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _posts = new();

        public override void Post(SendOrPostCallback d, object? state) => _posts.Enqueue((d, state));

        public void Run()
        {
            while (_posts.TryDequeue(out var post))
            {
                post.Callback(post.State);
            }
        }
    }

    private sealed class Authentication(string? session) : AuthenticationStateProvider
    {
        private string? _session = session;

        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(
            _session is null ? new ClaimsIdentity() : new ClaimsIdentity([new Claim(SessionPrincipal.SessionId, _session)], "session"))));

        public void Become(string? session)
        {
            _session = session;
            NotifyAuthenticationStateChanged(GetAuthenticationStateAsync());
        }
    }

    private sealed class Navigation : NavigationManager
    {
        public Navigation() => Initialize("https://portal.example/", "https://portal.example/espace/commandes?societe=BOREAL");

        public string? Target { get; private set; }

        public bool Throws { get; set; }

        protected override void NavigateToCore(string uri, NavigationOptions options)
        {
            if (Throws)
            {
                throw new InvalidOperationException("not connected");
            }
            options.ForceLoad.Should().BeTrue("only a full load gets rid of what the circuit holds");
            Target = uri;
        }
    }
}
