using System.Globalization;
using ItfPortal.Bench.Circuits;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Bench;

/// <summary>
/// Commit to DOM while other customers' pages are open, one change at a time and in streams, and one change that hundreds of
/// pages show: from the commit to the last page's render batch.
/// </summary>
internal static class CrowdBench
{
    private static readonly string[] s_others = ["LAVALOIS", "QUAIDUNORD", "MAPLEYARD", "ERABLIERE"];

    public static async Task RunAsync(int most)
    {
        var browser = new BrowserFixture();
        await browser.InitializeAsync();
        await using var portal = await PortalProcess.StartAsync(settings: Limits.Lifted(2 * most));
        await using var crowd = new Crowd(portal);
        try
        {
            foreach (var open in new[] { 0, most / 2, most })
            {
                await crowd.OpenAsync(Stack.People.Where(p => s_others.Contains(p.Party) && p.Role is "company_administrator"), open);
                var (customer, agent) = await LiveBench.MeasureAsync(browser, portal.BaseUrl, 100);
                Figures.Print($"crowd: {crowd.Alive} pages of other customers open, load average {await Figures.LoadAverageAsync()}");
                Figures.Print($"crowd:   commit to DOM, customer's list: {Figures.Spread(customer)}");
                Figures.Print($"crowd:   commit to DOM, agents' board:  {Figures.Spread(agent)}");
                double[] both = [.. customer, .. agent];
                await Table.AddAsync(
                    $"commit to DOM with {crowd.Alive} pages of others open, 99th percentile", Figures.Spread(both), "200 ms", Figures.Percentile(both, .99) / 200, 1);
                await StreamBench.RunAsync(browser, portal.BaseUrl, crowd.Alive);
            }
        }
        finally
        {
            await browser.DisposeAsync();
        }
        await crowd.CloseAsync();
        await SamePageAsync(portal, crowd, most / 2);
    }

    private static async Task SamePageAsync(PortalProcess portal, Crowd crowd, int pages)
    {
        await crowd.OpenAsync(Stack.People.Where(p => p.Party == LiveBench.Company && p.Role is "company_administrator"), pages);
        using var staff = await StaffRpc.SignInAsync();
        var order = (await LiveBench.SomeOrdersAsync(staff, LiveBench.Company, 1))[0];
        await using var tryton = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        var (last, middle) = (new List<double>(), new List<double>());
        for (var i = 0; i < 20; i++)
        {
            await Task.Delay(500);
            var arrivals = crowd.NextBatches();
            await staff.WriteAsync("sale.sale", order, "reference", LiveBench.Reference());
            var times = await arrivals;
            var committed = await LiveBench.CommittedAsync(tryton, order);
            last.Add(times.Max() - committed);
            middle.Add(Figures.Percentile(times, .5) - committed);
        }
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"crowd: one change that {crowd.Alive} pages show, to the middle page: {Figures.Spread(middle)}"));
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"crowd: one change that {crowd.Alive} pages show, to the last page:   {Figures.Spread(last)}"));
        await Table.AddAsync($"one change that {crowd.Alive} pages show, to the last page", Figures.Spread(last), "500 ms", Figures.Percentile(last, 1) / 500, 1);
    }

    /// <summary>Open order lists without browsers.</summary>
    private sealed class Crowd : IAsyncDisposable
    {
        private readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 64 };
        private readonly SocketsHttpHandler _socketHandler = new() { UseCookies = false };
        private readonly HttpClient _http;
        private readonly HttpMessageInvoker _sockets;
        private readonly PortalProcess _portal;
        private readonly List<CircuitClient> _open = [];

        public Crowd(PortalProcess portal)
        {
            _portal = portal;
            _http = new HttpClient(_handler);
            _sockets = new HttpMessageInvoker(_socketHandler);
        }

        public int Alive => _open.Count(client => client.Alive);

        /// <summary>Opens more until so many are open.</summary>
        public async Task OpenAsync(IEnumerable<DemoPerson> people, int count)
        {
            if (_open.Count >= count)
            {
                return;
            }
            var cookies = new List<string>();
            foreach (var person in people)
            {
                cookies.Add(await HttpSignIn.CookieAsync(_http, _portal.BaseUrl, person));
            }
            var missing = count - _open.Count;
            await Parallel.ForEachAsync(Enumerable.Range(0, missing), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
            {
                var client = new CircuitClient(new Uri(_portal.BaseUrl + "/"), _sockets, _http, cookies[i % cookies.Count]);
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
                await client.OpenAsync("espace/commandes?etat=devis", limit.Token);
                lock (_open)
                {
                    _open.Add(client);
                }
            });
            await Task.Delay(2000);
        }

        /// <summary>When the next batch reaches each page: milliseconds since 1970.</summary>
        public async Task<IReadOnlyCollection<double>> NextBatches() =>
            await Task.WhenAll(_open.Select(client => client.NextBatchAsync())).WaitAsync(TimeSpan.FromSeconds(30));

        public async Task CloseAsync()
        {
            await Parallel.ForEachAsync(_open, async (client, _) => await client.DisposeAsync());
            _open.Clear();
            await Task.Delay(2000);
        }

        public async ValueTask DisposeAsync()
        {
            await CloseAsync();
            _http.Dispose();
            _sockets.Dispose();
            _handler.Dispose();
            _socketHandler.Dispose();
        }
    }
}
