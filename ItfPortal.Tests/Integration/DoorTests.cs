using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ItfPortal.Tests.Integration;

/// <summary>Headers, hosts, origins, limits: what every request meets before any page.</summary>
[Trait("needs", "postgresql")]
public sealed class DoorTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private PortalHost Host => portal.Host;

    private string Origin => Host.Site.ToString().TrimEnd('/');

    [Theory]
    [InlineData("/", 200)]
    [InlineData("/connexion", 200)]
    [InlineData("/onglets", 200)]
    [InlineData("/espace/commandes", 302)]
    [InlineData("/rien-ici", 404)]
    [InlineData("/deconnexion", 405)]
    [InlineData("/css/base.css", 200)]
    [InlineData("/_framework/blazor.web.js", 200)]
    [InlineData("/_blazor?id=x", 403)]
    public async Task Headers_EveryKindOfAnswer_AllThere(string path, int status)
    {
        using var browser = Host.Browser();
        var answer = await browser.GetAsync(path);
        ((int)answer.Status).Should().Be(status);
        answer.Header("Content-Security-Policy").Should().StartWith("default-src 'none'; script-src 'self';").And.Contain("frame-ancestors 'none'")
            .And.NotContain("\n", "only one policy may be sent").And.NotContain("unsafe-eval").And.NotContain("nonce");
        answer.Header("X-Frame-Options").Should().Be("DENY");
        answer.Header("X-Content-Type-Options").Should().Be("nosniff");
        answer.Header("Referrer-Policy").Should().Be("strict-origin-when-cross-origin");
        answer.Header("Permissions-Policy").Should().StartWith("accelerometer=()");
        answer.Header("Cross-Origin-Opener-Policy").Should().Be("same-origin");
        answer.Header("Cross-Origin-Resource-Policy").Should().Be("same-origin");
        answer.Header("X-XSS-Protection").Should().Be("0");
        answer.Headers.Keys.Should().NotContain("Server").And.NotContain("X-Powered-By").And.NotContain("Strict-Transport-Security", "the site is not https here");
    }

    [Fact]
    public async Task Headers_SignedIn_PagesInNoCacheFilesInAll()
    {
        using var browser = Host.Browser();
        await browser.SignInAsync(TrytonPeople.Buyer);
        (await browser.GetAsync("/connexion?raison=session")).Header("Cache-Control").Should().Be("no-store");
        (await browser.GetAsync("/rien-ici")).Header("Cache-Control").Should().Be("no-store");
        (await browser.GetAsync("/css/base.css")).Header("Cache-Control").Should().NotContain("no-store");
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:5080")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.evil.example")]
    public async Task T_HOST_ForeignHost_400(string host)
    {
        (await RawAsync($"GET /connexion HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task T_HOST_ForwardedHeadersOfStrangers_NotBelieved()
    {
        using var browser = Host.Browser();
        var answer = await browser.GetAsync("/espace/commandes", new()
        {
            ["X-Forwarded-Host"] = "evil.example",
            ["Forwarded"] = "host=evil.example;proto=https",
            ["X-Forwarded-Proto"] = "https",
            ["X-Forwarded-For"] = "203.0.113.1",
        });
        answer.Header("Location").Should().NotContain("evil").And.NotStartWith("https");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData(null)]
    [InlineData("http://127.0.0.1:1")]
    public async Task T_ORIGIN_WebSocket_ForeignOrigin_403(string? origin)
    {
        var line = origin is null ? "" : $"Origin: {origin}\r\n";
        (await UpgradeAsync(line)).Should().StartWith("HTTP/1.1 403");
        using var browser = Host.Browser();
        (await browser.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", [], origin is null ? null : new() { ["Origin"] = origin }))
            .Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task T_ORIGIN_WebSocket_CrossSite_403EvenWithOurOrigin() =>
        (await UpgradeAsync($"Origin: {Origin}\r\nSec-Fetch-Site: cross-site\r\n")).Should().StartWith("HTTP/1.1 403");

    [Fact]
    public async Task T_ORIGIN_OwnOrigin_AnswersOtherTransportsNot()
    {
        using var browser = Host.Browser();
        var own = new Dictionary<string, string> { ["Origin"] = Origin, ["Sec-Fetch-Site"] = "same-origin" };
        (await browser.SendAsync(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1", [], own)).Status.Should().Be(HttpStatusCode.OK);
        (await browser.GetAsync("/_blazor/initializers")).Status.Should().Be(HttpStatusCode.OK, "browsers send no Origin with it");
        (await browser.GetAsync("/_blazor?id=x", own)).Status.Should().Be(HttpStatusCode.BadRequest, "long polling would go round the counts");
    }

    [Fact]
    public async Task T_CIRC_DOS_WebSockets_ThirdOfAVisitor_503()
    {
        using var first = await OpenAsync();
        using var second = await OpenAsync();
        (await UpgradeAsync($"Origin: {Origin}\r\n")).Should().StartWith("HTTP/1.1 503");
        first.Dispose();
        await Eventually.TrueAsync(
            async () => (await UpgradeAsync($"Origin: {Origin}\r\n")).StartsWith("HTTP/1.1 101", StringComparison.Ordinal), "a closed one makes room", seconds: 10);
    }

    [Fact]
    public async Task Body_TooLarge_413()
    {
        using var browser = Host.Browser();
        var answer = await browser.SendAsync(HttpMethod.Post, "/connexion", new() { ["a"] = new string('x', 1024 * 1024 + 1) });
        answer.Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task CspReport_SmallOne_Taken_OthersRefused()
    {
        (await ReportAsync("application/csp-report", """{"csp-report":{"document-uri":"http://x/y?q=secret","effective-directive":"img-src","blocked-uri":"data"}}"""))
            .Should().StartWith("HTTP/1.1 204");
        (await ReportAsync("application/csp-report", "{")).Should().StartWith("HTTP/1.1 400");
        (await ReportAsync("text/plain", "{}")).Should().StartWith("HTTP/1.1 415");
        (await ReportAsync("application/csp-report", new string(' ', 20_000))).Should().StartWith("HTTP/1.1 413");
    }

    private Task<string> ReportAsync(string type, string body) => RawAsync(
        $"POST /csp-report HTTP/1.1\r\nHost: {Host.Site.Authority}\r\nConnection: close\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private async Task<TcpClient> OpenAsync()
    {
        var (client, answer) = await ConnectAsync(Handshake($"Origin: {Origin}\r\n"));
        answer.Should().StartWith("HTTP/1.1 101");
        return client;
    }

    private Task<string> UpgradeAsync(string lines) => RawAsync(Handshake(lines));

    private string Handshake(string lines) =>
        $"GET /_blazor HTTP/1.1\r\nHost: {Host.Site.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        + $"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{lines}\r\n";

    private async Task<string> RawAsync(string request)
    {
        var (client, answer) = await ConnectAsync(request);
        client.Dispose();
        return answer;
    }

    private async Task<(TcpClient Client, string Answer)> ConnectAsync(string request)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Host.Site.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        var buffer = new byte[4096];
        var length = await stream.ReadAsync(buffer);
        return (client, Encoding.ASCII.GetString(buffer, 0, length));
    }
}
