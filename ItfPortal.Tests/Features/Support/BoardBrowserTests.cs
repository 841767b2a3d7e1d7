using ItfPortal.Tests.EndToEnd;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.Features.Support;

using Orders = ItfPortal.Tests.EndToEnd.Orders;

/// <summary>The board in a real browser, moved by staff's own calls in Tryton.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class BoardBrowserTests(BrowserFixture browser)
{
    [Fact]
    public async Task Ages_TickWithoutTheServer()
    {
        await using var agent = await OpenAsync();
        var age = agent.Page.Locator("time[data-ago]").First;
        await Assertions.Expect(age).ToContainTextAsync("il y a");

        // Cut off from the server a second still goes by.
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        var fresh = agent.Page.Row(order.Number).Locator("time[data-ago]");
        await Assertions.Expect(fresh).ToContainTextAsync("il y a");
        await agent.Context.SetOfflineAsync(true);
        var shown = await fresh.TextContentAsync();
        await Assertions.Expect(fresh).Not.ToHaveTextAsync(shown!, new() { Timeout = 5_000 });
        (await fresh.TextContentAsync()).Should().MatchRegex("^il y a \\d+\\s(s|min)$");
    }

    [Fact]
    public async Task Paused_RowsStayAndTheChipBringsWhatCame()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        await using var agent = await OpenAsync();
        var page = agent.Page;
        var first = page.Locator("table.list tbody a.row-link").First;
        await Assertions.Expect(first).ToHaveTextAsync(order.Number);
        var other = await Orders.QuotationAsync(staff, "BOREAL");
        await Assertions.Expect(first).ToHaveTextAsync(other.Number);

        await page.Locator("button.hold").ClickAsync();
        await Assertions.Expect(page.Locator("[data-live=paused]")).ToBeVisibleAsync();
        await staff.ClickAsync("sale.sale", "confirm", order.Id);

        await Assertions.Expect(page.Locator("button.new")).ToContainTextAsync("1 nouveau");
        await Assertions.Expect(first).ToHaveTextAsync(other.Number);
        await page.Locator("button.new").ClickAsync();
        await Assertions.Expect(first).ToHaveTextAsync(order.Number);
        agent.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Scrolled_NothingJumpsUntilOneIsBackAtTheTop()
    {
        using var staff = await StaffRpc.SignInAsync();
        await using var agent = await OpenAsync();
        var page = agent.Page;
        var first = page.Locator("table.list tbody a.row-link").First;
        await page.Mouse.WheelAsync(0, 1_500);
        await page.WaitForFunctionAsync("() => document.querySelector('[data-edge]').getBoundingClientRect().top < 0");
        await Task.Delay(500);
        var before = await first.TextContentAsync();

        var order = await Orders.QuotationAsync(staff, "BOREAL");

        await Assertions.Expect(page.Locator("button.new")).ToBeVisibleAsync();
        (await first.TextContentAsync()).Should().Be(before);
        await page.Locator("button.new").ClickAsync();
        await Assertions.Expect(first).ToHaveTextAsync(order.Number);
        await page.WaitForFunctionAsync("() => document.querySelector('[data-edge]').getBoundingClientRect().top >= 0");
    }

    [Fact]
    public async Task Counters_FilterAndTick_OlderRowsComeInPlace()
    {
        using var staff = await StaffRpc.SignInAsync();
        await using var agent = await OpenAsync();
        var page = agent.Page;
        var quotations = page.Locator("a.counter.devis");
        var count = int.Parse((await quotations.Locator("b").TextContentAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        await Orders.QuotationAsync(staff, "BOREAL");
        await Assertions.Expect(quotations.Locator("b")).ToHaveTextAsync((count + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));

        var rows = page.Locator("table.list tbody");
        var shown = await rows.CountAsync();
        await page.Locator(".older a").ClickAsync();
        await Assertions.Expect(rows).Not.ToHaveCountAsync(shown);

        await quotations.ClickAsync();
        await page.WaitForURLAsync("**/soutien?etat=devis");
        await Assertions.Expect(quotations).ToHaveAttributeAsync("aria-current", "true");
        await Assertions.Expect(page.Locator("tbody .chip.quotation").First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("tbody .chip.done")).ToHaveCountAsync(0);
        agent.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Customer_SuggestedWhileTyping_FiltersByGetForm()
    {
        await using var agent = await OpenAsync();
        var page = agent.Page;
        await page.Locator("#board-customer").PressSequentiallyAsync("bor");
        await Assertions.Expect(page.Locator("#board-customers option[value=BOREAL]")).ToBeAttachedAsync();
        await page.Locator("#board-customer").FillAsync("BOREAL");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForFunctionAsync("() => location.search.includes('client=BOREAL')");
        await Assertions.Expect(page.Locator(".filter-chips")).Not.ToContainTextAsync("BOREAL");
        await Assertions.Expect(page.Locator("tbody .who").First).ToBeVisibleAsync();
        (await page.Locator("tbody .who").AllTextContentsAsync()).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Order_AsStaffSeeIt_LiveAndForStaffOnly()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        await using var agent = await OpenAsync($"/soutien/commandes/{order.Id}");
        await staff.ClickAsync("sale.sale", "confirm", order.Id);
        await Assertions.Expect(agent.Page.Locator("main .news b").First).ToBeVisibleAsync();
        agent.Complaints.Should().BeEmpty();

        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        foreach (var path in new[] { "/soutien", $"/soutien/commandes/{order.Id}" })
        {
            var answer = await customer.Page.GotoAsync(path);
            answer!.Status.Should().BeOneOf(403, 404);
            (await customer.Page.Locator("main").TextContentAsync()).Should().NotContain(order.Number);
        }
    }

    [Theory]
    [InlineData("/soutien/commandes/999999999")]
    [InlineData("/soutien/commandes/0")]
    [InlineData("/soutien/commandes/abc")]
    public async Task Order_MissingOrMalformed_SameMissingPage(string path)
    {
        await using var agent = await browser.SignInAsync(Stack.Person("support"));
        (await agent.Page.GotoAsync(path))!.Status.Should().Be(404);
    }

    [Fact]
    public async Task WithoutScript_BoardFiltersAndOlderPagesWork()
    {
        await using var context = await browser.Browser.NewContextAsync(new() { BaseURL = browser.Portal.BaseUrl, JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/connexion");
        var person = Stack.Person("support");
        await page.FillAsync("input[name$=Login]", person.Login);
        await page.FillAsync("input[type=password]", person.Password);
        await page.ClickAsync("main form button[type=submit]:not([name])");
        await page.GotoAsync("/soutien");
        (await page.Locator("table.list tbody").CountAsync()).Should().BeGreaterThanOrEqualTo(50);
        await page.Locator(".older a").ClickAsync();
        await page.WaitForURLAsync("**/soutien?apres=*");
        (await page.Locator("table.list tbody").CountAsync()).Should().BeGreaterThan(0);
        await page.Locator("a.counter.devis").ClickAsync();
        await page.WaitForURLAsync("**/soutien?etat=devis");
    }

    private async Task<Visitor> OpenAsync(string path = "/soutien")
    {
        var agent = await browser.SignInAsync(Stack.Person("support"));
        await agent.Page.GotoAsync(path);
        await agent.Page.LiveAsync();
        return agent;
    }
}
