using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Two portals behind a real HAProxy: a reader stays on one, and outlives it.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class ReplicasTests(BrowserFixture browser)
{
    [Fact]
    public async Task KilledReplica_ItsReaderIsOnTheOther_StillSignedInAndLive()
    {
        await using var balancer = await LoadBalancer.StartAsync(2, BrowserFixture.Relaxed);
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"), baseUrl: balancer.Site.ToString());
        var page = customer.Page;

        await page.GotoAsync("/espace/commandes");
        await page.LiveAsync();
        var home = await ReplicaAsync(customer);
        for (var i = 0; i < 5; i++)
        {
            await page.ReloadAsync();
            await page.LiveAsync();
            (await ReplicaAsync(customer)).Should().Be(home, "a circuit lives in one replica");
        }
        (await CircuitsAsync(balancer, home)).Should().BePositive();
        (await CircuitsAsync(balancer, 3 - home)).Should().Be(0);

        await balancer.KillAsync(home);
        await Eventually.TrueAsync(async () => await ReplicaAsync(customer) == 3 - home, "the reader is sent to the living replica", seconds: 30);
        await Eventually.TrueAsync(async () => await CircuitsAsync(balancer, 3 - home) > 0, "the page has a circuit again", seconds: 30);
        await page.LiveAsync();

        new Uri(page.Url).AbsolutePath.Should().Be("/espace/commandes", "nobody has to sign in again");
        await staff.ClickAsync("sale.sale", "confirm", order.Id);
        await Assertions.Expect(page.Row(order.Number)).ToContainTextAsync("par l’équipe ITF", new() { Timeout = 15_000 });
        (await StatusAsync(balancer.Health)).Should().Be(HttpStatusCode.OK, "one replica is enough");

        await balancer.KillAsync(3 - home);
        await Eventually.TrueAsync(async () => await StatusAsync(balancer.Health) == HttpStatusCode.ServiceUnavailable, "nobody serves", seconds: 15);
    }

    [Fact]
    public async Task T_HOST_Limits_CountTheVisitorsOwnAddress_NotTheProxysNorAForgedOne()
    {
        await using var balancer = await LoadBalancer.StartAsync(2, new Dictionary<string, string>
        {
            ["Limits__PageBurst"] = "10",
            ["Limits__PagesPerAddressPerMinute"] = "1",
        });
        using var greedy = new TestBrowser(balancer.Site, SomeAddress());
        using var other = new TestBrowser(balancer.Site, SomeAddress());
        (await greedy.GetAsync("/connexion")).Status.Should().Be(HttpStatusCode.OK);
        var replica = balancer.Replicas[int.Parse(greedy.Cookies["__Host-itf-lb"], CultureInfo.InvariantCulture) - 1];
        other.Cookies["__Host-itf-lb"] = greedy.Cookies["__Host-itf-lb"];
        greedy.CookieLines.Should().ContainSingle(line => line.StartsWith("__Host-itf-lb=", StringComparison.Ordinal)).Which
            .Should().ContainAll("path=/", "HttpOnly", "Secure", "SameSite=Lax");
        for (var i = 0; i < 10; i++)
        {
            await greedy.GetAsync("/connexion");
        }

        (await greedy.GetAsync("/connexion")).Status.Should().Be(HttpStatusCode.TooManyRequests);
        foreach (var header in new[] { "X-Forwarded-For", "Forwarded", "X-Real-IP" })
        {
            (await greedy.GetAsync("/connexion", new() { [header] = "203.0.113.9" })).Status.Should().Be(HttpStatusCode.TooManyRequests, header);
        }
        (await other.GetAsync("/connexion")).Status.Should().Be(HttpStatusCode.OK, "another visitor behind the same proxy is somebody else");

        // Round the proxy, from an address that is not the proxy's: each forged address would have a count of its own.
        using var insider = new TestBrowser(new Uri(replica.BaseUrl), SomeAddress());
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            statuses.Add((await insider.GetAsync("/connexion", new() { ["X-Forwarded-For"] = FormattableString.Invariant($"203.0.113.{i}") })).Status);
        }
        statuses.Should().EndWith(HttpStatusCode.TooManyRequests);
    }

    private static async Task<int> ReplicaAsync(Visitor visitor) => int.Parse(
        (await visitor.Context.CookiesAsync()).Single(cookie => cookie.Name == "__Host-itf-lb").Value, CultureInfo.InvariantCulture);

    private static async Task<int> CircuitsAsync(LoadBalancer balancer, int replica)
    {
        using var http = new TestBrowser(new Uri(balancer.Replicas[replica - 1].ManagementUrl));
        return JsonNode.Parse((await http.GetAsync("/debug/memory")).Text)!["openCircuits"]!.GetValue<int>();
    }

    private static async Task<HttpStatusCode> StatusAsync(Uri address)
    {
        using var http = new TestBrowser(address);
        return (await http.GetAsync(address.AbsolutePath)).Status;
    }

    /// <summary>An address of this machine that no other test comes from.</summary>
    private static IPAddress SomeAddress() => new([127, 99, (byte)RandomNumberGenerator.GetInt32(1, 255), (byte)RandomNumberGenerator.GetInt32(1, 255)]);
}
