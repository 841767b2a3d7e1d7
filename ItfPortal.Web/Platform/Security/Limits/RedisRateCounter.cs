using System.Security.Cryptography;
using ItfPortal.Web.Platform.Caching;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace ItfPortal.Web.Platform.Security.Limits;

/// <summary>
/// Counts in Redis for all replicas and, always, in this process too: when Redis is gone the process goes on with what it
/// has seen itself, so that a limit never opens. A sliding window by Redis's own clock.
/// </summary>
internal sealed partial class RedisRateCounter(LocalRateCounter local, IOptions<RedisOptions> options, ILogger<RedisRateCounter> logger)
    : IRateCounter, IAsyncDisposable
{
    private const string Prefix = "itf:rate:";

    private const string Script =
        """
        local t = redis.call('TIME')
        local now = t[1] * 1000 + math.floor(t[2] / 1000)
        local window, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
        local count = redis.call('ZCARD', KEYS[1])
        if count >= limit then
            local first = redis.call('ZRANGE', KEYS[1], count - limit, count - limit, 'WITHSCORES')
            return {0, count, tonumber(first[2]) + window - now}
        end
        redis.call('ZADD', KEYS[1], now, ARGV[3])
        redis.call('PEXPIRE', KEYS[1], window)
        return {1, count + 1, 0}
        """;

    private readonly SemaphoreSlim _connecting = new(1, 1);
    private ConnectionMultiplexer? _redis;
    private volatile bool _failing;

    /// <inheritdoc/>
    public async ValueTask<RateHit> TakeAsync(string key, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var here = await local.TakeAsync(key, limit, window, cancellationToken);
        if (!here.Allowed)
        {
            return here;
        }
        var member = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        var everywhere = await AskAsync(async database =>
        {
            var answer = (RedisResult[])(await database.ScriptEvaluateAsync(
                Script, [Prefix + key], [(long)window.TotalMilliseconds, limit, member]))!;
            return (Allowed: (int)answer[0] == 1, Count: (int)answer[1], Wait: TimeSpan.FromMilliseconds((double)answer[2]));
        });
        if (everywhere is not { } all)
        {
            return here;
        }
        if (all.Allowed)
        {
            return new RateHit($"{here.Token}:{member}", all.Count, TimeSpan.Zero);
        }
        await local.ReturnAsync(key, here, cancellationToken);
        return new RateHit(null, all.Count, all.Wait);
    }

    /// <inheritdoc/>
    public async ValueTask ReturnAsync(string key, RateHit hit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hit);
        if (hit.Token?.Split(':') is not [var here, ..] parts)
        {
            return;
        }
        await local.ReturnAsync(key, hit with { Token = here }, cancellationToken);
        if (parts is [_, var member])
        {
            await AskAsync(async database => await database.SortedSetRemoveAsync(Prefix + key, member));
        }
    }

    /// <inheritdoc/>
    public async ValueTask ResetAsync(string key, CancellationToken cancellationToken)
    {
        await local.ResetAsync(key, cancellationToken);
        await AskAsync(async database => await database.KeyDeleteAsync(Prefix + key));
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }
        _connecting.Dispose();
    }

    private async ValueTask<T?> AskAsync<T>(Func<IDatabase, Task<T>> ask)
        where T : struct
    {
        try
        {
            var answer = await ask(await DatabaseAsync());
            _failing = false;
            return answer;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or ObjectDisposedException)
        {
            if (!_failing)
            {
                LogAlone(exception.Message);
            }
            _failing = true;
            return null;
        }
    }

    private async ValueTask<IDatabase> DatabaseAsync()
    {
        if (_redis is null)
        {
            await _connecting.WaitAsync();
            try
            {
                _redis ??= await ConnectionMultiplexer.ConnectAsync(options.Value.ToConfiguration());
            }
            finally
            {
                _connecting.Release();
            }
        }
        return _redis.GetDatabase();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis gives no answer, limits are counted by this replica alone: {Problem}")]
    private partial void LogAlone(string problem);
}
