using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>The main job: staff change an order in Tryton, and the pages that are open change by themselves.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class LivePagesTests(BrowserFixture browser)
{
    [Fact]
    public async Task Confirming_InTryton_ChangesListDetailAndBoard_WithoutReload()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        var buyer = Orders.FullBuyer("BOREAL");
        await using var customer = await browser.SignInAsync(buyer);
        await using var agent = await browser.SignInAsync(Stack.Person("support"));
        var list = customer.Page;
        await list.GotoAsync("/espace/commandes");
        var detail = await customer.NewTabAsync();
        await detail.GotoAsync($"/espace/commandes/{order.Id}");
        var board = agent.Page;
        await Task.WhenAll(list.LiveAsync(), detail.LiveAsync(), board.LiveAsync());
        await list.EvaluateAsync("() => { window.unreloaded = true; }");
        await detail.EvaluateAsync("() => { window.unreloaded = true; }");
        await board.EvaluateAsync("() => { window.unreloaded = true; }");
        await Assertions.Expect(list.Row(order.Number)).ToContainTextAsync("Devis");

        await staff.ClickAsync("sale.sale", "confirm", order.Id);

        await Assertions.Expect(list.Row(order.Number)).ToContainTextAsync("par l’équipe ITF");
        await Assertions.Expect(list.Row(order.Number)).Not.ToContainTextAsync("Devis");
        await Assertions.Expect(detail.Locator("main")).ToContainTextAsync("par l’équipe ITF");
        await Assertions.Expect(board.Locator("main")).ToContainTextAsync(order.Number);
        await customer.ScreenshotAsync("live-orders");
        await agent.ScreenshotAsync("live-board");
        foreach (var page in new[] { list, detail, board })
        {
            (await page.EvaluateAsync<bool>("() => window.unreloaded === true")).Should().BeTrue("nothing may reload a page to change it");
        }
        customer.Complaints.Should().BeEmpty();
        agent.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Shipping_InTryton_SaysInASentenceHowMuchLeft_InTheReadersLanguage()
    {
        using var staff = await StaffRpc.SignInAsync();
        var (order, shipment) = await Orders.ToShipAsync(staff, "BOREAL");
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        await customer.SwitchToEnglishAsync();
        await customer.Page.GotoAsync($"/espace/commandes/{order.Id}");
        await customer.Page.LiveAsync();

        await Orders.ShipAsync(staff, shipment);

        await Assertions.Expect(customer.Page.Locator("main .news b").First).ToContainTextAsync("shipped", new() { Timeout = 10_000 });
        customer.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task TwoCustomersSideBySide_EachHearsOnlyOfTheirOwn()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        var other = Stack.Person("company_administrator", "LAVALOIS");
        await using var mine = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        await using var theirs = await browser.SignInAsync(other);
        await mine.Page.GotoAsync($"/espace/commandes?q={order.Number}");
        await Task.WhenAll(mine.Page.LiveAsync(), theirs.Page.LiveAsync());
        var reference = "COTE-" + Guid.NewGuid().ToString("N")[..8];
        await theirs.Page.EvaluateAsync(
            """
            () => { window.changes = 0;
                    new MutationObserver(all => { window.changes += all.length; })
                      .observe(document.querySelector('main'), { childList: true, subtree: true, characterData: true }); }
            """);

        await staff.WriteAsync("sale.sale", order.Id, "reference", reference);

        await Assertions.Expect(mine.Page.Row(order.Number)).ToContainTextAsync(reference);
        (await theirs.Page.EvaluateAsync<int>("() => window.changes")).Should().Be(0, "another company's page must not even move");
        (await theirs.Page.ContentAsync()).Should().NotContain(reference);
    }

    [Fact]
    public async Task T_IDOR_ForeignMissingAndMalformedOrder_AreTheSamePage()
    {
        using var staff = await StaffRpc.SignInAsync();
        var foreign = (await staff.SearchAsync("sale.sale", """[["party.code", "!=", "BOREAL"], ["state", "=", "quotation"]]"""))[0];
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        var answers = new List<(int Status, string Text)>();
        foreach (var id in new[] { $"{foreign}", "99999999", "abc", "-1", "1e3", "9999999999999999999" })
        {
            var response = await customer.Page.GotoAsync($"/espace/commandes/{id}");
            answers.Add((response!.Status, await customer.Page.InnerTextAsync("main")));
        }
        answers.Should().OnlyContain(a => a.Status == 404);
        answers.Select(a => a.Text).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task AccountingOnly_GetsAnHonestPage_AndHearsNothingOfOrders()
    {
        using var staff = await StaffRpc.SignInAsync();
        var person = Stack.Person("accounting", "BOREAL");
        var order = await Orders.QuotationAsync(staff, person.Party!);
        await using var accountant = await browser.SignInAsync(person);
        new Uri(accountant.Page.Url).AbsolutePath.Should().Be("/espace/factures");
        await accountant.Page.GotoAsync("/espace/commandes");
        (await accountant.Page.ContentAsync()).Should().NotContain(order.Number);
        var frames = new List<string>();
        accountant.Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => frames.Add(frame.Text ?? "");
        var reference = "SECRET-" + Guid.NewGuid().ToString("N")[..8];

        await staff.WriteAsync("sale.sale", order.Id, "reference", reference);

        await Task.Delay(1500);
        (await accountant.Page.ContentAsync()).Should().NotContain(reference);
        frames.Should().NotContain(frame => frame.Contains(reference, StringComparison.Ordinal));
        var detail = await accountant.Page.GotoAsync($"/espace/commandes/{order.Id}");
        detail!.Status.Should().Be(404);
    }

    [Fact]
    public async Task PersonOfTwoCompanies_SwitchesByAddress_AndNeverMixesThem()
    {
        await using var person = await browser.SignInAsync(Stack.People.First(p => p.Hint!.Contains("deux entreprises", StringComparison.Ordinal)));
        var seen = new Dictionary<string, string[]>();
        foreach (var code in new[] { "LAVALOIS", "QUAIDUNORD" })
        {
            var response = await person.Page.GotoAsync($"/espace/commandes?societe={code}");
            response!.Status.Should().Be(200);
            person.Page.Url.Should().Contain($"societe={code}");
            seen[code] = [.. await person.Page.Locator("table.list a.row-link").AllInnerTextsAsync()];
        }
        seen.Values.SelectMany(numbers => numbers).Should().OnlyHaveUniqueItems();
        (await person.Page.GotoAsync("/espace/commandes?societe=NULLEPART"))!.Status.Should().Be(404);
        await person.Page.GotoAsync("/espace/commandes");
        person.Page.Url.Should().Contain("societe=", "somebody with several companies always has one in the address");
    }
}
