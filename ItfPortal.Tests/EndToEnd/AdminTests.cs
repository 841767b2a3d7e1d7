using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Administrators look up who has access, and why somebody does not see a document.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class AdminTests(BrowserFixture browser)
{
    [Fact]
    public async Task Why_AnAccountantsOrder_NamesTheRole_AndAnAdministratorsIsSeen()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        var page = administrator.Page;

        await AskAsync(page, Stack.Person("accounting", "BOREAL"), order.Number);

        await Assertions.Expect(page.Locator(".why .notice.attention")).ToContainTextAsync($"ne voit pas la commande {order.Number}");
        await Assertions.Expect(page.Locator(".why .notice li")).ToHaveTextAsync(["Le rôle « Comptabilité » n’ouvre pas les commandes."]);

        await AskAsync(page, Stack.Person("company_administrator", "LAVALOIS"), order.Number);

        await Assertions.Expect(page.Locator(".why .notice li")).ToContainTextAsync(["Aucun accès à Conserverie Boréal"]);

        await AskAsync(page, Orders.FullBuyer("BOREAL"), order.Number);

        await Assertions.Expect(page.Locator(".why .notice.good")).ToContainTextAsync($"voit la commande {order.Number}");
        administrator.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Why_AGrantThatHasEnded_NamesItsLastDay()
    {
        using var staff = await StaffRpc.SignInAsync(Stack.Person("administrator"));
        var order = await Orders.QuotationAsync(staff, "QUAIDUNORD");
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));

        await AskAsync(administrator.Page, Stack.People.Single(person => person.Login.StartsWith("paule.", StringComparison.Ordinal)), order.Number);

        await Assertions.Expect(administrator.Page.Locator(".why .notice li")).ToContainTextAsync(["a pris fin le"]);
    }

    [Theory]
    [InlineData("support", null)]
    [InlineData("company_administrator", "BOREAL")]
    public async Task Admin_NobodyElse_GetsIn(string role, string? party)
    {
        await using var visitor = await browser.SignInAsync(party is null ? Stack.Person(role) : Stack.Person(role, party));

        foreach (var path in new[] { "/admin", "/admin/personnes/2" })
        {
            var answer = await visitor.Page.GotoAsync(path);

            answer!.Status.Should().BeOneOf(403, 404);
            // The company's own address stands at the foot of every page.
            (await visitor.Page.ContentAsync()).Replace("bonjour@example.com<", "<", StringComparison.Ordinal).Should().NotContain("@example.com</");
        }
    }

    private static async Task AskAsync(IPage page, DemoPerson person, string number)
    {
        await page.GotoAsync($"/admin?recherche={Uri.EscapeDataString(person.Login)}");
        await page.Locator("table.list a.row-link").ClickAsync();
        await page.WaitForURLAsync("**/admin/personnes/*");
        await page.FillAsync("#document", number);
        await page.PressAsync("#document", "Enter");
        await page.WaitForSelectorAsync(".why .notice");
    }
}
