namespace ItfPortal.Web.Platform.Caching;

/// <summary>
/// Lets one key's reads start at most four times a second, however many pages ask and however fast its generation moves.
/// Who comes too early shares the next read, which starts later than all of them asked and so is new enough for each.
/// </summary>
internal sealed class RereadGate(TimeProvider time)
{
    /// <summary>Between the starts of two reads of one key.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private string? _generation;
    private long? _startedAt;
    private Task? _waiting;

    /// <summary>Whether it may be forgotten: nobody waits, and the next read would start at once anyway.</summary>
    public bool Idle
    {
        get
        {
            lock (_lock)
            {
                return _waiting is null && Left() <= TimeSpan.Zero;
            }
        }
    }

    /// <summary>Reads now, or shares the read that comes next.</summary>
    /// <param name="generation">Asked for right before the read, so that it is never newer than what is read.</param>
    /// <param name="read">Reads for a generation; repeats for the same one are the cache's to unite.</param>
    /// <param name="cancellationToken">Ends this caller's wait only.</param>
    public Task<T> ReadAsync<T>(
        Func<string> generation, Func<string, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        string now;
        lock (_lock)
        {
            if (_waiting is Task<T> waiting)
            {
                return waiting.WaitAsync(cancellationToken);
            }
            now = generation();
            var left = Left();
            if (now != _generation && left > TimeSpan.Zero)
            {
                var next = NextAsync(left, generation, read);
                _waiting = next;
                return next.WaitAsync(cancellationToken);
            }
            if (now != _generation)
            {
                (_generation, _startedAt) = (now, time.GetTimestamp());
            }
        }
        return read(now, cancellationToken);
    }

    private async Task<T> NextAsync<T>(TimeSpan left, Func<string> generation, Func<string, CancellationToken, Task<T>> read)
    {
        // Belongs to all who wait, so to no one's token.
        await Task.Delay(left, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        string now;
        lock (_lock)
        {
            _waiting = null;
            now = generation();
            (_generation, _startedAt) = (now, time.GetTimestamp());
        }
        return await read(now, CancellationToken.None);
    }

    private TimeSpan Left() => _startedAt is { } startedAt ? Interval - time.GetElapsedTime(startedAt) : TimeSpan.Zero;
}
