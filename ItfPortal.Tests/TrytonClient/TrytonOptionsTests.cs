using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.TrytonClient;

public sealed class TrytonOptionsTests
{
    private static readonly Dictionary<string, string?> s_right = new()
    {
        ["TRYTON_RPC_URL"] = "http://127.0.0.1:8000/",
        ["TRYTON_DATABASE"] = "itf",
        ["TRYTON_PORTAL_KEY"] = FakeTrytonClients.PortalKey,
        ["TRYTON_USER"] = "portal-service",
        ["TRYTON_PASSWORD"] = "x",
    };

    [Fact]
    public async Task Start_WithNothingSet_NamesEveryFaultAtOnce()
    {
        var start = () => StartAsync([]);
        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().Equal(
            "Tryton:RpcUrl (TRYTON_RPC_URL) must be an http or https address such as http://127.0.0.1:8000/",
            "Tryton:Database (TRYTON_DATABASE) must be the name of Tryton's database",
            "Tryton:PortalKey (TRYTON_PORTAL_KEY) must be the secret that Tryton was started with, at least 32 visible ASCII characters",
            "Tryton:ServiceUser (TRYTON_USER) must be the login of the service user",
            "Tryton:ServicePassword (TRYTON_PASSWORD) must be the password of the service user");
    }

    [Fact]
    public async Task Start_WithEverythingSet_Starts() => await StartAsync(s_right);

    [Theory]
    [InlineData("TRYTON_RPC_URL", "127.0.0.1:8000", "Tryton:RpcUrl")]
    [InlineData("TRYTON_RPC_URL", "ftp://127.0.0.1/", "Tryton:RpcUrl")]
    [InlineData("TRYTON_RPC_URL", "http://user:secret@127.0.0.1/", "Tryton:RpcUrl")]
    [InlineData("TRYTON_LOGIN_RPC_URL", "nowhere", "Tryton:LoginRpcUrl")]
    [InlineData("TRYTON_DATABASE", "a/b", "Tryton:Database")]
    [InlineData("TRYTON_PORTAL_KEY", "short", "Tryton:PortalKey")]
    [InlineData("TRYTON_PORTAL_KEY", "0123456789abcdef0123456789abcdef\n", "Tryton:PortalKey")]
    [InlineData("TRYTON_ALLOWED_VERSIONS", "7.0.30, seven", "Tryton:AllowedVersions")]
    [InlineData("Tryton:Limits:Reads", "0", "Tryton:Limits:Reads")]
    [InlineData("Tryton:Limits:SignIns", "101", "Tryton:Limits:SignIns")]
    [InlineData("Tryton:Limits:Waiting", "0", "Tryton:Limits:Waiting")]
    [InlineData("Tryton:Limits:WriteTime", "00:00:00", "Tryton:Limits:WriteTime")]
    [InlineData("Tryton:Limits:ReadTime", "01:00:00", "Tryton:Limits:ReadTime")]
    [InlineData("Tryton:Limits:ConnectTime", "00:02:00", "Tryton:Limits:ConnectTime")]
    public async Task Start_WithOneFault_NamesItsKey_NeverItsValue(string key, string value, string named)
    {
        var start = () => StartAsync(new(s_right) { [key] = value });
        var failure = (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Failures.Should().ContainSingle().Which;
        failure.Should().StartWith(named + " (").And.NotContain("secret@").And.NotContain("0123456789abcdef");
    }

    [Fact]
    public void Section_WinsOverTheFlatName_WhereItSaysSomething()
    {
        var settings = new Dictionary<string, string?>(s_right)
        {
            ["Tryton:Database"] = "other",
            ["Tryton:LoginRpcUrl"] = "http://127.0.0.1:8001",
            ["Tryton:RpcUrl"] = "",
            ["Tryton:ServiceUser"] = null,
        };
        using var provider = new ServiceCollection().AddLogging().AddTryton(Configuration(settings)).BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<TrytonOptions>>().Value;
        (options.Database, options.LoginRpcUrl, options.RpcUrl, options.ServiceUser)
            .Should().Be(("other", "http://127.0.0.1:8001", "http://127.0.0.1:8000/", "portal-service"));
    }

    [Fact]
    public void Limits_HaveTheDefaultsThatTrytonBears()
    {
        var limits = new TrytonLimits();
        (limits.SignIns, limits.Writes, limits.Reads, limits.Reports).Should().Be((32, 4, 6, 2));
        (limits.ReadTime, limits.WriteTime, limits.SignInTime, limits.ReportTime, limits.ConnectTime).Should().Be(
            (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(2)));
    }

    private static async Task StartAsync(Dictionary<string, string?> settings)
    {
        using var host = new HostBuilder().ConfigureServices(services => services.AddTryton(Configuration(settings))).Build();
        await host.StartAsync();
        await host.StopAsync();
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
