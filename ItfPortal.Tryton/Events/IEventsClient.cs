namespace ItfPortal.Tryton.Events;

/// <summary>The feed by polling, for portals that may not reach Tryton's database. Runs as the service user.</summary>
public interface IEventsClient
{
    /// <summary>Events of transactions at or after the horizon (<c>itf_portal.event.poll</c>); null starts from now. Repeats are possible.</summary>
    Task<EventBatch> PollAsync(ulong? horizon, CancellationToken cancellationToken);
}

/// <summary>Answer of a poll.</summary>
/// <param name="Events">By id.</param>
/// <param name="Horizon">What to ask from next time.</param>
public sealed record EventBatch(IReadOnlyList<PortalEvent> Events, ulong Horizon);

/// <summary>Reads the <c>detail</c> column of <c>itf_portal_event</c>.</summary>
public interface IEventDetailReader
{
    /// <summary>Parses Tryton's wire encoding. An unreadable detail gives an empty one: the page then reads again.</summary>
    EventDetail Read(EventKind kind, string json);

    /// <summary>The portal's kind of the column's text.</summary>
    EventKind Kind(string text);

    /// <summary>The portal's area of the column's text; an unknown one is internal.</summary>
    EventArea Area(string text);
}
