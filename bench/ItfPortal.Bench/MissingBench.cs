using System.Diagnostics;
using System.Globalization;
using System.Net;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>
/// Whether the time of an answer tells somebody else's order from one that does not exist: both asked for by turns, each id once,
/// so that neither comes from the cache.
/// </summary>
internal static class MissingBench
{
    private const int Nowhere = 1_900_000_000;

    public static async Task RunAsync(int count)
    {
        await using var portal = await PortalProcess.StartAsync(settings: Limits.Lifted(100));
        using var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        using var http = new HttpClient(handler);
        using var staff = await StaffRpc.SignInAsync();
        var theirs = await staff.SearchAsync("sale.sale", """[["party.code", "!=", "BOREAL"]]""", count);
        var cookie = await HttpSignIn.CookieAsync(http, portal.BaseUrl, Stack.Person("company_administrator", "BOREAL"));
        var (foreign, missing) = (new List<double>(), new List<double>());
        for (var i = 0; i < theirs.Length + 10; i++)
        {
            // The first ten only wake everything up, and who goes first changes.
            var of = new[] { (Times: foreign, Id: i < 10 ? Nowhere + 5000 + i : theirs[i - 10]), (Times: missing, Id: Nowhere + i) };
            foreach (var (times, id) in i % 2 == 0 ? of : of.Reverse())
            {
                var time = await TimeAsync(http, new Uri(string.Create(CultureInfo.InvariantCulture, $"{portal.BaseUrl}/espace/commandes/{id}")), cookie);
                if (i >= 10)
                {
                    times.Add(time);
                }
            }
        }
        var (f, m, p) = (Figures.Percentile(foreign, .5), Figures.Percentile(missing, .5), MannWhitney(foreign, missing));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"missing: somebody else's order {f:0.00} ms ({foreign.Min():0.0} to {foreign.Max():0.0}), none at all {m:0.00} ms ({missing.Min():0.0} to {missing.Max():0.0}), Mann-Whitney p = {p:0.000} (n = {theirs.Length} each)"));
        await Table.AddAsync(
            "somebody else's order, the page of what does not exist", string.Create(CultureInfo.InvariantCulture, $"{f:0.00} ms"),
            string.Create(CultureInfo.InvariantCulture, $"an order that does not exist {m:0.00} ms (Mann-Whitney p = {p:0.000})"), f / m, null);
    }

    private static async Task<double> TimeAsync(HttpClient http, Uri url, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Add("Cookie", cookie);
        var clock = Stopwatch.GetTimestamp();
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        var time = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        return response.StatusCode is HttpStatusCode.NotFound ? time : throw new InvalidOperationException($"{url}: {(int)response.StatusCode}");
    }

    /// <summary>Two-sided p of the two samples being alike, by the normal approximation; good from twenty of each.</summary>
    private static double MannWhitney(List<double> first, List<double> second)
    {
        var u = first.Sum(one => second.Sum(other => one > other ? 1 : one == other ? .5 : 0));
        double n = first.Count, k = second.Count;
        var z = Math.Abs(u - (n * k / 2)) / Math.Sqrt(n * k * (n + k + 1) / 12);
        // Abramowitz and Stegun 26.2.17.
        var t = 1 / (1 + (0.2316419 * z));
        var density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        return 2 * density * t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
    }
}
