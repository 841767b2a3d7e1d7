using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// Everything the portal answers, asked with other companies' ids, codes, numbers and cursors: as every role and scope, as a
/// visitor, as an agent and as an administrator. What is somebody else's answers with the bytes of what does not exist.
/// </summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed partial class PortalMatrixTests(IsolationWorld world) : IAsyncLifetime
{
    private const string Nowhere = "2147483646";
    private PortalProcess _portal = null!;
    private int _calls;
    private int _shown;

    public async Task InitializeAsync()
    {
        _portal = await PortalProcess.StartAsync(settings: new Dictionary<string, string>(BrowserFixture.Relaxed)
        {
            // Otherwise the sign-in page itself names everybody.
            ["Demo__Accounts"] = "",
            ["DEMO_ACCOUNTS"] = "",
        });
        // Pages are compared whole, and each names ITF itself as soon as Tryton has said who that is.
        using var visitor = new TestBrowser(new Uri(_portal.BaseUrl));
        await Eventually.TrueAsync(async () => (await visitor.GetAsync("/")).Plain.Contains("mailto:", StringComparison.Ordinal), "Tryton says who ITF is", seconds: 60);
    }

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task T_IDOR_EveryRoute_EveryRole_ForeignIsMissing()
    {
        // Who has no grant that holds cannot sign in at all.
        foreach (var reader in world.Asking.Where(reader => reader.Parties.Count > 0))
        {
            using var browser = new TestBrowser(new Uri(_portal.BaseUrl));
            var signedIn = await browser.SignInAsync(reader.Person.Login, reader.Person.Password);
            signedIn.Status.Should().Be(HttpStatusCode.Redirect, reader.Label);
            await WalkAsync(browser, reader, reader.Label, check: true);
        }
    }

    [Theory]
    [InlineData("support", "agent", "/soutien")]
    [InlineData("administrator", "administrator of the portal", "/soutien", "/admin")]
    public async Task T_IDOR_EveryRoute_Staff_CustomersPagesAreNotTheirs(string role, string label, params string[] theirs)
    {
        var person = Stack.Person(role);
        using var browser = new TestBrowser(new Uri(_portal.BaseUrl));
        await browser.SignInAsync(person.Login, person.Password);
        var boreal = world.Reader("maude.gendron");
        await WalkAsync(browser, boreal, label, check: false, theirs);
        foreach (var url in new[] { "/espace/commandes", $"/espace/commandes/{boreal.Sales.First()}", "/espace/factures?societe=BOREAL" })
        {
            (await browser.GetAsync(url)).Status.Should().NotBe(HttpStatusCode.OK, url);
        }
    }

    [Fact]
    public async Task T_IDOR_EveryRoute_Visitor_NothingOfAnybody()
    {
        using var browser = new TestBrowser(new Uri(_portal.BaseUrl));
        var nobody = world.Reader("maude.gendron") with { Sales = [], Parties = [], ForeignWords = [.. world.Readers.SelectMany(reader => reader.ForeignWords)] };
        await WalkAsync(browser, nobody, "visitor", check: true);
    }

    private async Task WalkAsync(TestBrowser browser, Reader reader, string label, bool check, params string[] theirs)
    {
        (_calls, _shown) = (0, 0);
        var clock = Stopwatch.StartNew();
        // Where a page is theirs, every customer is on it.
        foreach (var (verbs, route) in EndpointsTests.Listed.Where(endpoint => !theirs.Any(place => endpoint.Route.StartsWith(place, StringComparison.Ordinal))))
        {
            foreach (var (missing, foreign) in Addresses(route, reader))
            {
                if (verbs.Contains("GET") || verbs.Contains("ANY"))
                {
                    var expected = await AskAsync(browser, HttpMethod.Get, missing, reader, check);
                    foreach (var address in foreign)
                    {
                        Same(expected, missing, await AskAsync(browser, HttpMethod.Get, address, reader, check), address, label);
                    }
                }
                if (verbs.Contains("POST"))
                {
                    // Without the token of a form: nothing is done, whatever is named. Reports of the browser need none.
                    var expected = await AskAsync(browser, HttpMethod.Post, missing, reader, check);
                    expected.Should().MatchRegex(route == "/csp-report" ? "^(NoContent|415|UnsupportedMediaType|BadRequest)" : "^(BadRequest|NotFound|Found|Redirect|Forbidden|MethodNotAllowed)", route);
                    foreach (var address in foreign)
                    {
                        Same(expected, missing, await AskAsync(browser, HttpMethod.Post, address, reader, check), address, label);
                    }
                }
            }
        }
        world.Report.Add("the portal's routes", label, _calls, _shown, _calls - _shown, clock.Elapsed);
    }

    /// <summary>Addresses of a route with what nobody has, each with those of other companies in its place.</summary>
    private static IEnumerable<(string Missing, string[] Foreign)> Addresses(string route, Reader reader)
    {
        var own = reader.Person.Party;
        var address = route.Replace("{Code:int}", "404", StringComparison.Ordinal).Replace("{**path:file}", "nothing.txt", StringComparison.Ordinal);
        if (address.Contains('{', StringComparison.Ordinal))
        {
            string At(object id, string query = "") => Place().Replace(address, Convert.ToString(id, CultureInfo.InvariantCulture)!) + query;
            var sales = reader.ForeignSales.Where((_, i) => i % (1 + (reader.ForeignSales.Count / 8)) == 0).ToList();
            yield return (At(Nowhere), [.. sales.Select(sale => At(sale)), At("0"), At("-1"), At("x")]);
            yield return (At(Nowhere, "?societe=" + own), [.. sales.Select(sale => At(sale, "?societe=" + own))]);
            yield return (At(Nowhere, "?societe=NOBODYS"), [.. Codes(reader).Select(code => At(sales[0], "?societe=" + code))]);
            yield break;
        }
        yield return ($"{address}?party={Nowhere}", [$"{address}?party={reader.Ids["party.party"]}"]);
        yield return ($"{address}?id={Nowhere}", [$"{address}?id={reader.Ids["sale.sale"]}"]);
        yield return (address + "?societe=NOBODYS", [.. Codes(reader).Select(code => address + "?societe=" + code)]);
        var number = reader.ForeignWords.FirstOrDefault(word => word.Length == 4 && word.All(char.IsDigit)) ?? "9991";
        yield return ($"{address}?q=zz99zz", [$"{address}?q={number}"]);
        // A position in another company's list.
        var cursor = Convert.ToBase64String(Encoding.UTF8.GetBytes($"[\"date\",true,\"2020-01-01\",{Nowhere}]")).Replace('+', '-').Replace('/', '_');
        var foreign = Convert.ToBase64String(Encoding.UTF8.GetBytes($"[\"date\",true,\"2020-01-01\",{reader.Ids["sale.sale"]}]")).Replace('+', '-').Replace('/', '_');
        yield return ($"{address}?apres={cursor}", [$"{address}?apres={foreign}"]);
    }

    private static IEnumerable<string> Codes(Reader reader) => reader.ForeignWords.Where(word => Stack.People.Any(person => person.Party == word));

    /// <summary>Apart from what the two addresses themselves say, the answers are the same bytes.</summary>
    private void Same(string expected, string missing, string answer, string address, string label)
    {
        if (IsJournal(address))
        {
            return;
        }
        var said = Said(missing).Concat(Said(address)).Distinct().OrderByDescending(part => part.Length).ToList();
        Without(answer, said).Should().Be(Without(expected, said), "{0} asks for {1} instead of {2}; of sessions the portal says:\n{3}", label, address, missing,
            string.Join('\n', _portal.Log.Split('\n').Where(line => line.Contains("ession", StringComparison.Ordinal)).TakeLast(8)));
    }

    // It tells what its reader has just asked for in vain, word for word, and grows with every question.
    private static bool IsJournal(string address) => address.Contains("/journal", StringComparison.Ordinal);

    private static string Without(string text, IEnumerable<string> said) =>
        said.Aggregate(text, (all, part) => part.Length < 2 ? all : all.Replace(part, "…", StringComparison.OrdinalIgnoreCase));

    /// <summary>Status, place and text of an answer.</summary>
    private async Task<string> AskAsync(TestBrowser browser, HttpMethod verb, string address, Reader reader, bool check)
    {
        _calls++;
        var answer = await browser.SendAsync(verb, address, verb == HttpMethod.Post ? new() { ["id"] = "1", ["party"] = "1" } : null);
        _shown += answer.Status == HttpStatusCode.OK ? 1 : 0;
        // The sheet of parts shows made-up orders.
        if (check && !address.StartsWith("/style", StringComparison.Ordinal))
        {
            var text = Without(WebUtility.HtmlDecode(Tag().Replace(answer.Plain, " ")), Said(address));
            Leaks.InText(text, reader).Concat(Leaks.Numbers(text, reader)).Except(IsJournal(address) ? Codes(reader) : []).Should().BeEmpty("{0} {1} as {2}", verb, address, reader.Label);
            Order().Matches(answer.Text).Select(match => match.Groups[1].Value).Where(id => !Said(address).Contains(id) && !reader.Sales.Contains(int.Parse(id, CultureInfo.InvariantCulture)))
                .Should().BeEmpty("{0} links to orders of {1}", address, reader.Label);
        }
        return $"{answer.Status} {answer.Location}\n{Sealed().Replace(WebUtility.HtmlDecode(answer.Plain), "…")}";
    }

    /// <summary>The address and its parts, longest first, as a page repeats them in links and forms.</summary>
    private static IEnumerable<string> Said(string address)
    {
        var question = address.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = question < 0 ? (address, "") : (address[..question], address[(question + 1)..]);
        IEnumerable<string> parts = [Uri.EscapeDataString(address), address, Uri.EscapeDataString(query), query, .. query.Split('=').Skip(1).SelectMany(value => new[] { Uri.EscapeDataString(value), value })];
        return parts.Concat(Id().Matches(path).Select(match => match.Value)).Where(part => part.Length > 0).Distinct().OrderByDescending(part => part.Length);
    }

    [GeneratedRegex("\\{[^}]*\\}")]
    private static partial Regex Place();

    [GeneratedRegex("(?<=/commandes/)[^/]+$")]
    private static partial Regex Id();

    [GeneratedRegex("<(?:script|style)[^>]*>.*?</(?:script|style)>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex Tag();

    // Correlation ids, keys of requests, the minute, and what the server has sealed anew for each page.
    [GeneratedRegex("\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b|\\b[0-9a-f]{12,32}\\b|\\b[0-2][0-9]:[0-5][0-9]\\b|<!--Blazor.*?-->|(?<=name=\"Posted\\.Stamp\" value=\")[^\"]+", RegexOptions.Singleline)]
    private static partial Regex Sealed();

    [GeneratedRegex("/espace/commandes/(\\d+)")]
    private static partial Regex Order();
}
