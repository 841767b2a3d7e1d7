using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Features.Accounts.Circuits;
using ItfPortal.Web.Live;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ItfPortal.Tests.Integration;

/// <summary>The portal in this process, on a real socket and a database of its own, against people of a fake Tryton.</summary>
public sealed class PortalHost : WebApplicationFactory<Program>
{
    private static readonly string s_secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
    private readonly Dictionary<string, string?> _settings;
    private ILiveFeed? _feed;

    private PortalHost(PortalDatabase database, TrytonPeople people, string environment, Dictionary<string, string?>? settings)
    {
        (Database, People, EnvironmentName) = (database, people, environment);
        var (port, managementPort) = (FreePort(), FreePort());
        Site = new Uri(FormattableString.Invariant($"http://127.0.0.1:{port}"));
        _settings = new()
        {
            ["Tryton:RpcUrl"] = people.Tryton.Url.ToString(),
            ["Tryton:LoginRpcUrl"] = people.Tryton.Url.ToString(),
            ["Tryton:Database"] = "itf",
            ["Tryton:PortalKey"] = new string('k', 32),
            ["Tryton:ServiceUser"] = "portal-service",
            ["Tryton:ServicePassword"] = "secret-of-the-service",
            ["PortalDatabase:Url"] = database.Url,
            ["Security:SecretKey"] = s_secret,
            ["Site:BaseUrl"] = Site.ToString().TrimEnd('/'),
            ["Site:Port"] = FormattableString.Invariant($"{port}"),
            ["Site:ManagementPort"] = FormattableString.Invariant($"{managementPort}"),
            ["SignIn:Floor"] = "00:00:00",
            ["SignIn:AskFloor"] = "00:00:00",
            ["SignIn:Jitter"] = "00:00:00",
            ["Feed:Url"] = "",
            ["Redis:Url"] = "",
            // Nobody listens there: mail waits.
            ["Mail:Url"] = "smtp://127.0.0.1:9",
            ["Mail:From"] = "portail@itf.example",
            ["Demo:Accounts"] = "",
            ["Limits:SignInPerAddressPerMinute"] = "1000",
            ["Limits:SignInPerAddressPerHour"] = "1000",
            ["Limits:PagesPerAddressPerMinute"] = "10000",
            ["Limits:PageBurst"] = "10000",
        };
        foreach (var (key, value) in settings ?? [])
        {
            _settings[key] = value;
        }
    }

    public PortalDatabase Database { get; }

    public TrytonPeople People { get; }

    public Uri Site { get; }

    public string EnvironmentName { get; }

    /// <summary>Starts one; give the database and the people of another for a second replica.</summary>
    public static async Task<PortalHost> StartAsync(
        PortalHost? beside = null, Dictionary<string, string?>? settings = null, string environment = "Development", ILiveFeed? feed = null)
    {
        var host = new PortalHost(
            beside?.Database ?? await PortalDatabase.CreateAsync(), beside?.People ?? await TrytonPeople.StartAsync(), environment, settings)
        { _feed = feed };
        host.UseKestrel();
        await Task.Run(host.StartServer);
        return host;
    }

    /// <summary>Tabs of signed-in people on this replica.</summary>
    public int OpenTabs => Services.GetRequiredService<CircuitRegistry>().Count;

    public TestBrowser Browser() => new(Site);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment(EnvironmentName);
        builder.ConfigureLogging(logging => logging.SetMinimumLevel(LogLevel.Warning));
        // As on the command line: above the environment of the test run, and there while services are registered.
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }
        if (_feed is not null)
        {
            builder.ConfigureTestServices(services => services.AddSingleton(_feed));
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>One portal for the tests that change nothing for each other.</summary>
public sealed class PortalHostFixture : IAsyncLifetime
{
    public PortalHost Host { get; private set; } = null!;

    public async Task InitializeAsync() => Host = await PortalHost.StartAsync();

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        await Host.People.DisposeAsync();
        await Host.Database.DisposeAsync();
    }
}
