using System.Collections.Immutable;
using ItfPortal.Tryton.Events;

namespace ItfPortal.Web.Live;

/// <summary>
/// What waits for one subscriber. Filled by the listener, emptied on a thread pool thread, one callback at a time and in
/// order. A subscriber slower than its events hears one gap instead of a queue without end.
/// </summary>
internal sealed partial class Mailbox(
    Func<PortalEvent, bool> receives, Action<LiveSignal> callback, int capacity, Action<Mailbox> ended, ILogger logger)
    : IThreadPoolWorkItem, IDisposable
{
    private readonly Lock _lock = new();
    private readonly ImmutableArray<PortalEvent>.Builder _events = ImmutableArray.CreateBuilder<PortalEvent>();
    private LiveStatus? _status;
    private bool _gap;
    private bool _overflowed;
    private bool _scheduled;
    private bool _ended;

    /// <summary>Takes those of the events that the subscriber may receive.</summary>
    public void Post(ImmutableArray<PortalEvent> events)
    {
        lock (_lock)
        {
            // The gap left by an overflow covers these too: the subscriber reads again after it.
            if (_ended || _overflowed)
            {
                return;
            }
            foreach (var portalEvent in events)
            {
                if (receives(portalEvent))
                {
                    _events.Add(portalEvent);
                }
            }
            if (_events.Count > capacity)
            {
                _events.Clear();
                (_gap, _overflowed) = (true, true);
            }
            if (_events.Count > 0 || _overflowed)
            {
                Schedule();
            }
        }
    }

    /// <summary>Tells the subscriber to read again. What waits is still delivered before it: it may be shown as news.</summary>
    public void PostGap()
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _gap = true;
                Schedule();
            }
        }
    }

    /// <summary>Only the newest status waits.</summary>
    public void PostStatus(LiveStatus status)
    {
        lock (_lock)
        {
            if (!_ended)
            {
                _status = status;
                Schedule();
            }
        }
    }

    /// <summary>No callback starts after this has returned.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }
            _ended = true;
            _events.Clear();
        }
        ended(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (Take() is { } signals)
        {
            foreach (var signal in signals)
            {
                Deliver(signal);
            }
        }
    }

    private List<LiveSignal>? Take()
    {
        lock (_lock)
        {
            var signals = new List<LiveSignal>(3);
            if (_events.Count > 0)
            {
                signals.Add(new LiveSignal.Changed(_events.DrainToImmutable()));
            }
            if (_gap)
            {
                signals.Add(new LiveSignal.Gap());
            }
            if (_status is { } status)
            {
                signals.Add(new LiveSignal.StatusChanged(status));
            }
            (_gap, _overflowed, _status) = (false, false, null);
            if (_ended || signals.Count == 0)
            {
                _scheduled = false;
                return null;
            }
            return signals;
        }
    }

    private void Deliver(LiveSignal signal)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return;
            }
        }
        try
        {
            callback(signal);
        }
        catch (Exception ex)
        {
            CallbackFailed(logger, ex, signal.GetType().Name);
        }
    }

    private void Schedule()
    {
        if (!_scheduled)
        {
            _scheduled = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber failed on {Signal}")]
    private static partial void CallbackFailed(ILogger logger, Exception exception, string signal);
}
