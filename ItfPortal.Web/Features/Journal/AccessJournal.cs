using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Audit;

namespace ItfPortal.Web.Features.Journal;

/// <summary>
/// Writes down what the feed says about access: who was given, changed or lost a role in Tryton, and whose password, groups or activity
/// changed. Every replica hears it; the event's number makes it one line.
/// </summary>
internal sealed class AccessJournal : IHostedService, IDisposable
{
    private const string Feature = "itf_portal.feature";

    private readonly IAuditLog _audit;
    private readonly IDisposable _subscription;

    public AccessJournal(ILiveFeed feed, IAuditLog audit)
    {
        _audit = audit;
        // Here and not at the start: the feed begins by telling what happened while nobody listened.
        _subscription = feed.SubscribeAccess(Hear);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _subscription.Dispose();

    /// <summary>The line of an event.</summary>
    internal static AuditEntry Entry(PortalEvent change) => new(
        change.Detail.Reason switch
        {
            "granted" => AuditEvent.AccessGranted,
            "changed" => AuditEvent.AccessChanged,
            "revoked" => AuditEvent.AccessRevoked,
            "feature" => AuditEvent.FeatureSwitched,
            _ => AuditEvent.PersonChanged,
        },
        AuditOutcome.Ok,
        change.Detail.By is { } user
            ? new AuditActor(change.Detail.ByStaff ? AuditActorKind.Staff : AuditActorKind.Customer, user, null)
            : AuditActor.System)
    {
        Parties = change.Party is { } party ? [party] : [],
        Target = new AuditTarget(
            change.Model switch
            {
                "itf_portal.access" => AuditTargets.Grant,
                Feature => AuditTargets.Feature,
                _ => AuditTargets.Person,
            },
            change.Record),
        Detail = new AuditDetail { User = change.User, When = change.At },
        // With its time: a database restored from a backup counts its events from an earlier number.
        Source = FormattableString.Invariant($"itf_portal_event:{change.Id}:{change.At:yyyyMMddHHmmss}"),
    };

    // A switched feature is told once for itself, and to each person concerned: that it was switched is one line. Of views as customer,
    // and of the consent to them, the portal writes its own lines: nobody else can begin or give them.
    private void Hear(PortalEvent change)
    {
        if (change.Model is Feature or "itf_portal.access" or "res.user" && (change.Detail.Reason != "feature" || change.Model == Feature))
        {
            _audit.Note(Entry(change));
        }
    }
}
