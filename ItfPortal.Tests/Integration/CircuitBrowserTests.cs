using Dapper;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Open tabs of a real browser on two replicas: cookies on loopback, ends of sessions, limits of tabs.</summary>
[Trait("needs", "browser")]
public sealed class CircuitBrowserTests : IAsyncLifetime
{
    private PortalHost _host = null!;
    private PortalHost _other = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        var settings = new Dictionary<string, string?> { ["Limits:CircuitsPerSession"] = "3" };
        _host = await PortalHost.StartAsync(settings: settings);
        _other = await PortalHost.StartAsync(_host, settings);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
            Headless = true,
            ChromiumSandbox = false,
            Args = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage"],
        });
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _other.DisposeAsync();
        await _host.DisposeAsync();
        await _host.People.DisposeAsync();
        await _host.Database.DisposeAsync();
    }

    [Fact]
    public async Task T_COOKIE_SignIn_ChromiumKeepsHostCookiesOnLoopbackScriptsSeeNone()
    {
        await using var person = await SignInAsync(TrytonPeople.Buyer);
        var cookies = await person.Context.CookiesAsync();
        cookies.Select(c => c.Name).Should().Contain(["__Host-itf", "__Host-itf-af", "__Host-itf-dev", "itf-lang"]);
        cookies.Should().OnlyContain(c => c.Secure && c.HttpOnly);
        (await person.Page.EvaluateAsync<string>("() => document.cookie")).Should().BeEmpty();
    }

    [Fact]
    public async Task T_CIRC_LOGOUT_SignedOutOnTheOtherReplica_TabLeavesWithinFiveSeconds()
    {
        await using var person = await SignInAsync(TrytonPeople.Buyer);
        await LiveAsync(person.Page);
        using var elsewhere = await ElsewhereAsync(person);
        (await elsewhere.SignOutAsync()).Location.Should().Be("/connexion?raison=deconnexion");
        await person.Page.WaitForURLAsync(new System.Text.RegularExpressions.Regex("/connexion\\?raison=session&ReturnUrl="), new() { Timeout = 5000 });
    }

    [Fact]
    public async Task T_CIRC_DOS_OneTabTooMany_ClearPageOthersStay()
    {
        await using var person = await SignInAsync(TrytonPeople.Buyer);
        await LiveAsync(person.Page);
        for (var i = 0; i < 2; i++)
        {
            await LiveAsync(await person.NewTabAsync());
        }
        var tooMany = await person.NewTabAsync();
        await tooMany.GotoAsync("/espace/commandes");
        await Eventually.TrueAsync(() => new Uri(tooMany.Url).AbsolutePath == "/onglets" || _host.OpenTabs > 3, "the fourth tab is told", seconds: 40);
        _host.OpenTabs.Should().Be(3, $"the fourth is refused; it is at {tooMany.Url}, all at {string.Join(", ", person.Context.Pages.Select(page => page.Url))}");
        (await tooMany.InnerTextAsync("h1")).Should().Be("Trop d’onglets ouverts");
        new Uri(person.Page.Url).AbsolutePath.Should().Be("/espace/commandes");
    }

    [Fact]
    public async Task Session_OpenTab_OnlyThePersonsOwnDoingIsActivity()
    {
        await using var person = await SignInAsync(TrytonPeople.Buyer);
        await LiveAsync(person.Page);
        await Task.Delay(TimeSpan.FromSeconds(20)); // what the page itself did is written by then
        await using var database = NpgsqlDataSource.Create(_host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        await connection.ExecuteAsync("update sessions set last_seen_at = now() - interval '20 minutes'");
        await Task.Delay(TimeSpan.FromSeconds(20));
        (await IdleAsync()).Should().BeGreaterThan(TimeSpan.FromMinutes(19), "an open tab is not activity");
        await person.Page.EvaluateAsync("() => Blazor.navigateTo('/espace/commandes?q=x')");
        await Eventually.TrueAsync(async () => await IdleAsync() < TimeSpan.FromMinutes(1), "navigating is", seconds: 40);

        Task<TimeSpan> IdleAsync() => connection.ExecuteScalarAsync<TimeSpan>("select now() - last_seen_at from sessions where ended_at is null");
    }

    private async Task<Visitor> SignInAsync(Person person)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = _host.Site.ToString(), Locale = "fr-CA" });
        var visitor = new Visitor(context, await context.NewPageAsync());
        await visitor.Page.GotoAsync("/connexion?ReturnUrl=/espace/factures"); // a page without a circuit
        await visitor.Page.FillAsync("#login", person.Login);
        await visitor.Page.FillAsync("#password", person.Password);
        await visitor.Page.ClickAsync(".sign-in-form button[type=submit]");
        await visitor.Page.WaitForFunctionAsync("() => !location.pathname.startsWith('/connexion')");
        return visitor;
    }

    /// <summary>The same session on the other replica.</summary>
    private async Task<TestBrowser> ElsewhereAsync(Visitor person)
    {
        var elsewhere = _other.Browser();
        elsewhere.Cookies["__Host-itf"] = (await person.Context.CookiesAsync()).Single(c => c.Name == "__Host-itf").Value;
        return elsewhere;
    }

    /// <summary>Opens the orders and waits for their circuit.</summary>
    private async Task LiveAsync(IPage page)
    {
        var before = await OpenCircuitsAsync();
        await page.GotoAsync("/espace/commandes");
        await Eventually.TrueAsync(async () => await OpenCircuitsAsync() > before, "the page's circuit opens", seconds: 20);
    }

    private Task<int> OpenCircuitsAsync() => Task.FromResult(_host.OpenTabs);
}
