using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ItfPortal.Tests.Support;

/// <summary>Replicas of the portal behind a real HAProxy, with the very settings of <c>make portal-up REPLICAS=2</c>.</summary>
public sealed class LoadBalancer : IAsyncDisposable
{
    private readonly List<PortalProcess> _replicas = [];
    private readonly string _settings = Path.GetTempFileName();
    private readonly int _port = PortalProcess.FreePort();
    private readonly int _managementPort = PortalProcess.FreePort();
    private PortalDatabase _database = null!;
    private Process? _process;

    public Uri Site => new(FormattableString.Invariant($"http://127.0.0.1:{_port}"));

    public Uri Health => new(FormattableString.Invariant($"http://127.0.0.1:{_managementPort}/health/ready"));

    /// <summary>In the order of their cookies, which begin at 1.</summary>
    public IReadOnlyList<PortalProcess> Replicas => _replicas;

    /// <summary>Starts the replicas on one database and HAProxy before them.</summary>
    public static async Task<LoadBalancer> StartAsync(int replicas, IReadOnlyDictionary<string, string> settings)
    {
        var balancer = new LoadBalancer { _database = await PortalDatabase.CreateAsync() };
        var all = new Dictionary<string, string>(settings)
        {
            ["PORTAL_BASE_URL"] = balancer.Site.ToString().TrimEnd('/'),
            ["PORTAL_TRUSTED_PROXIES"] = await balancer.ScriptAsync("address"),
        };
        balancer._replicas.AddRange(await Task.WhenAll(
            Enumerable.Range(0, replicas).Select(_ => PortalProcess.StartAsync(balancer._database, all))));
        await balancer.StartProxyAsync();
        return balancer;
    }

    /// <summary>Ends a replica as <c>kill -9</c> does.</summary>
    public Task KillAsync(int number) => _replicas[number - 1].DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
        await _database.DisposeAsync();
        File.Delete(_settings);
    }

    private async Task StartProxyAsync()
    {
        await File.WriteAllTextAsync(_settings, await ScriptAsync(
            ["config", .. _replicas.Select(r => FormattableString.Invariant($"{r.Port}:{r.ManagementPort}"))]) + "\n");
        var program = await ScriptAsync("program");
        _process = Process.Start(new ProcessStartInfo(program) { ArgumentList = { "-db", "-f", _settings }, RedirectStandardOutput = true })!;
        _process.BeginOutputReadLine();
        using var http = new HttpMessageInvoker(new SocketsHttpHandler());
        for (var i = 0; i < 100; i++)
        {
            try
            {
                using var response = await http.SendAsync(new HttpRequestMessage(HttpMethod.Get, Health), CancellationToken.None);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // Not listening yet.
            }
            await Task.Delay(100);
        }
        throw new InvalidOperationException("HAProxy did not become ready");
    }

    private async Task<string> ScriptAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Stack.Root, "scripts", "haproxy"), arguments) { RedirectStandardOutput = true };
        start.Environment["PORTAL_PORT"] = _port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PORTAL_MANAGEMENT_PORT"] = _managementPort.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.Trim() : throw new InvalidOperationException($"scripts/haproxy {arguments[0]} ended with {process.ExitCode}");
    }
}
