using System.Threading.RateLimiting;
using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.Resilience;

/// <summary>So many calls at once; the others wait their turn, oldest first. A wait is bounded, and whoever gives up leaves the queue.</summary>
internal sealed class Lane(string name, int atOnce, int waiting, TimeSpan longestWait, TimeProvider time) : IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = atOnce,
        QueueLimit = waiting,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>For metrics.</summary>
    public string Name { get; } = name;

    /// <summary>Calls that wait now.</summary>
    public long Waiting => _limiter.GetStatistics()!.CurrentQueuedCount;

    /// <summary>Calls that are under way now.</summary>
    public long Active => atOnce - _limiter.GetStatistics()!.CurrentAvailablePermits;

    /// <summary>Takes a place; dispose it to give it back.</summary>
    /// <param name="caller">The person's own cancellation.</param>
    /// <param name="cancellationToken">That, or the end of the call's time.</param>
    /// <exception cref="TrytonTransportException">No place within the time; nothing was sent.</exception>
    public async ValueTask<RateLimitLease> EnterAsync(CancellationToken caller, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(longestWait, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await _limiter.AcquireAsync(1, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!caller.IsCancellationRequested)
        {
            throw Full(e);
        }
    }

    /// <summary>What a call gets that finds even the queue full, or waited its whole time.</summary>
    public TrytonTransportException Full(Exception? inner) =>
        new($"Too many calls wait in the lane {Name}", inner) { Failure = TransportFailure.LaneFull };

    public void Dispose() => _limiter.Dispose();
}
