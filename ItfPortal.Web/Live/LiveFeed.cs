using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Live;

/// <summary>The way from Tryton's commits to open pages. Singleton; callbacks come on a thread pool thread.</summary>
public interface ILiveFeed
{
    /// <summary>How the portal hears of changes now.</summary>
    LiveStatus Status { get; }

    /// <summary>Events this person may receive. A callback that throws is logged and does not disturb the others.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable Subscribe(PartyScope scope, Action<LiveSignal> callback);

    /// <summary>Every event, for ITF's own people.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable SubscribeStaff(Action<LiveSignal> callback);

    /// <summary>Events of area access of every person, for the sessions' registry.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    IDisposable SubscribeAccess(Action<PortalEvent> callback);
}

/// <summary>What a subscriber hears.</summary>
public abstract record LiveSignal
{
    /// <summary>Net changes in commit order, already filtered for the subscriber; a burst brings several transactions at once.</summary>
    public sealed record Changed(ImmutableArray<PortalEvent> Events) : LiveSignal;

    /// <summary>Something may have been missed: read again from the source.</summary>
    public sealed record Gap : LiveSignal;

    /// <summary>The feed's state changed.</summary>
    public sealed record StatusChanged(LiveStatus Status) : LiveSignal;
}

/// <summary>How the portal hears of changes.</summary>
public enum LiveStatus
{
    /// <summary>Not listening; what is shown may be old.</summary>
    Reconnecting,

    /// <summary>By NOTIFY, within milliseconds.</summary>
    Live,

    /// <summary>By polling every 2 seconds.</summary>
    Polling,
}

/// <summary>
/// How far this replica has heard of each party. Part of every cache key, read before Tryton is called: an answer read
/// before a commit can then never be stored as the state after it. Opaque; equal means that nothing was heard in between,
/// so a page compares the one it was prerendered with to know whether it missed something before it subscribed.
/// </summary>
public interface IGenerations
{
    /// <summary>Generation of one party: the events heard of it, whatever their order. Changes every 2 seconds while nothing is heard.</summary>
    string Of(int party);

    /// <summary>Generation of everything, for the agents' shared projection.</summary>
    string OfAll { get; }
}
