using System.Diagnostics;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Signing in and out with several tabs and people, in a real browser.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class SessionTests(BrowserFixture browser)
{
    [Fact]
    public async Task SignIn_WithoutJavaScript_ShowsTheOrders()
    {
        await using var context = await browser.Browser.NewContextAsync(new() { BaseURL = browser.Portal.BaseUrl, JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/espace/commandes");
        new Uri(page.Url).AbsolutePath.Should().Be("/connexion");
        var person = Orders.FullBuyer("BOREAL");
        await page.FillAsync("#login", person.Login);
        await page.FillAsync("#password", person.Password);
        await page.ClickAsync(".sign-in-form button[type=submit]");
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/espace/commandes$"));
        (await page.Locator("table.list tbody").CountAsync()).Should().BeGreaterThan(5, "the list is prerendered with its data");
        await page.FillAsync("input[type=search], input[name=q]", "zzzz-nothing");
        await page.PressAsync("input[type=search], input[name=q]", "Enter");
        page.Url.Should().Contain("q=zzzz-nothing", "filters are plain forms");
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_SignOutInOneTab_ReachesTheOther_Within5Seconds()
    {
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        var first = customer.Page;
        var second = await customer.NewTabAsync();
        await second.GotoAsync("/espace/commandes");
        await second.LiveAsync();
        await first.EvaluateAsync("() => document.querySelectorAll('details.menu').forEach(d => { d.open = true; })");

        var clock = Stopwatch.StartNew();
        await first.ClickAsync("form[action='/deconnexion'] button");
        await second.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/connexion", new() { Timeout = 5000 });

        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
        var back = await second.GotoAsync("/espace/commandes");
        new Uri(back!.Url).AbsolutePath.Should().Be("/connexion", "the session is gone, not only the page");
    }

    [Fact]
    public async Task T_COOKIE_NothingOfTrytonsSession_ReachesTheBrowser()
    {
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"));
        await customer.Page.LiveAsync();
        var cookies = await customer.Context.CookiesAsync();
        cookies.Should().Contain(c => c.Name == "__Host-itf" && c.HttpOnly && c.Secure && c.SameSite == SameSiteAttribute.Lax);
        await using var tryton = Npgsql.NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = tryton.CreateCommand("select key from ir_session");
        var keys = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                keys.Add(reader.GetString(0));
            }
        }
        keys.Should().NotBeEmpty();
        var storage = await customer.Page.EvaluateAsync<string>("() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage)");
        var everything = string.Join('\n', cookies.Select(c => c.Name + c.Value)) + await customer.Page.ContentAsync() + storage + browser.Portal.Log;
        keys.Should().NotContain(key => everything.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task DemoPeople_AreOneClickAway_OnADevelopmentMachine()
    {
        await using var visitor = await browser.VisitAsync();
        await visitor.Page.GotoAsync("/connexion");
        await visitor.Page.Locator("button[name=DemoLogin]").First.ClickAsync();
        await visitor.Page.WaitForFunctionAsync("() => !location.pathname.startsWith('/connexion')");
        (await visitor.Page.ContentAsync()).Should().NotContain(Stack.People[0].Password);
        visitor.Complaints.Should().BeEmpty();
    }
}
