using System.Diagnostics;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>An agent sees the portal as one of Boréal's people, from the order's page on the board to the end that the company makes.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class ViewAsTests(BrowserFixture browser)
{
    private static readonly LocatorAssertionsToBeVisibleOptions s_fiveSeconds = new() { Timeout = 5000 };

    [Theory]
    [InlineData("fr", true, false, "nathalie.sirois")]
    [InlineData("en", false, true, "olivier.bherer")]
    public async Task T_VIEWAS_FromTheBoard_LiveAndReadOnly_UntilTheCompanyEndsIt(string language, bool phone, bool dark, string agent)
    {
        var screen = $"{language}-{(phone ? "phone" : "desktop")}-{(dark ? "dark" : "light")}";
        var french = language == "fr";
        await using var administrator = await browser.SignInAsync(Stack.Person("company_administrator", "BOREAL"), language, phone, dark);
        await administrator.Page.GotoAsync("/espace/entreprise");
        await administrator.Page.LiveAsync();
        await using var staff = await browser.SignInAsync(Stack.People.Single(person => person.Login == agent + "@example.com"), language, phone, dark);
        if (!french)
        {
            await staff.SwitchToEnglishAsync();
            await administrator.SwitchToEnglishAsync();
        }
        var page = staff.Page;
        await page.GotoAsync("/soutien?client=BOREAL");
        await page.GotoAsync(await page.Locator("a[href^='/soutien/commandes/']").First.GetAttributeAsync("href") ?? "");
        await page.LiveAsync();
        await page.ClickAsync(".back a[href*='/soutien/vue/nouvelle']");
        await page.WaitForURLAsync("**/soutien/vue/nouvelle?*");
        await page.GetByText("Maude Gendron").ClickAsync();
        await page.FillAsync("#reason", "Le client ne trouve pas sa commande, billet 4413");
        await LookAsync(staff, $"view-begin-{screen}");
        await page.ClickAsync("form button.primary");
        await page.WaitForURLAsync("**/commandes/*");
        await Assertions.Expect(page.Locator(".view-banner")).ToContainTextAsync("Maude Gendron");
        await page.LiveAsync();
        await LookAsync(staff, $"view-order-{screen}");

        await page.ClickAsync(".back a[href^='/soutien/vue/']");
        await page.WaitForURLAsync(url => url.EndsWith("/commandes", StringComparison.Ordinal));
        await page.LiveAsync();
        var left = await page.Locator(".time-left").InnerTextAsync();
        left.Should().MatchRegex("^1[45]:[0-5][0-9]$");
        await Assertions.Expect(page.Locator(".time-left")).Not.ToHaveTextAsync(left);
        await LookAsync(staff, $"view-orders-{screen}");
        (await page.Locator("main a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))"))
            .Should().NotBeEmpty().And.OnlyContain(href => href.StartsWith("/soutien/vue/", StringComparison.Ordinal), "no link leaves the view by itself");
        await page.FillAsync("main input[type=search]", "PO-");
        await page.PressAsync("main input[type=search]", "Enter");
        await page.WaitForURLAsync("**/commandes?q=PO-*");
        await Assertions.Expect(page.Locator(".view-banner")).ToContainTextAsync("Maude Gendron");
        await page.LiveAsync();

        // The company reads of it while it lasts.
        var looks = administrator.Page.Locator(".looks");
        await Assertions.Expect(looks.Locator("table.list tbody").First).ToContainTextAsync("billet 4413");
        await Assertions.Expect(looks.Locator("table.list tbody").First).ToContainTextAsync(french ? "En cours" : "Open");
        await LookAsync(administrator, $"company-looks-{screen}");

        var clock = Stopwatch.StartNew();
        await looks.Locator("button").ClickAsync();
        await Assertions.Expect(page.GetByText(french ? "Ce regard est terminé" : "This look is over")).ToBeVisibleAsync(s_fiveSeconds);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(6));
        try
        {
            (await page.Locator("main").InnerTextAsync()).Should().NotContain("Maude").And.NotContain("PO-");
            await LookAsync(staff, $"view-over-{screen}");
            await page.ReloadAsync();
            await Assertions.Expect(page.GetByText(french ? "Ce regard est terminé" : "This look is over")).ToBeVisibleAsync();
        }
        finally
        {
            await looks.GetByRole(AriaRole.Button, new() { Name = french ? "Permettre" : "Allow", Exact = true }).ClickAsync();
            await Assertions.Expect(looks.Locator(".consent .chip")).ToHaveTextAsync(french ? "Permis" : "Allowed");
        }
    }

    private static async Task LookAsync(Visitor visitor, string name)
    {
        await visitor.ScreenshotAsync(name);
        (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")).Should().BeLessThanOrEqualTo(0, $"{name} fits");
        (await visitor.Page.RunAxe(new AxeRunOptions { RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] } })).Violations
            .Where(v => v.Impact is "serious" or "critical").Select(v => $"{name}: {v.Id} {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}").Should().BeEmpty();
        visitor.Complaints.Should().BeEmpty($"on {name}");
    }
}
