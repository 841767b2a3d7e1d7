using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Bench;

/// <summary>
/// Commit to DOM under a stream of changes: 1 and 20 a second by staff RPC, and batches of 200 sales in one transaction, one a
/// second. A change counts as seen when the page shows it or a later one of the same order: a page need not show every step.
/// </summary>
internal static class StreamBench
{
    private const int Writers = 4;
    private const int OrdersOfWriter = 2;
    private static readonly TimeSpan s_length = TimeSpan.FromSeconds(15);

    // Keeps when each text was first on the page. All begin with the run's own word and end with a letter: digits may follow in the next cell.
    private const string Watch = """
        ([word]) => {
          const seen = window.itfSeen = {};
          const pattern = new RegExp(word + '-[0-9]+-[0-9]+z', 'g');
          const look = () => {
            const at = performance.timeOrigin + performance.now();
            for (const found of document.body.textContent.match(pattern) ?? []) seen[found] ??= at;
          };
          new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
        }
        """;

    public static async Task RunAsync(BrowserFixture browser, string portal, int others)
    {
        await using var customer = await LiveBench.CustomerAsync(browser, portal);
        await using var agent = await LiveBench.AgentAsync(browser, portal);
        foreach (var perSecond in new[] { 1, 20 })
        {
            await MeasureAsync(customer, agent, $"{perSecond} changes a second by RPC", others, word => ByRpcAsync(word, perSecond));
        }
        await MeasureAsync(customer, agent, "200 changes a second in batches of 200", others, InBatchesAsync);
    }

    private static async Task MeasureAsync(Visitor customer, Visitor agent, string stream, int others, Func<string, Task<List<Change>>> make)
    {
        var word = LiveBench.Reference();
        await Task.WhenAll(customer.Page.EvaluateAsync(Watch, new[] { word }), agent.Page.EvaluateAsync(Watch, new[] { word }));
        var clock = Stopwatch.StartNew();
        var changes = await make(word);
        var rate = changes.DistinctBy(change => change.Transaction).Sum(change => change.Sales) / clock.Elapsed.TotalSeconds;
        await Task.Delay(2000);
        var times = new List<double>();
        var lost = 0;
        foreach (var page in new[] { customer.Page, agent.Page })
        {
            var seen = JsonSerializer.Deserialize<Dictionary<string, double>>(await page.EvaluateAsync<string>("() => JSON.stringify(window.itfSeen)"))!;
            foreach (var order in changes.GroupBy(change => change.Order))
            {
                var at = double.PositiveInfinity;
                foreach (var change in order.OrderByDescending(change => change.Step))
                {
                    at = Math.Min(at, seen.GetValueOrDefault($"{word}-{order.Key}-{change.Step}z", double.PositiveInfinity));
                    if (double.IsInfinity(at))
                    {
                        lost++;
                    }
                    else
                    {
                        times.Add(at - change.CommittedAt);
                    }
                }
            }
        }
        var what = string.Create(CultureInfo.InvariantCulture, $"{stream}, {others} pages of others open");
        var load = await Figures.LoadAverageAsync();
        Figures.Print(string.Create(CultureInfo.InvariantCulture, $"stream: {what} (made: {rate:0.0}/s): {Figures.Spread(times)}, never shown: {lost}, load average {load}"));
        if (lost > 0)
        {
            throw new InvalidOperationException($"{lost} changes never came to a page");
        }
        await Table.AddAsync($"commit to DOM, {what}", string.Create(CultureInfo.InvariantCulture, $"{Figures.Spread(times)}, {rate:0}/s"), "200 ms", Figures.Percentile(times, .99) / 200, 1);
    }

    private static async Task<List<Change>> ByRpcAsync(string word, int perSecond)
    {
        var sessions = await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => StaffRpc.SignInAsync()));
        try
        {
            var orders = await LiveBench.SomeOrdersAsync(sessions[0], LiveBench.Company, Writers * OrdersOfWriter);
            var first = await LastEventAsync();
            var clock = Stopwatch.StartNew();
            var written = new Dictionary<int, int>();
            await Task.WhenAll(sessions.Select(async (session, writer) =>
            {
                // Each writer has orders of its own, so that none waits for another's transaction.
                for (var i = writer; i < perSecond * s_length.TotalSeconds; i += Writers)
                {
                    var due = TimeSpan.FromSeconds((double)i / perSecond) - clock.Elapsed;
                    await Task.Delay(due > TimeSpan.Zero ? due : TimeSpan.Zero);
                    var order = orders[(writer * OrdersOfWriter) + (i / Writers % OrdersOfWriter)];
                    int step;
                    lock (written)
                    {
                        step = written[order] = written.GetValueOrDefault(order) + 1;
                    }
                    await session.WriteAsync("sale.sale", order, "reference", string.Create(CultureInfo.InvariantCulture, $"{word}-{order}-{step}z"));
                }
            }));
            return await CommittedAsync(first, orders);
        }
        finally
        {
            foreach (var session in sessions)
            {
                session.Dispose();
            }
        }
    }

    private static async Task<List<Change>> InBatchesAsync(string word)
    {
        var first = await LastEventAsync();
        await TrytonPython.RunAsync("changes.py", s_length.TotalSeconds.ToString(CultureInfo.InvariantCulture), word);
        using var staff = await StaffRpc.SignInAsync();
        return await CommittedAsync(first, await LiveBench.SomeOrdersAsync(staff, LiveBench.Company, Writers * OrdersOfWriter));
    }

    // The n-th transaction that changed an order is its n-th change: PostgreSQL's own commit time of each.
    private static async Task<List<Change>> CommittedAsync(long first, int[] orders)
    {
        await using var tryton = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = tryton.CreateCommand(
            """
            select sale, row_number() over (partition by sale order by tx), extract(epoch from pg_xact_commit_timestamp(tx::text::xid)) * 1000,
                (select count(distinct e.sale) from itf_portal_event e where e.tx = changes.tx), tx::text
            from (select distinct sale, tx from itf_portal_event where id > $1 and sale = any($2)) changes
            """);
        command.Parameters.AddWithValue(first);
        command.Parameters.AddWithValue(orders);
        await using var rows = await command.ExecuteReaderAsync();
        var changes = new List<Change>();
        while (await rows.ReadAsync())
        {
            changes.Add(new Change(rows.GetInt32(0), (int)rows.GetInt64(1), Convert.ToDouble(rows.GetValue(2), CultureInfo.InvariantCulture), (int)rows.GetInt64(3), rows.GetString(4)));
        }
        return changes;
    }

    private static async Task<long> LastEventAsync()
    {
        await using var tryton = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = tryton.CreateCommand("select coalesce(max(id), 0)::bigint from itf_portal_event");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <param name="Order">Id of the sale.</param>
    /// <param name="Step">The how many-th change of it in this stream.</param>
    /// <param name="CommittedAt">Milliseconds since 1970.</param>
    /// <param name="Sales">How many sales the transaction changed.</param>
    /// <param name="Transaction">Its id.</param>
    private sealed record Change(int Order, int Step, double CommittedAt, int Sales, string Transaction);
}
