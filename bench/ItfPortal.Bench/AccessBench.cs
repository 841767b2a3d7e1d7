using System.Globalization;
using ItfPortal.Tests.Support;
using ItfPortal.Tests.TrytonLive;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Sessions;
using Microsoft.Playwright;
using Npgsql;

namespace ItfPortal.Bench;

/// <summary>
/// A role given and taken by a company's administrator, to the open tabs of the colleague it concerns: PostgreSQL's commit timestamp of
/// the change against the moment the slowest tab shows another menu, with the page it loads anew.
/// </summary>
internal static class AccessBench
{
    private const string Colleague = "marc.vezina@example.com";
    private const int Tabs = 3;

    public static async Task RunAsync(int changes)
    {
        var browser = new BrowserFixture();
        await browser.InitializeAsync();
        try
        {
            var times = await MeasureAsync(browser, changes);
            var spread = $"{Figures.Spread(times)}, slowest of {Tabs} tabs";
            Figures.Print($"access: load average {await Figures.LoadAverageAsync()}");
            Figures.Print($"access: role given or taken, commit to effect in open tabs: {spread}");
            await Table.AddAsync("role given or taken, commit to effect in open tabs", spread, "5 s", times.Max() / 5000, 1);
        }
        finally
        {
            await browser.DisposeAsync();
        }
    }

    private static async Task<List<double>> MeasureAsync(BrowserFixture browser, int changes)
    {
        await using var colleague = await browser.SignInAsync(Stack.People.Single(person => person.Login == Colleague));
        IPage[] tabs = [colleague.Page, await colleague.NewTabAsync(), await colleague.NewTabAsync()];
        foreach (var tab in tabs)
        {
            await tab.GotoAsync("/espace/commandes");
            await LiveAsync(tab);
        }
        using var tryton = new LiveTryton();
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        await using var database = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));

        var times = new List<double>();
        for (var i = 0; i < changes; i++)
        {
            var given = i % 2 == 0;
            var seen = tabs.Select(tab => SeenAsync(tab, given)).ToArray();
            await ChangeAsync(tryton, session, party, given);
            var last = (await Task.WhenAll(seen)).Max();
            times.Add(last - await CommittedAsync(database, party));
            await Task.WhenAll(tabs.Select(LiveAsync));
        }
        return times;
    }

    private static async Task ChangeAsync(LiveTryton tryton, SessionToken session, int party, bool give)
    {
        var people = await tryton.Companies.PeopleAsync(session, party, CancellationToken.None);
        var colleague = people!.Colleagues.Single(one => one.Login == Colleague);
        await (give
            ? tryton.Companies.GrantAsync(session, party, RequestId.New(), colleague.Id, new NewGrant(PortalRole.Accounting, GrantScope.Company), CancellationToken.None)
            : tryton.Companies.RevokeAsync(
                session, party, RequestId.New(), colleague.Grants.Single(grant => grant.Role == PortalRole.Accounting), CancellationToken.None));
    }

    // The menu of the page that replaces this one: a locator outlives the navigation.
    private static async Task<double> SeenAsync(IPage tab, bool given)
    {
        await tab.Locator(given ? ".site-nav:has(a[href='/espace/factures'])" : ".site-nav:not(:has(a[href='/espace/factures']))").First
            .WaitForAsync(new() { Timeout = 20_000 });
        return TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
    }

    private static Task LiveAsync(IPage tab) => tab.WaitForSelectorAsync("[data-live=live]", new() { Timeout = 20_000 });

    private static async Task<double> CommittedAsync(NpgsqlDataSource tryton, int party)
    {
        await using var command = tryton.CreateCommand(
            """
            select extract(epoch from pg_xact_commit_timestamp(tx::text::bigint::text::xid)) * 1000
            from itf_portal_event where party = $1 and area = 'access' order by id desc limit 1
            """);
        command.Parameters.AddWithValue(party);
        return Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
