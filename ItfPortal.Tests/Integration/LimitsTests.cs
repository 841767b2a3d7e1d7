using System.Net;

namespace ItfPortal.Tests.Integration;

[Trait("needs", "postgresql")]
public sealed class LimitsTests
{
    [Fact]
    public async Task Pages_BurstThenTheRate_429WithRetryAfterFilesNotCounted()
    {
        await using var host = await PortalHost.StartAsync(settings: new() { ["Limits:PageBurst"] = "5", ["Limits:PagesPerAddressPerMinute"] = "2" });
        using var browser = host.Browser();
        for (var i = 0; i < 5; i++)
        {
            (await browser.GetAsync("/connexion")).Status.Should().Be(HttpStatusCode.OK);
            (await browser.GetAsync("/css/base.css")).Status.Should().Be(HttpStatusCode.OK);
        }
        var answer = await browser.GetAsync("/connexion");
        answer.Status.Should().Be(HttpStatusCode.TooManyRequests);
        int.Parse(answer.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(1, 30);
        answer.Header("Content-Type").Should().StartWith("text/html");
        (await browser.GetAsync("/css/base.css")).Status.Should().Be(HttpStatusCode.OK);
        await host.People.DisposeAsync();
    }

    [Fact]
    public async Task Headers_SiteIsHttps_HstsAndUpgrade()
    {
        await using var host = await PortalHost.StartAsync(environment: "Production", settings: new()
        {
            ["Site:BaseUrl"] = "https://portail.example.ca",
            ["Site:TrustedProxies"] = "127.0.0.1",
        });
        using var browser = host.Browser();
        var proxied = new Dictionary<string, string> { ["Host"] = "portail.example.ca", ["X-Forwarded-Proto"] = "https", ["X-Forwarded-For"] = "203.0.113.7" };
        var answer = await browser.GetAsync("/connexion", proxied);
        answer.Status.Should().Be(HttpStatusCode.OK);
        answer.Header("Strict-Transport-Security").Should().Be("max-age=63072000; includeSubDomains");
        answer.Header("Content-Security-Policy").Should().Contain("upgrade-insecure-requests").And.Contain("wss://portail.example.ca");
        answer.Text.Should().NotContain("demo-people");
        (await browser.GetAsync("/connexion")).Status.Should().Be(HttpStatusCode.BadRequest, "T-HOST: in production only the site's own name");
        await host.People.DisposeAsync();
    }
}
