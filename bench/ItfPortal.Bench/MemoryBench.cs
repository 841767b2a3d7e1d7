using System.Globalization;
using System.Text.Json;
using ItfPortal.Bench.Circuits;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>Heap per open circuit on the order list: memory after a collection with the circuits open, minus before.</summary>
internal static class MemoryBench
{
    public static async Task RunAsync(int circuits)
    {
        await using var portal = await PortalProcess.StartAsync(settings: Limits.Lifted(circuits));
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 64 };
        using var http = new HttpClient(handler);
        using var socketHandler = new SocketsHttpHandler { UseCookies = false };
        using var sockets = new HttpMessageInvoker(socketHandler);
        var cookies = new List<string>();
        foreach (var person in Stack.People.Where(p => p.Party == "BOREAL" && p.Role is not "accounting"))
        {
            cookies.Add(await HttpSignIn.CookieAsync(http, portal.BaseUrl, person));
        }
        var baseUri = new Uri(portal.BaseUrl + "/");

        // One circuit first, so that what is made once per process is not counted per circuit.
        await using (var first = new CircuitClient(baseUri, sockets, http, cookies[0]))
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await first.OpenAsync("espace/commandes", limit.Token);
        }
        await Task.Delay(2000);
        var before = await MemoryAsync(http, portal);
        var open = new List<CircuitClient>();
        await Parallel.ForEachAsync(Enumerable.Range(0, circuits), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var client = new CircuitClient(baseUri, sockets, http, cookies[i % cookies.Count]);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await client.OpenAsync("espace/commandes", limit.Token);
            lock (open)
            {
                open.Add(client);
            }
        });
        await Task.Delay(5000);
        var after = await MemoryAsync(http, portal);
        var alive = open.Count(c => c.Alive);
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"memory: {alive} of {circuits} circuits alive, heap {(after.Heap - before.Heap) / 1024.0 / Math.Max(alive, 1):0} KB a circuit, resident {(after.Resident - before.Resident) / 1024.0 / Math.Max(alive, 1):0} KB a circuit, first batches {open.Average(c => c.BatchBytes):0} B"));
        var perCircuit = (after.Heap - before.Heap) / 1024.0 / Math.Max(alive, 1);
        await Table.AddAsync(
            $"heap per open circuit on the order list, {alive} of {circuits} alive", string.Create(CultureInfo.InvariantCulture, $"{perCircuit:0} KB"),
            "200 KB", perCircuit / 200, 1);
        foreach (var group in open.Where(c => !c.Alive).GroupBy(c => c.Error))
        {
            Figures.Print($"  dead x{group.Count()}: {group.Key}");
        }
        await Parallel.ForEachAsync(open, async (client, _) => await client.DisposeAsync());
        await Task.Delay(2000);
        var closed = await MemoryAsync(http, portal);
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"memory: heap {(closed.Heap - before.Heap) / 1024.0 / 1024:0.0} MB above the start after all have closed"));
    }

    internal static async Task<(long Heap, long Resident)> MemoryAsync(HttpClient http, PortalProcess portal)
    {
        using var json = JsonDocument.Parse(await http.GetStringAsync(new Uri(portal.ManagementUrl + "/debug/memory?collect=1")));
        return (json.RootElement.GetProperty("heapBytes").GetInt64(), json.RootElement.GetProperty("workingSetBytes").GetInt64());
    }
}
