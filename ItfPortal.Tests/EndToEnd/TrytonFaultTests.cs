using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Tryton frozen, cut and slow: what pages show, that they recover by themselves, that nothing is sent twice that writes.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class TrytonFaultTests(BrowserFixture browser) : IAsyncLifetime
{
    private readonly FaultProxy _tryton = FaultProxy.Before(Stack.TrytonRpcUrl);
    private readonly FaultProxy _signIn = FaultProxy.Before(Stack.Get("TRYTON_LOGIN_RPC_URL"));
    private PortalProcess _portal = null!;

    public async Task InitializeAsync() => _portal = await PortalProcess.StartAsync(settings: new Dictionary<string, string>(BrowserFixture.Relaxed)
    {
        ["TRYTON_RPC_URL"] = _tryton.Url.ToString(),
        ["TRYTON_LOGIN_RPC_URL"] = _signIn.Url.ToString(),
        ["Tryton__Limits__ReadTime"] = "00:00:03",
    });

    public async Task DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _tryton.DisposeAsync();
        await _signIn.DisposeAsync();
    }

    [Fact]
    public async Task Frozen_NewPageSaysSo_OpenPageStaysLive_BothRightAgainByThemselves()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"), baseUrl: _portal.BaseUrl);
        await customer.Page.GotoAsync("/espace/commandes");
        await customer.Page.LiveAsync();
        var other = await customer.NewTabAsync();

        _tryton.Freeze();
        await other.GotoAsync("/espace/commandes?du=2017-01-02");
        await Assertions.Expect(other.Locator("[role=alert]")).ToContainTextAsync("ne répond pas");
        await staff.ClickAsync("sale.sale", "confirm", order.Id);
        await Assertions.Expect(customer.Page.Row(order.Number)).ToContainTextAsync("par l’équipe ITF", new() { Timeout = 10_000 });

        _tryton.Heal();
        await RightAgainAsync(other);
        customer.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task CutInTheMiddleOfAnswers_SaidSo_ThenRightAgain()
    {
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"), baseUrl: _portal.BaseUrl);
        _tryton.CutAfter(300);
        await customer.Page.GotoAsync("/espace/commandes?du=2017-01-03");
        await Assertions.Expect(customer.Page.Locator("[role=alert]")).ToContainTextAsync("ne répond pas");
        _tryton.Heal();
        await RightAgainAsync(customer.Page);
    }

    [Fact]
    public async Task Trickling_TooSlowIsSaid_SlowIsWaitedFor()
    {
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"), baseUrl: _portal.BaseUrl);
        _tryton.Slow(bytesPerSecond: 300);
        await customer.Page.GotoAsync("/espace/commandes?du=2017-01-04");
        await Assertions.Expect(customer.Page.Locator("[role=alert]")).ToContainTextAsync("ne répond pas");
        _tryton.Heal();
        await RightAgainAsync(customer.Page);

        _tryton.Slow(bytesPerSecond: 20_000);
        await customer.Page.GotoAsync("/espace/commandes?du=2017-01-05");
        await Assertions.Expect(customer.Page.Locator("tr.line").First).ToBeVisibleAsync();
        await Assertions.Expect(customer.Page.Locator("[role=alert]")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task SignIn_CutBeforeItsAnswer_SentOnce()
    {
        var person = Stack.Person("viewer", "BOREAL");
        using var visitor = new TestBrowser(new Uri(_portal.BaseUrl));
        var before = _signIn.Requests;
        _signIn.CutAfter(0);

        var answer = await visitor.SignInAsync(person.Login, person.Password);

        answer.Text.Should().Contain("ne répond pas").And.Contain("Votre mot de passe n’est pas en cause");
        (_signIn.Requests - before).Should().Be(1, "nobody knows whether Tryton took it: a second one could be a second failure");
        _signIn.Heal();
        (await visitor.SignInAsync(person.Login, person.Password)).Status.Should().Be(System.Net.HttpStatusCode.Redirect);
    }

    private static async Task RightAgainAsync(IPage page)
    {
        // The longest pause between two tries is 30 s, and reads are held back for 15 s after many failures.
        await Assertions.Expect(page.Locator("tr.line").First).ToBeVisibleAsync(new() { Timeout = 45_000 });
        await Assertions.Expect(page.Locator("[role=alert]")).ToHaveCountAsync(0);
    }
}
