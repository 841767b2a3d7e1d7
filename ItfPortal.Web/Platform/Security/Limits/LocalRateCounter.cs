using System.Collections.Concurrent;
using System.Globalization;

namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>Counts in this process. Exact; keys whose window has passed are dropped.</summary>
public sealed class LocalRateCounter(TimeProvider time) : IRateCounter
{
    private const int TrimEvery = 1024;

    private readonly ConcurrentDictionary<string, Hits> _keys = new(StringComparer.Ordinal);
    private long _sequence;

    /// <summary>How many keys are remembered.</summary>
    internal int Keys => _keys.Count;

    /// <inheritdoc/>
    public ValueTask<RateHit> TakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var sequence = Interlocked.Increment(ref _sequence);
        if (sequence % TrimEvery == 0)
        {
            Trim();
        }
        while (true)
        {
            var hits = _keys.GetOrAdd(key, _ => new Hits());
            lock (hits)
            {
                if (hits.Dropped)
                {
                    continue;
                }
                hits.Window = window;
                hits.List.RemoveAll(hit => time.GetElapsedTime(hit.At, now) >= window);
                if (hits.List.Count >= limit)
                {
                    return new(new RateHit(null, hits.List.Count, window - time.GetElapsedTime(hits.List[^limit].At, now)));
                }
                hits.List.Add((now, sequence));
                return new(new RateHit(sequence.ToString(CultureInfo.InvariantCulture), hits.List.Count, TimeSpan.Zero));
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask ReturnAsync(string key, RateHit hit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hit);
        if (_keys.TryGetValue(key, out var hits) && long.TryParse(hit.Token, CultureInfo.InvariantCulture, out var sequence))
        {
            lock (hits)
            {
                hits.List.RemoveAll(known => known.Sequence == sequence);
            }
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask ResetAsync(string key, CancellationToken cancellationToken)
    {
        if (_keys.TryGetValue(key, out var hits))
        {
            lock (hits)
            {
                hits.List.Clear();
            }
        }
        return default;
    }

    private void Trim()
    {
        foreach (var (key, hits) in _keys)
        {
            lock (hits)
            {
                if (hits.List.Count == 0 || time.GetElapsedTime(hits.List[^1].At) >= hits.Window)
                {
                    hits.Dropped = true;
                    _keys.TryRemove(key, out _);
                }
            }
        }
    }

    private sealed class Hits
    {
        public List<(long At, long Sequence)> List { get; } = [];

        public TimeSpan Window { get; set; }

        public bool Dropped { get; set; }
    }
}
