using System.Diagnostics.Metrics;

namespace ItfPortal.Web.Live;

/// <summary>What the feed has seen, as metrics of the meter <c>ItfPortal.Live</c> and as plain numbers.</summary>
internal sealed class FeedCounters : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ItfPortal.Live";

    private readonly Meter _meter;
    private readonly Counter<long> _eventsCounter;
    private readonly Counter<long> _ignoredCounter;
    private readonly Counter<long> _reconnectsCounter;
    private long _events;
    private long _ignored;
    private long _reconnects;

    public FeedCounters(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _eventsCounter = _meter.CreateCounter<long>("itf.feed.events", "{event}", "Events told to the open pages");
        _ignoredCounter = _meter.CreateCounter<long>("itf.feed.ignored", "{notification}", "Notifications that named no new transaction with events");
        _reconnectsCounter = _meter.CreateCounter<long>("itf.feed.reconnects", "{connection}", "Connections of the feed after the first");
    }

    /// <summary>Events handed on.</summary>
    public long Events => Interlocked.Read(ref _events);

    /// <summary>Payloads that were no number, or named a transaction without rows or one already read.</summary>
    public long Ignored => Interlocked.Read(ref _ignored);

    /// <summary>Connections after the first.</summary>
    public long Reconnects => Interlocked.Read(ref _reconnects);

    public void Told(int events)
    {
        Interlocked.Add(ref _events, events);
        _eventsCounter.Add(events);
    }

    public void Ignore(int payloads)
    {
        if (payloads > 0)
        {
            Interlocked.Add(ref _ignored, payloads);
            _ignoredCounter.Add(payloads);
        }
    }

    public void Reconnected()
    {
        Interlocked.Increment(ref _reconnects);
        _reconnectsCounter.Add(1);
    }

    public void Dispose() => _meter.Dispose();
}
