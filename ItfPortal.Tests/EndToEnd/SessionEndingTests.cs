using System.Globalization;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>The warning before a session ends, and its end, in static and live pages: with limits of seconds.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class SessionEndingTests(BrowserFixture browser) : IAsyncLifetime
{
    private PortalProcess _portal = null!;

    public async Task InitializeAsync() => _portal = await PortalProcess.StartAsync(settings: new Dictionary<string, string>(BrowserFixture.Relaxed)
    {
        ["Sessions__Idle"] = "00:00:30",
        ["Sessions__IdleWarning"] = "00:00:24",
    });

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task T_IDLE_WarnedInEveryPage_StaysByTheButton_ThenLeavesWithTheWayBack()
    {
        await using var person = await browser.SignInAsync(Orders.FullBuyer("BOREAL"), baseUrl: _portal.BaseUrl);
        var live = person.Page;
        await live.GotoAsync("/espace/commandes?q=2");
        await live.LiveAsync();
        var still = await person.NewTabAsync();
        await still.GotoAsync("/compte/profil");
        await still.FillAsync("#own-phone", "418 555-0199");

        // An open WebSocket keeps nobody signed in.
        await Assertions.Expect(still.Locator("#session-end")).ToBeVisibleAsync(new() { Timeout = 15000 });
        await Assertions.Expect(still.Locator("#session-end [data-typed]")).ToBeVisibleAsync();
        await Assertions.Expect(live.Locator("#session-end")).ToBeVisibleAsync(new() { Timeout = 15000 });
        await Assertions.Expect(live.Locator("#session-end [data-typed]")).ToBeHiddenAsync();
        await still.ScreenshotAsync(new() { Path = Path.Combine(BrowserFixture.Screenshots, "session-ending-fr.png") });
        await still.ClickAsync("#session-end button.primary");
        await Assertions.Expect(still.Locator("#session-end")).ToBeHiddenAsync(new() { Timeout = 15000 });
        await Assertions.Expect(live.Locator("#session-end")).ToBeHiddenAsync(new() { Timeout = 15000 });
        (await still.InputValueAsync("#own-phone")).Should().Be("418 555-0199", "the page stays as it is");

        await Task.WhenAll(
            live.WaitForURLAsync(url => new Uri(url).PathAndQuery == "/connexion?raison=session&ReturnUrl=%2Fespace%2Fcommandes%3Fq%3D2", new() { Timeout = 60000 }),
            still.WaitForURLAsync(url => new Uri(url).PathAndQuery == "/connexion?raison=session&ReturnUrl=%2Fcompte%2Fprofil", new() { Timeout = 60000 }));
        await Assertions.Expect(still.Locator("main")).ToContainTextAsync("Votre session a pris fin");
        person.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_EndedFromAnotherDevice_StaticPageLeaves_WithinFiveSeconds()
    {
        var somebody = Stack.People.Single(one => one.Login.StartsWith("marc.vezina", StringComparison.Ordinal));
        await using var person = await browser.SignInAsync(somebody);
        await person.Page.GotoAsync("/compte/confidentialite");
        await using var elsewhere = await browser.SignInAsync(somebody);
        await elsewhere.Page.GotoAsync("/compte");
        await elsewhere.Page.Locator("section[aria-labelledby=devices-title] button").Last.ClickAsync();
        await person.Page.WaitForURLAsync(
            url => new Uri(url).PathAndQuery == "/connexion?raison=session&ReturnUrl=%2Fcompte%2Fconfidentialite", new() { Timeout = 5000 });
        await Assertions.Expect(person.Page.Locator("main")).ToContainTextAsync("Votre session a pris fin");
        person.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task T_ACCESS_DeactivatedInTryton_StaticAndLivePagesLeave_WithinFiveSeconds()
    {
        using var world = new LinkWorld();
        var login = await world.SomebodyAsync();
        await using var person = await browser.VisitAsync();
        await person.SignInAsync(new DemoPerson(login, LinkWorld.Password, "viewer", "BOREAL", null, null, null));
        await person.Page.GotoAsync("/compte/confidentialite");
        var live = await person.NewTabAsync();
        await live.GotoAsync("/espace/commandes");
        await live.LiveAsync();
        // Counted from when Tryton has it: starting a program of Tryton's takes longer than that.
        var left = Task.WhenAll(new[] { person.Page, live }.Select(async page =>
        {
            await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/connexion", new() { Timeout = 60_000 });
            return TimeProvider.System.GetUtcNow();
        }));
        var done = await DeactivateAsync(login);
        (await left).Should().OnlyContain(at => at - done < TimeSpan.FromSeconds(5));
    }

    private static async Task<DateTimeOffset> DeactivateAsync(string login)
    {
        using var python = TrytonPython.Start("EndToEnd/deactivate.py", Stack.TrytonDatabase, login);
        var wrong = python.StandardError.ReadToEndAsync();
        var said = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        python.ExitCode.Should().Be(0, await wrong);
        return DateTimeOffset.FromUnixTimeMilliseconds((long)(double.Parse(said, CultureInfo.InvariantCulture) * 1000));
    }
}
