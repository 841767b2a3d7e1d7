using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using ItfPortal.Tests.TrytonLive;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Two portals on one Redis: a read that Tryton answered before a change is never served after it.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed partial class StaleReadTests : IAsyncLifetime
{
    private const int Rounds = 200;

    private readonly FaultProxy _tryton = FaultProxy.Before(Stack.TrytonRpcUrl);
    private PortalDatabase _database = null!;
    private PortalProcess[] _replicas = [];

    public async Task InitializeAsync()
    {
        _database = await PortalDatabase.CreateAsync();
        var settings = new Dictionary<string, string>(BrowserFixture.Relaxed)
        {
            ["TRYTON_RPC_URL"] = _tryton.Url.ToString(),
            ["PORTAL_SECRET_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        };
        _replicas = [await PortalProcess.StartAsync(_database, settings), await PortalProcess.StartAsync(_database, settings)];
    }

    public async Task DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }
        await _tryton.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task T_CACHE_ReadHeldInTrytonWhileTheOrderChanges_OldStateNeverStays()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        var path = FormattableString.Invariant($"/espace/commandes/{order.Id}");
        var browsers = await SignedInAsync(Orders.FullBuyer("BOREAL"));
        var overtaken = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (reader, other) = (browsers[round % 2], browsers[(round + 1) % 2]);
            var (before, after) = (FormattableString.Invariant($"AVANT-{round:0000}"), FormattableString.Invariant($"APRES-{round:0000}"));

            // Heard here, but the order itself not yet read again: the next read of it goes to Tryton.
            await staff.WriteAsync("sale.sale", order.Id, "reference", before);
            await Eventually.TrueAsync(async () => await ShowsAsync(reader, "/espace/commandes", before), $"round {round}: heard", seconds: 10);
            var asked = _tryton.Requests;
            _tryton.HoldAnswers();
            var held = reader.GetAsync(path);
            await Eventually.TrueAsync(() => _tryton.Requests > asked || held.IsCompleted, "the read is on its way", seconds: 10);
            overtaken += held.IsCompleted ? 0 : 1;
            await Task.Delay(Random.Shared.Next(0, 15));
            await staff.WriteAsync("sale.sale", order.Id, "reference", after);
            if (round % 3 == 0)
            {
                // Heard before the old answer arrives, or after it: both happen.
                await Task.Delay(Random.Shared.Next(0, 40));
            }
            _tryton.Heal();
            (await held).Status.Should().Be(HttpStatusCode.OK);

            await Eventually.TrueAsync(async () => await ShowsAsync(reader, path, after), $"round {round}: the reader's portal has heard", seconds: 10);
            await Eventually.TrueAsync(async () => await ShowsAsync(other, path, after), $"round {round}: the other portal has heard", seconds: 10);
            for (var look = 0; look < 2; look++)
            {
                (await ShowsAsync(reader, path, after)).Should().BeTrue($"round {round}: once new, never old again");
                (await ShowsAsync(other, path, after)).Should().BeTrue($"round {round}: once new, never old again on the other portal");
            }
        }
        overtaken.Should().Be(Rounds, "each of these reads was under way while the order changed");
    }

    [Fact]
    public async Task T_CACHE_TwoHundredPagesOfTwoCustomersAtOnce_WarmAndCold_NeverMix()
    {
        using var staff = await StaffRpc.SignInAsync();
        var own = new Dictionary<string, HashSet<int>>();
        var visitors = new Dictionary<string, TestBrowser[]>();
        foreach (var party in new[] { "BOREAL", "LAVALOIS" })
        {
            own[party] = [.. await staff.SearchAsync("sale.sale", $$"""[["party.code", "=", "{{party}}"]]""", limit: 5000)];
            visitors[party] = await SignedInAsync(Orders.FullBuyer(party));
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 200), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var party = i % 2 == 0 ? "BOREAL" : "LAVALOIS";
            // Every fourth question has been asked before, by both.
            var query = i % 4 < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $"?du=20{10 + (i % 9):00}-01-{1 + (i % 28):00}");
            var page = await visitors[party][i / 2 % 2].GetAsync("/espace/commandes" + query);
            page.Status.Should().Be(HttpStatusCode.OK);
            var shown = OrderLinks().Matches(page.Text).Select(link => int.Parse(link.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
            shown.Should().NotBeEmpty();
            shown.Should().OnlyContain(id => own[party].Contains(id), $"these are {party}'s");
        });
    }

    private async Task<TestBrowser[]> SignedInAsync(DemoPerson person)
    {
        // One session: its cookie is good on both replicas.
        var first = new TestBrowser(new Uri(_replicas[0].BaseUrl));
        (await first.SignInAsync(person.Login, person.Password)).Status.Should().Be(HttpStatusCode.Redirect);
        var second = new TestBrowser(new Uri(_replicas[1].BaseUrl));
        foreach (var (name, value) in first.Cookies)
        {
            second.Cookies[name] = value;
        }
        return [first, second];
    }

    private static async Task<bool> ShowsAsync(TestBrowser reader, string path, string reference) =>
        (await reader.GetAsync(path)).Text.Contains(reference, StringComparison.Ordinal);

    [GeneratedRegex("href=\"/espace/commandes/([0-9]+)\"")]
    private static partial Regex OrderLinks();
}
