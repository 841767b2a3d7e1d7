using System.Diagnostics;
using System.Globalization;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>
/// T-ENUM: asking for another password with a login that exists and with one that does not, in turns, with the floor of time and without: what the
/// floor hides.
/// </summary>
internal static class ResetBench
{
    public static async Task RunAsync(int each)
    {
        await MeasureAsync(each, null);
        await MeasureAsync(each, TimeSpan.Zero);
    }

    private static async Task MeasureAsync(int each, TimeSpan? floor)
    {
        var settings = new Dictionary<string, string>(BrowserFixture.Relaxed);
        if (floor is { } none)
        {
            settings["SignIn__AskFloor"] = settings["SignIn__Jitter"] = none.ToString("c", CultureInfo.InvariantCulture);
        }
        await using var portal = await PortalProcess.StartAsync(settings: settings);
        using var visitor = new TestBrowser(new Uri(portal.BaseUrl));
        var token = (await visitor.GetAsync("/mot-de-passe")).Token;
        var customers = Stack.People.Where(person => person.Party is not null).ToArray();
        var (known, unknown) = (new List<double>(), new List<double>());
        for (var i = -5; i < each; i++)
        {
            // The first ones warm it up.
            await AskAsync(visitor, token, customers[Math.Abs(i) % customers.Length].Login, i < 0 ? null : known);
            await AskAsync(visitor, token, $"personne.{i}@example.com", i < 0 ? null : unknown);
        }
        var name = floor is null ? "as visitors get it" : "without its floor of time";
        Figures.Print($"reset, {name}: known {Range(known)}; unknown {Range(unknown)}");
        await Table.AddAsync(
            $"asking for another password, {name}: a known login", Range(known), "unknown " + Range(unknown),
            Figures.Percentile(known, .5) / Figures.Percentile(unknown, .5), null);
    }

    private static async Task AskAsync(TestBrowser visitor, string token, string login, List<double>? times)
    {
        var clock = Stopwatch.GetTimestamp();
        var answer = await visitor.SendAsync(HttpMethod.Post, "/mot-de-passe", new()
        {
            ["_handler"] = "ask",
            ["__RequestVerificationToken"] = token,
            ["Posted.Login"] = login,
        });
        times?.Add(Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        if (answer.Location != "/mot-de-passe?etat=envoye")
        {
            throw new InvalidOperationException($"asking answered {(int)answer.Status}");
        }
    }

    private static string Range(List<double> times) => string.Create(CultureInfo.InvariantCulture,
        $"median {Figures.Percentile(times, .5):0.0} ms, {Figures.Percentile(times, 0):0.0}–{Figures.Percentile(times, 1):0.0} ms (n = {times.Count})");
}
