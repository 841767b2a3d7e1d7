using System.Collections.Concurrent;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Platform.Caching;

/// <summary>One replica's cache by party; several with one prefix and one Redis are several replicas.</summary>
internal sealed class CacheHarness : IDisposable
{
    private readonly RedisCache? _redis;
    private readonly ServiceProvider _provider;

    public CacheHarness(string? redisUrl = null, string? prefix = null, TimeProvider? time = null)
    {
        Prefix = prefix ?? "test-" + Guid.NewGuid().ToString("N");
        if (redisUrl is not null)
        {
            _redis = new RedisCache(Options.Create(new RedisCacheOptions
            {
                ConfigurationOptions = new RedisOptions { Url = redisUrl }.ToConfiguration(),
                InstanceName = "itf:",
            }));
        }
        _provider = CachingModule.MakeCache(_redis, NullLoggerFactory.Instance, time ?? TimeProvider.System);
        Cache = new PartyCache(
            _provider.GetRequiredService<HybridCache>(), Prefix, Generations, time ?? TimeProvider.System, NullLogger<PartyCache>.Instance);
    }

    public string Prefix { get; }

    public TestGenerations Generations { get; } = new();

    public IPartyCache Cache { get; }

    public IDistributedCache? Redis => _redis;

    public void Dispose()
    {
        _provider.Dispose();
        _redis?.Dispose();
    }
}

/// <summary>Generations that a test moves by hand.</summary>
internal sealed class TestGenerations : IGenerations
{
    private readonly ConcurrentDictionary<int, int> _parties = new();

    public string OfAll => Of(0);

    public string Of(int party) => FormattableString.Invariant($"g{_parties.GetValueOrDefault(party)}");

    public void Move(int party)
    {
        _parties.AddOrUpdate(party, 1, (_, old) => old + 1);
        _parties.AddOrUpdate(0, 1, (_, old) => old + 1);
    }
}

/// <summary>A Redis of the test's own, to be killed.</summary>
internal sealed class OwnRedis : IDisposable
{
    private readonly System.Diagnostics.Process _process;

    private OwnRedis(int port)
    {
        Port = port;
        _process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("redis-server")
        {
            ArgumentList = { "--port", FormattableString.Invariant($"{port}"), "--bind", "127.0.0.1", "--save", "", "--dir", Path.GetTempPath() },
            RedirectStandardOutput = true,
        })!;
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    public string Url => FormattableString.Invariant($"redis://127.0.0.1:{Port}");

    public static async Task<OwnRedis> StartAsync(int? port = null)
    {
        var redis = new OwnRedis(port ?? FreePort());
        for (var left = 200; left > 0; left--)
        {
            try
            {
                using var client = new System.Net.Sockets.TcpClient();
                await client.ConnectAsync("127.0.0.1", redis.Port);
                return redis;
            }
            catch (System.Net.Sockets.SocketException)
            {
                await Task.Delay(25);
            }
        }
        redis.Dispose();
        throw new InvalidOperationException("redis-server did not start");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
