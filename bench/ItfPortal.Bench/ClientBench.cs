using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Bench;

/// <summary>
/// The client against a recorded page of orders served by bare Kestrel on loopback: its CPU beside that of the same request made by a bare
/// HttpClient that reads the same bytes and drops them, and what it allocates for a row. Rounds of both alternate; each figure is a median.
/// </summary>
internal static class ClientBench
{
    private const int Rounds = 9;
    private static readonly SessionToken s_session = new("bench", 7, new string('a', 64));

    public static async Task RunAsync(int calls)
    {
        Figures.Print("client: load average " + await Figures.LoadAverageAsync());
        foreach (var rows in new[] { 25, 100 })
        {
            await MeasureAsync(rows, calls);
        }
        if (Environment.GetEnvironmentVariable("TRYTON_PYTHONPATH") is { Length: > 0 } libraries)
        {
            await BesideProteusAsync(libraries);
        }
    }

    // For context only: another list, through Tryton's standard models, by somebody who may use them.
    private static async Task BesideProteusAsync(string libraries)
    {
        await using var live = await TrytonCallBench.SignInAsync(Stack.Person("company_administrator", "BOREAL"));
        var wall = new List<double>();
        var cost = await TimesAsync(async () => wall.Add(await live.TimeAsync(wall.Count)), 40);
        var agent = Stack.Person("support");
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            ArgumentList = { Path.Combine(Stack.Root, "bench", "proteus_orders.py"), agent.Login, agent.Password },
            RedirectStandardOutput = true,
        };
        start.Environment["PYTHONPATH"] = libraries;
        using var python = Process.Start(start)!;
        var proteus = (await python.StandardOutput.ReadToEndAsync()).Split(' ', StringSplitOptions.TrimEntries);
        await python.WaitForExitAsync();
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"client: live, 25 orders: {Figures.Percentile(wall, .5):0.0} ms, of it {cost.Microseconds / 1000:0.0} ms CPU here; proteus over XML-RPC {proteus[0]} ms, of it {proteus[1]} ms CPU there"));
    }

    private static async Task MeasureAsync(int rows, int calls)
    {
        var page = Page(rows);
        await using var host = await AnswersHost.StartAsync(page);
        await using var services = Services(host.Url);
        var orders = services.GetRequiredService<IOrdersClient>();
        var query = new OrderQuery(5);
        using var raw = new RawReader(host.Url);
        async Task OursAsync()
        {
            if ((await orders.PageAsync(s_session, query, CancellationToken.None)).Rows.Length != rows)
            {
                throw new InvalidOperationException("Another page than recorded");
            }
        }
        await TimesAsync(OursAsync, 3000);
        await TimesAsync(raw.ReadAsync, 3000);
        await TimesAsync(raw.TokensAsync, 3000);
        var ours = new List<Cost>();
        var floor = new List<Cost>();
        var tokens = new List<Cost>();
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await TimesAsync(OursAsync, calls));
            floor.Add(await TimesAsync(raw.ReadAsync, calls));
            tokens.Add(await TimesAsync(raw.TokensAsync, calls));
        }
        var (cpu, floorCpu) = (Median(ours, c => c.Microseconds), Median(floor, c => c.Microseconds));
        var tokensCpu = Median(tokens, c => c.Microseconds);
        var (bytes, floorBytes) = (Median(ours, c => c.Bytes), Median(floor, c => c.Bytes));
        Figures.Print(string.Create(CultureInfo.InvariantCulture,
            $"client: {rows} rows, {Encoding.UTF8.GetByteCount(page):N0} B: CPU {cpu:0} µs a call, raw read {floorCpu:0} µs, ratio {cpu / floorCpu:0.00} (rounds {Spread(ours, floor)}); raw read and a bare JSON reader over it {tokensCpu:0} µs, ratio {cpu / tokensCpu:0.00} (rounds {Spread(ours, tokens)}); {bytes / rows:0} B allocated a row, all included (raw read {floorBytes:0} B a call)"));
        await Table.AddAsync(
            $"client, a recorded page of {rows} rows", string.Create(CultureInfo.InvariantCulture, $"{cpu:0} µs of CPU, {bytes / rows:0} B allocated a row"),
            string.Create(CultureInfo.InvariantCulture, $"raw read of the same bytes {floorCpu:0} µs"), cpu / floorCpu, 1.5);
    }

    // What the portal's list asks for, grown from the recorded page by repeating its rows.
    private static string Page(int rows)
    {
        var page = JsonNode.Parse(RecordedAnswers.Part("order-page", "result"))!.AsObject();
        var recorded = page["rows"]!.AsArray();
        page["rows"] = new JsonArray([.. Enumerable.Range(0, rows).Select(i => recorded[i % recorded.Count]!.DeepClone())]);
        return page.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Default });
    }

    private static ServiceProvider Services(Uri url) => new ServiceCollection().AddLogging().AddTryton(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tryton:RpcUrl"] = url.ToString(),
            ["Tryton:Database"] = "itf",
            ["Tryton:PortalKey"] = new string('k', 32),
            ["Tryton:ServiceUser"] = "nobody",
            ["Tryton:ServicePassword"] = "nothing",
        }).Build()).BuildServiceProvider();

    // CPU of this process alone: the answers come from another. Collections are part of the price.
    private static async Task<Cost> TimesAsync(Func<Task> call, int times)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var (cpu, bytes) = (Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());
        for (var i = 0; i < times; i++)
        {
            await call();
        }
        return new((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / times, (GC.GetTotalAllocatedBytes() - bytes) / (double)times);
    }

    private static double Median(List<Cost> costs, Func<Cost, double> of) => Figures.Percentile([.. costs.Select(of)], .5);

    private static string Spread(List<Cost> ours, List<Cost> floor)
    {
        var ratios = ours.Zip(floor, (o, f) => o.Microseconds / f.Microseconds).Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"{ratios[0]:0.00} to {ratios[^1]:0.00}");
    }

    private readonly record struct Cost(double Microseconds, double Bytes);

    /// <summary>The floor: the same request by a bare HttpClient, its answer read to the end and dropped.</summary>
    private sealed class RawReader : IDisposable
    {
        private static readonly MediaTypeHeaderValue s_json = new("application/json");
        private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false });
        private readonly Uri _address;
        private readonly byte[] _request = Encoding.UTF8.GetBytes(
            """{"id":7,"method":"model.itf_portal.order.page","params":[{"party":5,"search":null,"states":null,"from":null,"to":null,"sort":"date","descending":true,"cursor":null,"backwards":false,"limit":25},{"language":"fr"}]}""");

        private readonly byte[] _buffer = new byte[256 << 10];

        public RawReader(Uri root) => _address = new Uri(root, "itf/");

        public Task ReadAsync() => ReadAsync(static _ => 0);

        /// <summary>The same, and every token of the answer looked at, none kept: what any JSON client pays at least.</summary>
        public Task TokensAsync() => ReadAsync(static json =>
        {
            var reader = new Utf8JsonReader(json);
            var tokens = 0;
            while (reader.Read())
            {
                tokens++;
            }
            return tokens;
        });

        private async Task ReadAsync(Func<ReadOnlySpan<byte>, int> look)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = new ByteArrayContent(_request) };
            request.Content.Headers.ContentType = s_json;
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            var length = 0;
            while (await body.ReadAsync(_buffer.AsMemory(length)) is > 0 and var read)
            {
                length += read;
            }
            look(_buffer.AsSpan(0, length));
        }

        public void Dispose() => _http.Dispose();
    }
}
