using System.Net;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security.Headers;
using ItfPortal.Web.Platform.Security.Limits;

namespace ItfPortal.Tests.Platform.Security;

public class HeadersTests
{
    [Fact]
    public void ContentSecurityPolicy_OverTls_UpgradesAndAllowsItsOwnSocketOnly()
    {
        SecurityHeaders.ContentSecurityPolicy(new Uri("https://portail.example.ca")).Should().Be(
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self' wss://portail.example.ca; manifest-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; "
            + "form-action 'self'; frame-ancestors 'none'; upgrade-insecure-requests; report-uri /csp-report");
        SecurityHeaders.ContentSecurityPolicy(new Uri("http://127.0.0.1:5080")).Should().Contain("ws://127.0.0.1:5080;").And.NotContain("upgrade");
    }

    [Fact]
    public void T_HOST_Names_Production_OnlyTheSitesOwn()
    {
        var site = new SiteOptions { BaseUrl = "https://portail.example.ca", Port = 8080 };
        HostCheck.Names(site, development: false).Should().BeEquivalentTo("portail.example.ca", "portail.example.ca:443");
        CircuitDoor.Origins(site, development: false).Should().BeEquivalentTo("https://portail.example.ca");
    }

    [Fact]
    public void T_ORIGIN_Origins_Development_LoopbackWithThisPort() =>
        CircuitDoor.Origins(new SiteOptions { BaseUrl = "http://127.0.0.1:5080" }, development: true)
            .Should().BeEquivalentTo("http://127.0.0.1:5080", "http://localhost:5080");

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void VisitorAddress_OneHousehold_OneVisitor(string address, string key) => VisitorAddress.Of(IPAddress.Parse(address)).Should().Be(key);
}
