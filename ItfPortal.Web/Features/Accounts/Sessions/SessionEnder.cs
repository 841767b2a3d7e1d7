using ItfPortal.Web.Features.Accounts.Circuits;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>Ends a session everywhere: here at once, on other replicas by their listener, in Tryton by <see cref="SessionKeeper"/>.</summary>
internal sealed partial class SessionEnder(
    SessionStore store, PortalSessions sessions, CircuitRegistry circuits, SessionKeeper keeper, IAuditLog audit,
    ILogger<SessionEnder> logger)
{
    /// <summary>The reason of somebody who signs out.</summary>
    public const string SignOut = "sign-out";

    /// <summary>Ends it; one already ended is no error.</summary>
    /// <param name="id">Of the session.</param>
    /// <param name="reason">For the record: <c>sign-out</c>, <c>new sign-in</c>, <c>access</c>, <c>tryton</c>, <c>device</c>, <c>new-password</c>, <c>new-factor</c>.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task EndAsync(string id, string reason, CancellationToken cancellationToken)
    {
        var session = await sessions.FindAsync(id, cancellationToken);
        if (await store.EndAsync(id, reason, cancellationToken))
        {
            LogEnded(id, reason);
            if (session is not null)
            {
                audit.Note(Entry(session, reason));
            }
        }
        sessions.Forget(id);
        circuits.End(id);
        keeper.Wake();
    }

    // Who leaves leaves by themselves; everything else is done to them.
    private static AuditEntry Entry(PortalSession session, string reason)
    {
        var own = reason == SignOut;
        return new AuditEntry(own ? AuditEvent.SignOut : AuditEvent.SessionRevoked, AuditOutcome.Ok, own ? AuditActor.Of(session) : new AuditActor(AuditActorKind.System, null, session.Id))
        {
            Parties = [.. session.Identity.Companies.Select(company => company.Party)],
            Target = own ? null : new AuditTarget(AuditTargets.Person, session.Identity.User),
            Detail = own ? AuditDetail.None : new AuditDetail { Cause = reason.Replace(' ', '-'), User = session.Identity.User },
        };
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} ended: {Reason}")]
    private partial void LogEnded(string sessionId, string reason);
}
