using System.Globalization;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Bench;

/// <summary>
/// From trytond's COMMIT to the changed DOM: PostgreSQL's own commit timestamp of the transaction against the time a
/// MutationObserver saw the new text, both on this machine's clock.
/// </summary>
internal static class LiveBench
{
    private const string Observe = """
        ([expected]) => new Promise((resolve, reject) => {
          const seen = () => document.body.textContent.includes(expected);
          const now = () => performance.timeOrigin + performance.now();
          const timer = setTimeout(() => { observer.disconnect(); reject(new Error('not seen: ' + expected)); }, 10000);
          const observer = new MutationObserver(() => {
            if (seen()) { const at = now(); observer.disconnect(); clearTimeout(timer); resolve(at); }
          });
          // Changed before anybody watched: not a measurement.
          if (seen()) { clearTimeout(timer); resolve(-1); return; }
          observer.observe(document.body, { childList: true, subtree: true, characterData: true });
        })
        """;

    public static async Task RunAsync(int changes)
    {
        var browser = new BrowserFixture();
        await browser.InitializeAsync();
        try
        {
            var (customer, agent) = await MeasureAsync(browser, browser.Portal.BaseUrl, changes);
            Figures.Print($"live: load average {await Figures.LoadAverageAsync()}");
            Figures.Print($"live: commit to DOM, customer's list: {Figures.Spread(customer)}");
            Figures.Print($"live: commit to DOM, agents' board:  {Figures.Spread(agent)}");
            await Table.AddAsync("commit to DOM, customer's list", Figures.Spread(customer), "50 ms", Figures.Percentile(customer, .5) / 50, 1);
            await Table.AddAsync("commit to DOM, agents' board", Figures.Spread(agent), "50 ms", Figures.Percentile(agent, .5) / 50, 1);
        }
        finally
        {
            await browser.DisposeAsync();
        }
    }

    /// <summary>Milliseconds from commit to DOM, on a customer's list and on an agent's board of that portal.</summary>
    public static async Task<(List<double> Customer, List<double> Agent)> MeasureAsync(BrowserFixture browser, string portal, int changes)
    {
        await using var customer = await CustomerAsync(browser, portal);
        await using var agent = await AgentAsync(browser, portal);
        using var staff = await StaffRpc.SignInAsync();
        var order = (await SomeOrdersAsync(staff, Company, 1))[0];
        await using var tryton = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));

        var (customerTimes, agentTimes) = (new List<double>(), new List<double>());
        for (var i = 0; i < changes; i++)
        {
            var reference = Reference();
            var onCustomer = customer.Page.EvaluateAsync<double>(Observe, new[] { reference });
            var onAgent = agent.Page.EvaluateAsync<double>(Observe, new[] { reference });
            await Task.Delay(100);
            await staff.WriteAsync("sale.sale", order, "reference", reference);
            var (sawCustomer, sawAgent) = (await onCustomer, await onAgent);
            var committed = await CommittedAsync(tryton, order);
            Add(customerTimes, sawCustomer, committed);
            Add(agentTimes, sawAgent, committed);
        }
        return (customerTimes, agentTimes);
    }

    /// <summary>The company whose quotations change.</summary>
    public const string Company = "BOREAL";

    /// <summary>A customer's list of quotations, live.</summary>
    public static async Task<Visitor> CustomerAsync(BrowserFixture browser, string portal)
    {
        var customer = await browser.SignInAsync(Stack.Person("company_administrator", Company), baseUrl: portal);
        await customer.Page.GotoAsync("/espace/commandes?etat=devis");
        await LiveAsync(customer);
        return customer;
    }

    /// <summary>An agent's board, live.</summary>
    public static async Task<Visitor> AgentAsync(BrowserFixture browser, string portal)
    {
        var agent = await browser.SignInAsync(Stack.Person("support"), baseUrl: portal);
        await LiveAsync(agent);
        return agent;
    }

    /// <summary>Quotations on the first page of the party's.</summary>
    public static async Task<int[]> SomeOrdersAsync(StaffRpc staff, string party, int count) => await staff.SearchAsync(
        "sale.sale", $"[[\"state\", \"=\", \"quotation\"], [\"party.code\", \"=\", \"{party}\"]]", count, "[[\"portal_date\", \"DESC\"]]");

    /// <summary>One that was never shown before.</summary>
    public static string Reference() => "MESURE-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>When the last change of the order was committed: milliseconds since 1970, by PostgreSQL.</summary>
    public static async Task<double> CommittedAsync(NpgsqlDataSource tryton, int order)
    {
        await using var command = tryton.CreateCommand(
            """
            select extract(epoch from pg_xact_commit_timestamp(tx::text::bigint::text::xid)) * 1000
            from itf_portal_event where sale = $1 order by id desc limit 1
            """);
        command.Parameters.AddWithValue(order);
        return Convert.ToDouble(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private static void Add(List<double> times, double seen, double committed)
    {
        if (seen > 0)
        {
            times.Add(seen - committed);
        }
    }

    private static async Task LiveAsync(Visitor visitor) =>
        await visitor.Page.WaitForSelectorAsync("[data-live=live]", new() { Timeout = 20_000 });
}
