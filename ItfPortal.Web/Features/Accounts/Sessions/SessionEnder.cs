using ItfPortal.Web.Features.Accounts.Circuits;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>Ends a session everywhere: here at once, on other replicas by their listener, in Tryton by <see cref="SessionKeeper"/>.</summary>
internal sealed partial class SessionEnder(
    SessionStore store, PortalSessions sessions, CircuitRegistry circuits, SessionKeeper keeper, ILogger<SessionEnder> logger)
{
    /// <summary>Ends it; one already ended is no error.</summary>
    /// <param name="id">Of the session.</param>
    /// <param name="reason">For the record: <c>sign-out</c>, <c>new sign-in</c>, <c>access</c>, <c>tryton</c>.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task EndAsync(string id, string reason, CancellationToken cancellationToken)
    {
        if (await store.EndAsync(id, reason, cancellationToken))
        {
            LogEnded(id, reason);
        }
        sessions.Forget(id);
        circuits.End(id);
        keeper.Wake();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} ended: {Reason}")]
    private partial void LogEnded(string sessionId, string reason);
}
