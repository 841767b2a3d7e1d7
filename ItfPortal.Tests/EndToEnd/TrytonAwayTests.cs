using System.Diagnostics;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Tryton stopped for 40 s while one page is open and another person signs in.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class TrytonAwayTests(BrowserFixture browser)
{
    [Fact]
    public async Task TrytonStopped_PageStays_SignInSaysSo_AndAllIsRightAgainByItself()
    {
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        await customer.Page.GotoAsync("/espace/commandes");
        await customer.Page.LiveAsync();
        var rows = await customer.Page.Locator("table.list tbody").CountAsync();
        var person = Stack.Person("viewer", "BOREAL");
        await using var other = await browser.VisitAsync();
        await other.Page.GotoAsync("/connexion");

        await TrytonAsync("stop");
        var stopped = Stopwatch.StartNew();
        try
        {
            await SignInAsync(other.Page, person);
            await Assertions.Expect(other.Page.Locator("[role=alert], .notice")).ToContainTextAsync("ne répond pas", new() { Timeout = 40_000 });
            (await other.Page.InputValueAsync("#login")).Should().Be(person.Login, "what was typed stays");
            await other.ScreenshotAsync("tryton-away-sign-in");

            // A filter nobody has asked for is not in the cache: the page says so and stays usable.
            await customer.Page.GotoAsync("/espace/commandes?du=2019-02-03");
            await Assertions.Expect(customer.Page.Locator("main")).ToContainTextAsync("ne répond pas", new() { Timeout = 20_000 });
            await customer.ScreenshotAsync("tryton-away-new-page");
            await customer.Page.GotoAsync("/espace/commandes");
            (await customer.Page.Locator("table.list tbody").CountAsync()).Should().Be(rows, "what is cached is shown");
            await customer.ScreenshotAsync("tryton-away-open-page");
            var left = TimeSpan.FromSeconds(40) - stopped.Elapsed;
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
        finally
        {
            await TrytonAsync("start");
        }

        await Assertions.Expect(customer.Page.Locator("main")).Not.ToContainTextAsync("ne répond pas", new() { Timeout = 45_000 });
        for (var i = 0; i < 30; i++)
        {
            await SignInAsync(other.Page, person);
            if (!other.Page.Url.Contains("/connexion", StringComparison.Ordinal))
            {
                return;
            }
            await Task.Delay(1000);
        }
        Assert.Fail("Nobody could sign in within 30 s of Tryton's return");
    }

    private static async Task SignInAsync(IPage page, DemoPerson person)
    {
        await page.FillAsync("#login", person.Login);
        await page.FillAsync("#password", person.Password);
        await page.RunAndWaitForResponseAsync(
            () => page.ClickAsync(".sign-in-form button[type=submit]"), response => response.Request.Method == "POST", new() { Timeout = 60_000 });
        await page.WaitForLoadStateAsync();
    }

    private static async Task TrytonAsync(string verb)
    {
        var start = new ProcessStartInfo(Path.Combine(Stack.Root, "scripts", "tryton")) { ArgumentList = { verb }, WorkingDirectory = Stack.Root };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, $"scripts/tryton {verb}");
    }
}
