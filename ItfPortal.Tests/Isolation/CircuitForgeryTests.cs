using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ItfPortal.Tests.EndToEnd;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// Messages of a circuit that somebody has made up, or kept from another person's page: a real browser sends them on its open
/// connection, and what comes back is read.
/// </summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed partial class CircuitForgeryTests(BrowserFixture browser)
{
    // Hub messages as Blazor frames them: a length, then [1, {}, nil, target, [arguments]] in MessagePack.
    private const string Send =
        """
        ([target, args]) => {
          const text = s => { const b = new TextEncoder().encode(s); return [0xda, b.length >> 8, b.length & 255, ...b]; };
          const pack = v => v === null ? [0xc0] : typeof v === 'boolean' ? [v ? 0xc3 : 0xc2]
            : typeof v === 'number' ? [0xd2, 0, (v >> 16) & 255, (v >> 8) & 255, v & 255] : text(v);
          const body = [0x95, 1, 0x80, 0xc0, ...text(target), 0x90 | args.length, ...args.flatMap(pack)];
          const length = []; let n = body.length;
          do { length.push((n & 127) | (n > 127 ? 128 : 0)); n >>= 7; } while (n);
          window.sockets.at(-1).send(new Uint8Array([...length, ...body]));
        }
        """;

    private readonly List<string> _received = [];

    [Fact]
    public async Task T_IDOR_ForgedMessages_OnAnOpenCircuit_BringNothingOfOthers()
    {
        var (mine, other) = await PeopleAsync();
        var (own, theirs) = (mine.Sales.Max(), other.Sales.Max());
        var descriptor = (await DescriptorsAsync(other, theirs))[0];
        var site = browser.Portal.BaseUrl;
        var messages = new List<(string Target, object?[] Arguments)>
        {
            ("OnLocationChanged", [$"{site}/espace/commandes/{theirs}", null, true]),
            ("OnLocationChanging", [7, $"{site}/espace/commandes/{theirs}", null, true]),
            ("BeginInvokeDotNetFromJS", ["901", "ItfPortal.Web", "DetailAsync", 0, $"[{theirs}]"]),
            ("BeginInvokeDotNetFromJS", ["902", "ItfPortal.Tryton", "DetailAsync", 0, $"[{other.Parties[0]},{theirs}]"]),
            ("UpdateRootComponents", [$$"""{"batchId":77,"operations":[{"type":"add","ssrComponentId":77,"marker":{{descriptor}}}]}""", ""]),
            ("ConnectCircuit", ["CfDJ8" + new string('A', 120)]),
            ("ResumeCircuit", ["CfDJ8" + new string('A', 120), site + "/", $"{site}/espace/commandes/{theirs}", "[]", ""]),
        };
        for (var handler = 1; handler <= 8; handler++)
        {
            var name = handler % 2 == 0 ? "click" : "change";
            var values = $$"""{"type":"{{name}}","value":"{{theirs}}","detail":1}""";
            messages.Add(("BeginInvokeDotNetFromJS",
                [$"{1000 + handler}", null, "DispatchEventAsync", 1 + (handler % 3), $$"""[{"eventHandlerId":{{handler}},"eventName":"{{name}}","eventFieldInfo":{"componentId":{{handler}},"fieldValue":"{{theirs}}"} },{{values}}]"""]));
        }
        await using var visitor = await OpenAsync(mine);
        foreach (var (target, arguments) in messages)
        {
            // One that the server takes amiss ends its own circuit: the next gets a new one.
            await visitor.Page.GotoAsync($"/espace/commandes/{own}");
            await visitor.Page.LiveAsync();
            await visitor.Page.EvaluateAsync(Send, new object[] { target, arguments });
            await Task.Delay(150);
            if (target == "BeginInvokeDotNetFromJS" && arguments is [string call, { }, ..])
            {
                // The one kind that is answered whatever it asks: it shows that such messages are taken up at all.
                await Eventually.TrueAsync(
                    () => Task.FromResult(Heard("JS.EndInvokeDotNet", call)), "the server has understood the message", seconds: 20);
            }
            Foreign(await visitor.Page.ContentAsync(), mine).Should().BeEmpty("after {0} {1}", target, string.Join(' ', arguments));
        }
        await Task.Delay(500);
        Received(mine).Should().BeEmpty();
        var again = await visitor.Page.GotoAsync($"/espace/commandes/{own}");
        again!.Status.Should().Be(200, "the session and the portal live on");
    }

    [Fact]
    public async Task T_IDOR_SealedComponentOfAnotherPage_OwnIsTakenUp_AnotherPersonsShowsNothing()
    {
        using var staff = await StaffRpc.SignInAsync();
        var (shown, own, theirs) = (await FreshAsync(staff, "BOREAL"), await FreshAsync(staff, "BOREAL"), await FreshAsync(staff, "LAVALOIS"));
        var (mine, other) = await PeopleAsync();
        await using var visitor = await OpenAsync(mine);

        // One's own, from another page of one's own: it shows that such a message is taken up and drawn.
        await ReplayAsync(visitor, shown.Id, (await DescriptorsAsync(mine, own.Id))[0]);
        await Eventually.TrueAsync(() => Task.FromResult(Heard(own.Reference)), "the own order of the other page is drawn", seconds: 20);

        // Sealed by the server for somebody else's page of an order of theirs.
        await ReplayAsync(visitor, shown.Id, (await DescriptorsAsync(other, theirs.Id))[0]);
        await Task.Delay(1500);
        Received(mine).Should().BeEmpty();
        Foreign(await visitor.Page.ContentAsync(), mine).Should().BeEmpty();
        Heard(theirs.Reference).Should().BeFalse();
    }

    [Fact]
    public async Task T_MSG_FrameOfFortyKilobytes_EndsThatConnectionOnly_NothingIsLost()
    {
        var (mine, _) = await PeopleAsync();
        var own = mine.Sales.Max();
        await using var visitor = await OpenAsync(mine);
        var other = await visitor.NewTabAsync();
        foreach (var page in new[] { visitor.Page, other })
        {
            await page.GotoAsync($"/espace/commandes/{own}");
            await page.LiveAsync();
        }
        const string Watch = "() => { window.closings = 0; window.sockets.forEach(socket => socket.addEventListener('close', () => window.closings++)); }";
        await visitor.Page.EvaluateAsync(Watch);
        await other.EvaluateAsync(Watch);

        await visitor.Page.EvaluateAsync(Send, new object[] { "OnLocationChanged", new object?[] { "/" + new string('x', 40_000), null, false } });

        await visitor.Page.WaitForFunctionAsync("() => window.closings > 0");
        (await other.EvaluateAsync<int>("() => window.closings")).Should().Be(0, "the other tab keeps its connection");
        await visitor.Page.WaitForFunctionAsync("() => !document.querySelector('#components-reconnect-modal[open], #components-reconnect-modal.components-reconnect-show')", null, new() { Timeout = 20_000 });
        await visitor.Page.GotoAsync($"/espace/commandes/{own}");
        await visitor.Page.LiveAsync();
    }

    /// <summary>An order that carries a word of its own.</summary>
    private static async Task<(int Id, string Reference)> FreshAsync(StaffRpc staff, string party)
    {
        var order = await Orders.QuotationAsync(staff, party);
        var reference = "SEALED-" + Guid.NewGuid().ToString("N")[..10];
        await staff.WriteAsync("sale.sale", order.Id, "reference", reference);
        return (order.Id, reference);
    }

    private static async Task ReplayAsync(Visitor visitor, int shown, string descriptor)
    {
        await visitor.Page.GotoAsync($"/espace/commandes/{shown}");
        await visitor.Page.LiveAsync();
        await visitor.Page.EvaluateAsync(Send, new object[] { "UpdateRootComponents", new object?[] { $$"""{"batchId":77,"operations":[{"type":"add","ssrComponentId":77,"marker":{{descriptor}}}]}""", "" } });
    }

    private static async Task<(Reader Mine, Reader Other)> PeopleAsync()
    {
        var readers = await Readers.ReadAsync(Stack.TrytonDatabase);
        Reader Of(string login) => readers.Single(reader => reader.Person.Login.StartsWith(login, StringComparison.Ordinal));
        return (Of("maude.gendron@"), Of("karim.belhadj@"));
    }

    /// <summary>The components of an order's page, as the server has sealed them for that person.</summary>
    private async Task<List<string>> DescriptorsAsync(Reader reader, int order)
    {
        using var http = new TestBrowser(new Uri(browser.Portal.BaseUrl));
        await http.SignInAsync(reader.Person.Login, reader.Person.Password);
        var page = await http.GetAsync(FormattableString.Invariant($"/espace/commandes/{order}"));
        page.Status.Should().Be(HttpStatusCode.OK);
        var found = Marker().Matches(page.Text).Select(match => match.Groups[1].Value).ToList();
        found.Should().NotBeEmpty();
        return found;
    }

    private async Task<Visitor> OpenAsync(Reader reader)
    {
        var visitor = await browser.SignInAsync(reader.Person);
        await visitor.Context.AddInitScriptAsync(
            "window.sockets = []; window.WebSocket = new Proxy(window.WebSocket, { construct(type, args) { const socket = new type(...args); window.sockets.push(socket); return socket; } });");
        visitor.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            lock (_received)
            {
                _received.Add(frame.Text ?? Encoding.UTF8.GetString(frame.Binary ?? []));
            }
        };
        return visitor;
    }

    private static IEnumerable<string> Foreign(string text, Reader reader) => Leaks.InText(WebUtility.HtmlDecode(text), reader);

    private bool Heard(params string[] words)
    {
        lock (_received)
        {
            return _received.Any(frame => words.All(word => frame.Contains(word, StringComparison.Ordinal)));
        }
    }

    private List<string> Received(Reader reader)
    {
        lock (_received)
        {
            _received.Should().NotBeEmpty("the circuit has answered");
            return [.. _received.SelectMany(frame => Foreign(frame, reader)).Distinct()];
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\\})-->", RegexOptions.Singleline)]
    private static partial Regex Marker();
}
