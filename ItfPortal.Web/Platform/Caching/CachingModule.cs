using ItfPortal.Tryton;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Caching;

/// <summary>HybridCache over Redis, or in process where there is none.</summary>
public static class CachingModule
{
    /// <summary>Held in process at most; the rest is in Redis or read again.</summary>
    private const long LocalBytes = 64 * 1024 * 1024;

    /// <summary>Larger answers are not stored.</summary>
    private const long EntryBytes = 512 * 1024;

    /// <summary>
    /// Registers the cache by party, and a plain <see cref="HybridCache"/> over the same Redis, in which the framework
    /// keeps paused circuits.
    /// </summary>
    public static IServiceCollection AddCaching(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddValidatedOptions<RedisOptions, RedisOptionsValidator>(RedisOptions.Section);
        if (configuration[$"{RedisOptions.Section}:{nameof(RedisOptions.Url)}"] is { Length: > 0 })
        {
            services.AddStackExchangeRedisCache(_ => { });
            services.AddOptions<RedisCacheOptions>().Configure<IOptions<RedisOptions>>((cache, redis) =>
            {
                cache.ConfigurationOptions = redis.Value.ToConfiguration();
                cache.InstanceName = "itf:";
            });
        }
        services.AddHybridCache();
        services.AddSingleton<PartyCacheStore>();
        services.AddSingleton<IPartyCache>(provider => new PartyCache(
            provider.GetRequiredService<PartyCacheStore>().Cache,
            Prefix(provider.GetRequiredService<IHostEnvironment>().EnvironmentName, provider.GetRequiredService<IOptions<TrytonOptions>>().Value.Database),
            provider.GetRequiredService<IGenerations>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PartyCache>>()));
        return services;
    }

    /// <summary>
    /// Version, environment, database; and the build of the records, so that replicas of two builds beside each other
    /// never read each other's shapes.
    /// </summary>
    internal static string Prefix(string environment, string database) =>
        $"v1:{environment}-{typeof(OrderRow).Module.ModuleVersionId.ToString("N")[..8]}:{database}";

    /// <summary>
    /// A cache of its own: the bound on its memory is a property of the memory cache below it, which everything else
    /// that caches in this process would share.
    /// </summary>
    internal static ServiceProvider MakeCache(IDistributedCache? second, ILoggerFactory loggers, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(loggers).AddSingleton(typeof(ILogger<>), typeof(Logger<>)).AddSingleton(time);
        services.AddMemoryCache(options => options.SizeLimit = LocalBytes);
        if (second is not null)
        {
            services.AddSingleton(second);
        }
        services.AddHybridCache(options =>
        {
            options.MaximumPayloadBytes = EntryBytes;
            options.DefaultEntryOptions = new() { Expiration = TimeSpan.FromMinutes(10), LocalCacheExpiration = TimeSpan.FromMinutes(5) };
        }).AddSerializerFactory<CacheSerializers>();
        return services.BuildServiceProvider();
    }
}

/// <summary>Holds the cache by party for the life of the process.</summary>
internal sealed class PartyCacheStore(IServiceProvider services, ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    private readonly ServiceProvider _provider = CachingModule.MakeCache(services.GetService<IDistributedCache>(), loggers, time);

    /// <summary>The cache.</summary>
    public HybridCache Cache => _provider.GetRequiredService<HybridCache>();

    public void Dispose() => _provider.Dispose();
}
