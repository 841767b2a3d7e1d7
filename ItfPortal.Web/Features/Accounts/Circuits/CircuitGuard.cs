using ItfPortal.Web.Features.Accounts.Sessions;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Circuits;

/// <summary>
/// Pins a circuit to the session it was opened with. A circuit survives sign-out in another tab, and after a reconnect
/// its cookie may belong to somebody else while it still holds the first person's state (dotnet/aspnetcore#65272);
/// both end it here.
/// </summary>
internal sealed partial class CircuitGuard(
    AuthenticationStateProvider authentication, NavigationManager navigation, CircuitRegistry registry, ISessionLookup sessions,
    ILogger<CircuitGuard> logger) : CircuitHandler, ICircuitHandle, IDisposable
{
    // The sign-in page, which leads back here; with somebody else's session it does not.
    private const string Ended = PortalUrls.SessionChanged + "&ReturnUrl=";

    private string? _pinned;
    private string? _leaveFor;
    private SynchronizationContext? _dispatcher;
    private volatile bool _connected;
    private volatile bool _opening = true;

    public bool Connected => _connected;

    /// <summary>First of all handlers: nothing of a dead circuit may run.</summary>
    public override int Order => int.MinValue;

    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        // The handlers of a circuit are called on its own dispatcher; a push comes back to it by this.
        _dispatcher = SynchronizationContext.Current;
        _pinned = await SessionIdAsync();
        _connected = true;
        authentication.AuthenticationStateChanged += OnAuthenticationStateChanged;
        if (_pinned is null)
        {
            return;
        }
        if (!registry.TryAdd(_pinned, this))
        {
            Leave(PortalUrls.TooManyTabs);
        }
        else if (await sessions.FindAsync(_pinned, cancellationToken) is null)
        {
            // Ended between the page and its circuit.
            End();
        }
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        // Too early to see another person's cookie, that comes by AuthenticationStateChanged. A tab that was away when it
        // ended leaves now; a new one when the dispatcher is free again, which is after its components were added: they are
        // added as inbound activity, and a circuit breaks when that is dropped.
        _connected = true;
        _dispatcher?.Post(_ =>
        {
            _opening = false;
            Go();
        }, null);
        return Task.CompletedTask;
    }

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        _connected = false;
        return Task.CompletedTask;
    }

    public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <summary>Drops every call of a dead circuit, so that a click made before the tab has left does nothing.</summary>
    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(
        Func<CircuitInboundActivityContext, Task> next) => async context =>
    {
        // The circuit's own start comes before it is pinned.
        if (!_opening && !await IsAliveAsync())
        {
            End();
            return;
        }
        await next(context);
    };

    public void End() => Leave(Ended);

    public void Reload() => Leave(null);

    public void Dispose()
    {
        authentication.AuthenticationStateChanged -= OnAuthenticationStateChanged;
        registry.Remove(this);
    }

    private async ValueTask<bool> IsAliveAsync()
    {
        if (_leaveFor is not null)
        {
            return false;
        }
        if (await SessionIdAsync() != _pinned)
        {
            return false;
        }
        if (_pinned is null)
        {
            return true;
        }
        try
        {
            return await sessions.FindAsync(_pinned, CancellationToken.None) is not null;
        }
        catch (NpgsqlException)
        {
            // The database is away: the tab stays, and every service asks for the session itself before it calls Tryton.
            return true;
        }
    }

    private void OnAuthenticationStateChanged(Task<AuthenticationState> change) => _ = CompareAsync(change);

    // Nobody awaits it, so nothing may escape it.
    private async Task CompareAsync(Task<AuthenticationState> change)
    {
        try
        {
            if ((await change).User.Session() != _pinned)
            {
                Leave(PortalUrls.SessionChanged);
            }
        }
        catch (Exception exception)
        {
            LogUnreadable(exception);
            Leave(PortalUrls.SessionChanged);
        }
    }

    private void Leave(string? target)
    {
        // Only the first reason counts; null means this very page.
        if (Interlocked.CompareExchange(ref _leaveFor, target ?? "", null) is null)
        {
            _dispatcher?.Post(_ => Go(), null);
        }
    }

    /// <summary>On the dispatcher.</summary>
    private void Go()
    {
        if (_opening || _leaveFor is not { } target)
        {
            return;
        }
        try
        {
            navigation.NavigateTo(
                target switch
                {
                    "" => navigation.Uri,
                    Ended => Ended + Uri.EscapeDataString("/" + navigation.ToBaseRelativePath(navigation.Uri)),
                    _ => target,
                },
                forceLoad: true);
        }
        catch (Exception exception)
        {
            // Not connected: it leaves when it comes back.
            LogUnreachable(exception.Message);
        }
    }

    private async ValueTask<string?> SessionIdAsync() => (await authentication.GetAuthenticationStateAsync()).User.Session();

    [LoggerMessage(Level = LogLevel.Warning, Message = "A circuit's identity could not be read, it ends")]
    private partial void LogUnreadable(Exception exception);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A circuit could not be told to leave: {Problem}")]
    private partial void LogUnreachable(string problem);
}
