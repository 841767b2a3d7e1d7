using System.Diagnostics;
using System.Globalization;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>
/// The warm signed-in order list against two floors of the same run: a static Razor page that writes the same rows from
/// memory without a session, and Kestrel writing the same bytes.
/// </summary>
internal static class ListBench
{
    private static readonly TimeSpan s_warm = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(TimeSpan duration)
    {
        await using var portal = await PortalProcess.StartAsync(settings: Limits.Lifted(100));
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 64 };
        using var http = new HttpClient(handler);
        // Somebody who sees the whole company: the fullest page.
        var person = Stack.Person("company_administrator", "BOREAL");
        var cookie = await HttpSignIn.CookieAsync(http, portal.BaseUrl, person);
        await using var tryton = await TrytonCallBench.SignInAsync(person);
        var list = new Uri(portal.BaseUrl + "/espace/commandes");
        var html = await BodyAsync(http, list, cookie);
        await using var floor = await FloorHost.StartAsync(html, await tryton.RowsAsync());

        // A portal runs for weeks: both are compiled to their last tier before anything is counted.
        await RateAsync(http, list, cookie, 8, s_warm);
        await RateAsync(http, new Uri(floor.BaseUrl + "/razor"), null, 8, s_warm);
        foreach (var concurrency in new[] { 1, 8 })
        {
            // In turns, so that a drift of the machine's speed meets all three alike.
            var (ours, razor, bytes) = (new List<double>(), new List<double>(), new List<double>());
            for (var round = 0; round < 4; round++)
            {
                var counted = round > 0;
                Add(ours, await RateAsync(http, list, cookie, concurrency, duration / 3), counted);
                Add(razor, await RateAsync(http, new Uri(floor.BaseUrl + "/razor"), null, concurrency, duration / 3), counted);
                Add(bytes, await RateAsync(http, new Uri(floor.BaseUrl + "/bytes"), null, concurrency, duration / 3), counted);
            }
            var (o, r, b) = (Figures.Percentile(ours, .5), Figures.Percentile(razor, .5), Figures.Percentile(bytes, .5));
            var load = await Figures.LoadAverageAsync();
            Figures.Print(string.Create(CultureInfo.InvariantCulture,
                $"list: concurrency {concurrency}: ours {o:0}/s, static Razor {r:0}/s (ratio of times {r / o:0.00}), Kestrel same bytes {b:0}/s (ratio {b / o:0.0}), page {html.Length / 1024.0:0.0} KB, load average {load}"));
            await Table.AddAsync(
                $"warm signed-in order list, concurrency {concurrency}", string.Create(CultureInfo.InvariantCulture, $"{o:0}/s"),
                string.Create(CultureInfo.InvariantCulture, $"static Razor page with the same rows {r:0}/s (Kestrel with the same bytes {b:0}/s)"), r / o, 2);
        }
        await AgainstTrytonAsync(http, list, cookie, tryton, duration);
        await ColdAsync(http, portal, cookie, tryton);
    }

    /// <summary>What one page saves Tryton: warm lists a second against the calls a second that Tryton itself answers.</summary>
    private static async Task AgainstTrytonAsync(HttpClient http, Uri list, string cookie, TrytonCallBench tryton, TimeSpan duration)
    {
        var calls = await tryton.RateAsync(8, duration);
        var pages = await RateAsync(http, list, cookie, 8, duration);
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"list: warm {pages:0}/s against Tryton's own {calls:0} calls/s of the same list, concurrency 8: {pages / calls:0} times (aim 10)"));
        await Table.AddAsync(
            "the same call by Tryton itself, concurrency 8", string.Create(CultureInfo.InvariantCulture, $"{pages:0}/s"),
            string.Create(CultureInfo.InvariantCulture, $"Tryton {calls:0} calls/s"), calls / pages, 0.1);
    }

    /// <summary>Cold minus warm against the Tryton call a cold page makes: searches nobody has asked before, in turns with warm reads.</summary>
    private static async Task ColdAsync(HttpClient http, PortalProcess portal, string cookie, TrytonCallBench tryton)
    {
        var (cold, warm, calls) = (new List<double>(), new List<double>(), new List<double>());
        // Redis may still hold what an earlier run asked for.
        var first = new DateOnly(2000, 1, 1).AddDays(Random.Shared.Next(6000));
        for (var i = 0; i < 60; i++)
        {
            var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"{portal.BaseUrl}/espace/commandes?du={first:yyyy-MM-dd}&au={2030 + i}-01-01"));
            cold.Add(await TimeAsync(http, url, cookie));
            warm.Add(await TimeAsync(http, url, cookie));
            calls.Add(await tryton.TimeAsync(i));
        }
        var (c, w, call) = (Figures.Percentile(cold, .5), Figures.Percentile(warm, .5), Figures.Percentile(calls, .5));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"list: cold {c:0.0} ms, warm {w:0.0} ms, the Tryton call alone {call:0.0} ms: (cold - warm) / call = {(c - w) / call:0.00}"));
        await Table.AddAsync(
            "cold order list minus warm", string.Create(CultureInfo.InvariantCulture, $"{c - w:0.0} ms"),
            string.Create(CultureInfo.InvariantCulture, $"the one Tryton call it makes {call:0.0} ms"), (c - w) / call, 1.15);
    }

    private static void Add(List<double> rates, double rate, bool counted)
    {
        if (counted)
        {
            rates.Add(rate);
        }
    }

    private static async Task<double> TimeAsync(HttpClient http, Uri url, string cookie)
    {
        var clock = Stopwatch.GetTimestamp();
        await BodyAsync(http, url, cookie);
        return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    }

    private static async Task<double> RateAsync(HttpClient http, Uri url, string? cookie, int concurrency, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            var count = 0;
            while (clock.Elapsed < duration)
            {
                await BodyAsync(http, url, cookie);
                count++;
            }
            return count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    private static async Task<string> BodyAsync(HttpClient http, Uri url, string? cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }
        using var response = await http.SendAsync(request);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{url}: {(int)response.StatusCode}");
        }
        return await response.Content.ReadAsStringAsync();
    }
}
