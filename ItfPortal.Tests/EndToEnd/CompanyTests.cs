using System.Diagnostics;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>A company's administrator at work, and the pages of those it concerns. What is given is taken away again.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class CompanyTests(BrowserFixture browser)
{
    private static readonly LocatorAssertionsToContainTextOptions s_fiveSeconds = new() { Timeout = 5000 };

    [Fact]
    public async Task T_ACCESS_GivingAndTakingARole_ReachesTheColleaguesOpenTab_WithinFiveSeconds()
    {
        await using var administrator = await browser.SignInAsync(Stack.Person("company_administrator", "BOREAL"));
        await using var colleague = await browser.SignInAsync(Person("marc.vezina"));
        var (page, open) = (administrator.Page, colleague.Page);
        await open.GotoAsync("/espace/commandes");
        await Task.WhenAll(open.LiveAsync(), OpenAsync(page));
        (await open.Locator(".site-nav").InnerTextAsync()).Should().NotContain("Factures");
        var other = await administrator.NewTabAsync();
        await OpenAsync(other);

        await ManageAsync(page, "Marc Vézina");
        await page.ClickAsync("dialog .actions button:has-text('Ajouter un accès')");
        await page.CheckAsync("dialog input[value=Accounting]");
        await page.FillAsync("#grant-to", $"{TimeProvider.System.GetUtcNow().AddDays(30):yyyy-MM-dd}");
        await administrator.ScreenshotAsync("company-grant");
        var clock = Stopwatch.StartNew();
        await page.ClickAsync("dialog button:has-text('Ajouter l’accès')");
        await Assertions.Expect(open.Locator(".site-nav")).ToContainTextAsync("Factures", s_fiveSeconds);
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(6));
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Accès ajouté pour Marc Vézina");
        await Assertions.Expect(Row(other, "Marc Vézina")).ToContainTextAsync("Accès modifié", s_fiveSeconds);
        await Assertions.Expect(Row(other, "Marc Vézina")).ToContainTextAsync("Comptabilité");

        await ManageAsync(page, "Marc Vézina");
        await page.Locator("dialog .grants li:has-text('Comptabilité') .danger").ClickAsync();
        await page.ClickAsync("dialog .actions .danger");
        await Assertions.Expect(open.Locator(".site-nav")).Not.ToContainTextAsync("Factures", new() { Timeout = 5000 });
        administrator.Complaints.Should().BeEmpty();
        colleague.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Inviting_KeepsWhatWasTyped_AndShowsTheInvitation()
    {
        await using var administrator = await browser.SignInAsync(Stack.Person("company_administrator", "BOREAL"));
        var page = administrator.Page;
        await OpenAsync(page);
        await page.ClickAsync(".list-head .primary");
        await page.FillAsync("#invite-name", "Léa Roy");
        await page.FillAsync("#invite-email", "marc.vezina@example.com");
        await page.ClickAsync("dialog form .primary");
        await Assertions.Expect(page.Locator("dialog .field-error")).ToContainTextAsync("déjà dans la liste");
        (await page.InputValueAsync("#invite-name")).Should().Be("Léa Roy");
        var email = $"lea.{Guid.NewGuid():N}@example.com";
        await page.FillAsync("#invite-email", email);
        await page.ClickAsync("dialog form .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Invitation de Léa Roy enregistrée");
        await Assertions.Expect(Row(page, email)).ToContainTextAsync("Invitation");
        await Row(page, email).Locator("button").ClickAsync();
        await page.ClickAsync("dialog .actions button:has-text('Désactiver')");
        await Assertions.Expect(page.Locator("dialog h2")).ToContainTextAsync("Désactiver l’accès de Léa Roy?");
        await page.ClickAsync("dialog .actions .danger");
        await Assertions.Expect(Row(page, email)).ToContainTextAsync("Désactivé");
        administrator.Complaints.Should().BeEmpty();
    }

    [Theory]
    [InlineData("sylvie.charest", "/espace/entreprise")]
    [InlineData("maude.gendron", "/espace/entreprise?societe=LAVALOIS")]
    [InlineData("maude.gendron", "/espace/entreprise?societe=RIEN")]
    [InlineData("maude.gendron", "/espace/commandes?societe=LAVALOIS")]
    [InlineData("ariane.lacasse", "/espace/commandes?societe=BOREAL")]
    [InlineData("ariane.lacasse", "/espace/commandes?societe=RIEN")]
    [InlineData("ariane.lacasse", "/espace/entreprise?societe=QUAIDUNORD")]
    [InlineData("ariane.lacasse", "/espace/factures?societe=LAVALOIS")]
    public async Task T_IDOR_SomebodyElsesCompany_IsThePageThatDoesNotExist(string login, string address)
    {
        await using var person = await browser.SignInAsync(Person(login));
        var answer = await person.Page.GotoAsync(address);
        answer!.Status.Should().Be(404);
        (await person.Page.Locator("main h1").InnerTextAsync()).Should().Be("Page introuvable");
    }

    [Fact]
    public async Task SeveralCompanies_AreInTheAddress_OneIsNot()
    {
        await using var two = await browser.SignInAsync(Person("ariane.lacasse"));
        await two.Page.GotoAsync("/espace/commandes");
        two.Page.Url.Should().EndWith("?societe=LAVALOIS", "with several companies the address says which");
        (await two.Page.Locator(".page-head .scope").InnerTextAsync()).Should().StartWith("Toutes les commandes");
        var links = await two.Page.Locator("table.list a.row-link").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
        links.Should().NotBeEmpty().And.OnlyContain(link => link.Contains("societe=LAVALOIS"));
        await two.Page.Locator("details.menu summary").First.ClickAsync();
        await two.Page.ClickAsync("details.menu nav a:not([aria-current])");
        await two.Page.WaitForURLAsync("**/espace/commandes?societe=QUAIDUNORD");

        await using var one = await browser.SignInAsync(Person("julie.paradis"));
        await one.Page.GotoAsync("/espace/commandes");
        one.Page.Url.Should().NotContain("societe");
        (await one.Page.Locator(".page-head .scope").InnerTextAsync()).Should().StartWith("Commandes du site").And.EndWith("seulement");
        (await one.Page.ContentAsync()).Should().NotContain("societe=");
    }

    private static DemoPerson Person(string login) => Stack.People.Single(person => person.Login == login + "@example.com");

    private static ILocator Row(IPage page, string words) => page.Locator(".colleagues table.list tbody", new() { HasText = words });

    private static async Task OpenAsync(IPage page)
    {
        await page.GotoAsync("/espace/entreprise");
        await page.LiveAsync();
    }

    private static async Task ManageAsync(IPage page, string name)
    {
        await Row(page, name).Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("dialog h2")).ToHaveTextAsync(name);
    }
}
