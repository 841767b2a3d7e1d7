using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ItfPortal.Tests.Support;

/// <summary>The portal itself, as a process of its own on free ports, against the test stack.</summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly PortalDatabase? _ownDatabase;
    private bool _disposed;

    private PortalProcess(ProcessStartInfo start, int port, int managementPort, PortalDatabase? ownDatabase)
    {
        (Port, ManagementPort, _ownDatabase) = (port, managementPort, ownDatabase);
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, e) => Append(e.Data);
        _process.ErrorDataReceived += (_, e) => Append(e.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    public int ManagementPort { get; }

    public string BaseUrl => FormattableString.Invariant($"http://127.0.0.1:{Port}");

    public string ManagementUrl => FormattableString.Invariant($"http://127.0.0.1:{ManagementPort}");

    /// <summary>What it has written so far.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="database">Shared by several replicas, or null for an empty one of its own.</param>
    /// <param name="settings">Environment variables on top of the stack's.</param>
    /// <param name="dll">Another build of the portal than the stack's.</param>
    public static async Task<PortalProcess> StartAsync(
        PortalDatabase? database = null, IReadOnlyDictionary<string, string>? settings = null, string? dll = null)
    {
        var own = database is null ? await PortalDatabase.CreateAsync() : null;
        var (port, managementPort) = (FreePort(), FreePort());
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { dll ?? Stack.Get("TEST_PORTAL_DLL") },
            WorkingDirectory = Path.Combine(Stack.Root, "ItfPortal.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var environment = start.Environment;
        environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        environment["PORTAL_PORT"] = port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        environment["PORTAL_MANAGEMENT_PORT"] = managementPort.ToString(System.Globalization.CultureInfo.InvariantCulture);
        environment["PORTAL_BASE_URL"] = FormattableString.Invariant($"http://127.0.0.1:{port}");
        environment["PORTAL_DB_URL"] = (database ?? own)!.Url;
        // The stack's own: with it the portal would bring that database up to date and not this one.
        environment.Remove("PORTAL_DB_OWNER_URL");
        if (!environment.ContainsKey("PORTAL_SECRET_KEY"))
        {
            environment["PORTAL_SECRET_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        }
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            environment[name] = value;
        }
        var portal = new PortalProcess(start, port, managementPort, own);
        await portal.WaitUntilReadyAsync();
        return portal;
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        if (_ownDatabase is not null)
        {
            await _ownDatabase.DisposeAsync();
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using var handler = new SocketsHttpHandler();
        using var http = new HttpMessageInvoker(handler);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (_process.HasExited)
            {
                throw new InvalidOperationException("The portal ended at once:\n" + Log);
            }
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, ManagementUrl + "/health/ready");
                using var response = await http.SendAsync(request, CancellationToken.None);
                if (response.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            await Task.Delay(10);
        }
        throw new InvalidOperationException("The portal did not become ready within 60 s:\n" + Log);
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Append(string? line)
    {
        if (line is not null)
        {
            lock (_log)
            {
                _log.AppendLine(line);
            }
        }
    }
}
