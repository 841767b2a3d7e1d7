namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>Counts what happened within a sliding window, for this replica or, where there is a Redis, for all of them.</summary>
public interface IRateCounter
{
    /// <summary>Counts one more unless the limit is reached; asking while it is reached counts nothing.</summary>
    /// <param name="key">Who and what; kept no longer than the window.</param>
    /// <param name="limit">How many within the window.</param>
    /// <param name="window">Its length.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    ValueTask<RateHit> TakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken);

    /// <summary>Takes a hit back: what it stood for did not happen.</summary>
    ValueTask ReturnAsync(string key, RateHit hit, CancellationToken cancellationToken);

    /// <summary>Forgets every hit.</summary>
    ValueTask ResetAsync(string key, CancellationToken cancellationToken);
}

/// <summary>Whether one more was allowed.</summary>
/// <param name="Token">Names the hit, for <see cref="IRateCounter.ReturnAsync"/>; null when it was refused.</param>
/// <param name="Count">Hits within the window, this one included if it was allowed.</param>
/// <param name="RetryAfter">When refused: how long until the oldest hit leaves the window.</param>
public sealed record RateHit(string? Token, int Count, TimeSpan RetryAfter)
{
    /// <summary>Whether it was counted.</summary>
    public bool Allowed => Token is not null;
}
