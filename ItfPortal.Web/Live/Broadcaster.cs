using System.Collections.Concurrent;
using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Live;

/// <summary>Keeps the subscriptions by party and hands each event to those who may receive it.</summary>
internal sealed class Broadcaster(ILogger<Broadcaster> logger) : ILiveFeed
{
    /// <summary>More events than this waiting for one subscriber are one gap.</summary>
    internal const int Capacity = 1_024;

    /// <summary>Changes of access must reach the sessions; they are rare and small, so they wait longer than they could.</summary>
    internal const int AccessCapacity = 100_000;

    private readonly ConcurrentDictionary<int, ImmutableArray<Mailbox>> _parties = new();
    private ImmutableArray<Mailbox> _staff = [];
    private ImmutableArray<Mailbox> _access = [];
    private int _status = (int)LiveStatus.Reconnecting;

    public LiveStatus Status => (LiveStatus)Volatile.Read(ref _status);

    public IDisposable Subscribe(PartyScope scope, Action<LiveSignal> callback)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(callback);
        var mailbox = new Mailbox(scope.Receives, callback, Capacity, ended => Remove(scope.Party, ended), logger);
        _parties.AddOrUpdate(scope.Party, _ => [mailbox], (_, others) => others.Add(mailbox));
        return mailbox;
    }

    public IDisposable SubscribeStaff(Action<LiveSignal> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var mailbox = new Mailbox(_ => true, callback, Capacity, ended => ImmutableInterlocked.Update(ref _staff, all => all.Remove(ended)), logger);
        ImmutableInterlocked.Update(ref _staff, all => all.Add(mailbox));
        return mailbox;
    }

    public IDisposable SubscribeAccess(Action<PortalEvent> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var mailbox = new Mailbox(
            portalEvent => portalEvent.Area == EventArea.Access, OneByOne, AccessCapacity,
            ended => ImmutableInterlocked.Update(ref _access, all => all.Remove(ended)), logger);
        ImmutableInterlocked.Update(ref _access, all => all.Add(mailbox));
        return mailbox;

        void OneByOne(LiveSignal signal)
        {
            foreach (var portalEvent in (signal as LiveSignal.Changed)?.Events ?? [])
            {
                callback(portalEvent);
            }
        }
    }

    /// <summary>Hands the events on; returns before any callback has run.</summary>
    public void Publish(ImmutableArray<PortalEvent> events)
    {
        if (events.IsEmpty)
        {
            return;
        }
        foreach (var group in events.Where(e => e.Party is not null).GroupBy(e => e.Party!.Value))
        {
            if (_parties.TryGetValue(group.Key, out var subscribers))
            {
                Post(subscribers, [.. group]);
            }
        }
        Post(_staff, events);
        Post(_access, events);
    }

    /// <summary>Tells everybody to read again.</summary>
    public void PublishGap()
    {
        foreach (var mailbox in Everybody())
        {
            mailbox.PostGap();
        }
    }

    /// <summary>Tells everybody how the portal hears of changes now, if that is new.</summary>
    public void SetStatus(LiveStatus status)
    {
        if (Interlocked.Exchange(ref _status, (int)status) == (int)status)
        {
            return;
        }
        foreach (var mailbox in Everybody())
        {
            mailbox.PostStatus(status);
        }
    }

    /// <summary>How many subscriptions are open; for tests and metrics.</summary>
    internal int Count => Everybody().Count();

    private IEnumerable<Mailbox> Everybody() => _parties.Values.SelectMany(all => all).Concat(_staff).Concat(_access);

    private static void Post(ImmutableArray<Mailbox> subscribers, ImmutableArray<PortalEvent> events)
    {
        foreach (var mailbox in subscribers)
        {
            mailbox.Post(events);
        }
    }

    private void Remove(int party, Mailbox mailbox)
    {
        var left = _parties.AddOrUpdate(party, _ => [], (_, all) => all.Remove(mailbox));
        if (left.IsEmpty)
        {
            // Only if nobody has subscribed meanwhile: the pair is compared, not the key alone.
            _parties.TryRemove(new KeyValuePair<int, ImmutableArray<Mailbox>>(party, left));
        }
    }
}
