using System.Collections.Concurrent;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Caching.Hybrid;

namespace ItfPortal.Web.Platform.Caching;

/// <summary>The cache by party over <see cref="HybridCache"/>.</summary>
/// <param name="cache">A cache of its own, see <see cref="CachingModule"/>.</param>
/// <param name="prefix">Version, environment and Tryton's database: what entries of one Redis may differ in.</param>
/// <param name="generations">Read before each read of Tryton.</param>
/// <param name="time">For the gates.</param>
/// <param name="logger">For what should never happen.</param>
internal sealed partial class PartyCache(
    HybridCache cache, string prefix, IGenerations generations, TimeProvider time, ILogger<PartyCache> logger) : IPartyCache
{
    private const int MaxGates = 4096;
    private const int MaxTries = 3;

    /// <summary>Only what this replica holds already; nothing is read or written.</summary>
    private static readonly HybridCacheEntryOptions s_look = new()
    {
        Flags = HybridCacheEntryFlags.DisableUnderlyingData | HybridCacheEntryFlags.DisableDistributedCache | HybridCacheEntryFlags.DisableLocalCacheWrite,
    };

    private readonly ConcurrentDictionary<string, RereadGate> _gates = new();

    public ValueTask<T> GetOrReadAsync<T>(
        PartyScope scope, string resource, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        GetAsync(new CacheKey(scope, resource), read, cancellationToken);

    public ValueTask<T> GetOrReadForStaffAsync<T>(
        string resource, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        GetAsync(CacheKey.ForStaff(resource), read, cancellationToken);

    private async ValueTask<T> GetAsync<T>(CacheKey key, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(read);
        var full = key.At(prefix, Generation());
        var held = await cache.GetOrCreateAsync<CacheEntry<T>?>(full, static _ => default, s_look, cancellationToken: cancellationToken);
        if (held?.Key == full)
        {
            return held.Value;
        }
        for (var tries = 1; tries < MaxTries; tries++)
        {
            var mine = false;
            try
            {
                return await Gate(key).ReadAsync(Generation, (generation, token) => ReadAsync(key.At(prefix, generation), Mine, token), cancellationToken);
            }
            catch (Exception ex) when (!mine && ConcernsItsReaderOnly(ex) && !cancellationToken.IsCancellationRequested)
            {
                // The read was shared and somebody else's session or page has ended: that is not this caller's failure.
            }

            ValueTask<T> Mine(CancellationToken token)
            {
                mine = true;
                return read(token);
            }
        }
        return await read(cancellationToken);

        string Generation() => key.Party is { } party ? generations.Of(party) : generations.OfAll;
    }

    private async Task<T> ReadAsync<T>(string full, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var entry = await cache.GetOrCreateAsync(
            full, (full, read), static async (state, token) => new CacheEntry<T>(state.full, await state.read(token)), cancellationToken: cancellationToken);
        if (entry?.Key == full)
        {
            return entry.Value;
        }
        WrongEntry(logger, full);
        var value = await read(cancellationToken);
        await cache.SetAsync(full, new CacheEntry<T>(full, value), cancellationToken: cancellationToken);
        return value;
    }

    private RereadGate Gate(CacheKey key)
    {
        if (_gates.Count > MaxGates)
        {
            foreach (var (text, gate) in _gates)
            {
                if (gate.Idle)
                {
                    _gates.TryRemove(text, out _);
                }
            }
        }
        return _gates.GetOrAdd(key.Text, static (_, time) => new RereadGate(time), time);
    }

    private static bool ConcernsItsReaderOnly(Exception exception) => exception
        is TrytonSessionExpiredException or TrytonAccessDeniedException or SessionEndedException or ObjectDisposedException or OperationCanceledException;

    [LoggerMessage(Level = LogLevel.Error, Message = "The cache held something else, or something unreadable, under {Key}")]
    private static partial void WrongEntry(ILogger logger, string key);
}
