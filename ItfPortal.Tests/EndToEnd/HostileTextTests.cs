using System.Net;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>What somebody wrote into Tryton's text fields to run in other people's browsers is shown, letter by letter.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class HostileTextTests(BrowserFixture browser)
{
    private const string Mark = "XSS-";

    // What sticks out of the page, when it scrolls sideways.
    private const string TooWide =
        """
        () => document.documentElement.scrollWidth <= innerWidth ? []
          : [...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth).map(e => `${e.tagName}.${e.className}`)
        """;

    private static readonly string[] s_hostile =
    [
        "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "javascript:alert(1)", "'-alert(1)-'", "</script><script>alert(1)</script>",
        "{{7*7}}@(7*7)", new string('W', 250), "\u202Etxt.exe", "<!--Blazor:{\"type\":\"server\"}-->",
    ];

    [Fact]
    public async Task T_XSS_TextsOfTrytons_AreShownAsTheyStand()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        await using var agent = await browser.SignInAsync(Stack.Person("support"));
        var dialogs = 0;
        customer.Page.Dialog += (_, dialog) => { dialogs++; _ = dialog.DismissAsync(); };
        agent.Page.Dialog += (_, dialog) => { dialogs++; _ = dialog.DismissAsync(); };
        await customer.Page.GotoAsync($"/espace/commandes?q={order.Number}");
        await agent.Page.GotoAsync($"/soutien?q={order.Number}");
        await Task.WhenAll(customer.Page.LiveAsync(), agent.Page.LiveAsync());

        // Pushed to open pages, then read from Tryton, then from the cache.
        foreach (var hostile in s_hostile)
        {
            await staff.WriteAsync("sale.sale", order.Id, "reference", Mark + hostile);
            await Assertions.Expect(customer.Page.Row(order.Number)).ToContainTextAsync(Mark + hostile);
            await Assertions.Expect(agent.Page.Row(order.Number)).ToContainTextAsync(Mark + hostile);
        }
        var line = (await staff.SearchAsync("sale.line", $"""[["sale", "=", {order.Id}], ["type", "=", "line"]]"""))[0];
        await staff.CallAsync("model.sale.sale.draft", new JsonArray(order.Id));
        await staff.WriteAsync("sale.line", line, "description", string.Join('\n', s_hostile.Select(hostile => Mark + hostile)) + '\n' + new string('W', 10_000));
        await staff.ClickAsync("sale.sale", "quote", order.Id);
        foreach (var (page, address) in new[]
        {
            (customer.Page, $"/espace/commandes/{order.Id}"), (agent.Page, $"/soutien/commandes/{order.Id}"),
            (customer.Page, $"/espace/commandes?q={WebUtility.UrlEncode(Mark)}"), (agent.Page, $"/soutien?q={WebUtility.UrlEncode(Mark)}"),
        })
        {
            for (var time = 0; time < 2; time++)
            {
                (await page.GotoAsync(address))!.Status.Should().Be(200, address);
                await page.LiveAsync();
                (await page.InnerTextAsync("main")).Should().Contain(Mark + s_hostile[^1], address);
                (await page.Locator("main img[src=x], main svg[onload], main script").CountAsync()).Should().Be(0, address);
                foreach (var width in (int[])[390, 1280])
                {
                    await page.SetViewportSizeAsync(width, 844);
                    (await page.EvaluateAsync<string[]>(TooWide)).Should().BeEmpty("{0} keeps its width of {1}", address, width);
                }
            }
        }
        dialogs.Should().Be(0);
        customer.Complaints.Concat(agent.Complaints).Should().BeEmpty();
    }
}
