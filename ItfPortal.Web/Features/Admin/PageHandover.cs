using System.Collections.Concurrent;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// What a page's prerendering read, for the circuit that starts from it a moment later (decision 0003): these pages are not cached, so that
/// the island would else draw an empty one first. For the same session only, once, within ten seconds; on another replica it is read again.
/// </summary>
public sealed class PageHandover(ICurrentSession session, PageHandoverStore store)
{
    /// <summary>What was handed over, else what is read now; a prerendering's is kept for its circuit.</summary>
    /// <param name="what">The page's part, with what it depends on.</param>
    /// <param name="interactive">Whether this is the circuit.</param>
    /// <param name="read">Asks Tryton.</param>
    public async ValueTask<Result<T>> ReadAsync<T>(string what, bool interactive, Func<Task<Result<T>>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var current = await session.GetAsync(CancellationToken.None);
        if (interactive && current is not null && store.Take((current.Id, what)) is Result<T> given)
        {
            return given;
        }
        var result = await read();
        if (!interactive && current is not null && result.Ok)
        {
            store.Put((current.Id, what), result);
        }
        return result;
    }
}

/// <summary>What waits to be taken; singleton.</summary>
public sealed class PageHandoverStore(TimeProvider time)
{
    private static readonly TimeSpan s_kept = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<(string Session, string What), (object Value, DateTimeOffset At)> _waiting = new();

    /// <summary>Keeps it, and forgets what nobody came for.</summary>
    internal void Put((string Session, string What) key, object value)
    {
        var now = time.GetUtcNow();
        foreach (var (old, entry) in _waiting)
        {
            if (now - entry.At > s_kept)
            {
                _waiting.TryRemove(old, out _);
            }
        }
        _waiting[key] = (value, now);
    }

    /// <summary>Gives it away; null when there is none, or none as new.</summary>
    internal object? Take((string Session, string What) key) =>
        _waiting.TryRemove(key, out var entry) && time.GetUtcNow() - entry.At <= s_kept ? entry.Value : null;
}
