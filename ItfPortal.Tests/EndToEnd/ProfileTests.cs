using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>People and companies say of themselves who they are: in real Tryton, in a real browser.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class ProfileTests(BrowserFixture browser)
{
    private static readonly LocatorAssertionsToContainTextOptions s_fiveSeconds = new() { Timeout = 5000 };

    [Fact]
    public async Task T_PROFILE_Own_ChangedInAnotherTab_SideBySide_NothingIsLost()
    {
        await using var person = await browser.SignInAsync(Stack.Person("company_administrator", "LAVALOIS"));
        var page = person.Page;
        await page.GotoAsync("/compte/profil");
        var name = await page.InputValueAsync("#own-name");
        var other = await person.NewTabAsync();
        await other.GotoAsync("/compte/profil");
        await other.FillAsync("#own-phone", "450 555-0111");
        await other.ClickAsync("form:has(#own-phone) .primary");
        await Assertions.Expect(other.Locator(".told")).ToContainTextAsync("enregistré");

        await page.FillAsync("#own-phone", "450 555-0122 poste 7");
        await page.ClickAsync("form:has(#own-phone) .primary");
        await Assertions.Expect(page.Locator(".versions .differs")).ToContainTextAsync("450 555-0111");
        await Assertions.Expect(page.Locator(".versions .differs")).ToContainTextAsync("450 555-0122 poste 7");
        (await page.InputValueAsync("#own-phone")).Should().Be("450 555-0122 poste 7");
        await person.ScreenshotAsync("profile-versions-fr");
        await page.ClickAsync("form:has(#own-phone) .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("enregistré");
        (await page.InputValueAsync("#own-phone")).Should().Be("450 555-0122 poste 7");

        // Back as it was, for the tests that come after; and a language chosen while something is being typed.
        await page.FillAsync("#own-phone", "");
        await page.FillAsync("#own-name", name + " B.");
        await page.EvaluateAsync("() => document.querySelectorAll('details.menu').forEach(menu => { menu.open = true; })");
        await page.Locator("header form[action='/langue'] button").ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en-CA");
        // What was typed goes along, a moment after the page.
        await Assertions.Expect(page.Locator("#own-name")).ToHaveValueAsync(name + " B.");
        await Assertions.Expect(page.Locator("#own-phone")).ToHaveValueAsync("");
        await page.FillAsync("#own-name", name);
        await page.ClickAsync("form:has(#own-phone) .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("saved");
        await page.SetViewportSizeAsync(390, 844);
        await page.GotoAsync("/compte/profil?adresse=nouvelle");
        (await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).Should().BeTrue("nothing is wider than the phone");
        await person.ScreenshotAsync("profile-phone-en");
        await page.ClickAsync("section form[action='/langue'] button");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "fr-CA");
        // The language follows the person: another browser speaks it from the first page on.
        await using var elsewhere = await browser.SignInAsync(Stack.Person("company_administrator", "LAVALOIS"), language: "en");
        await Assertions.Expect(elsewhere.Page.Locator("html")).ToHaveAttributeAsync("lang", "fr-CA");
        person.Complaints.Where(complaint => !complaint.Contains("422", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task Address_IsAddedChangedAndArchived()
    {
        await using var person = await browser.SignInAsync(Stack.Person("company_administrator", "LAVALOIS"));
        var page = person.Page;
        var name = "Quai " + Guid.NewGuid().ToString("N")[..8];
        await page.GotoAsync("/compte/profil?adresse=nouvelle");
        await page.FillAsync("#address-name", name);
        await page.FillAsync("#address-street", "12, rue des Pins");
        await page.FillAsync("#address-city", "Lévis");
        await page.FillAsync("#address-postal", "G6V");
        await page.SelectOptionAsync("#address-region", "CA-QC");
        await page.ClickAsync(".editor .primary");
        await Assertions.Expect(page.Locator(".editor .field-error")).ToContainTextAsync("code postal");
        (await page.InputValueAsync("#address-name")).Should().Be(name, "what was typed stays");
        await page.FillAsync("#address-postal", "g6v 0a1");
        await page.ClickAsync(".editor .primary");
        await Assertions.Expect(Card(page, name)).ToContainTextAsync("G6V 0A1");
        await Card(page, name).Locator("a").First.ClickAsync();
        await page.FillAsync("#address-city", "Québec");
        await page.ClickAsync(".editor .primary");
        await Assertions.Expect(Card(page, name)).ToContainTextAsync("Québec (Québec) G6V 0A1");
        await Card(page, name).Locator("a").Last.ClickAsync();
        await Assertions.Expect(page.Locator(".editor h3")).ToHaveTextAsync("Archiver cette adresse?");
        await page.ClickAsync(".editor .danger");
        await Assertions.Expect(page.Locator(".told").First).ToContainTextAsync("archivée");
        await Assertions.Expect(Card(page, name)).ToHaveCountAsync(0);
        person.Complaints.Where(complaint => !complaint.Contains("422", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task T_PROFILE_LegalFact_AskedByTheCompany_ChangedMeanwhile_DecidedByStaff_OpenPageFollows()
    {
        using var staff = await StaffRpc.SignInAsync(Stack.Person("administrator"));
        var party = (await staff.SearchAsync("party.party", """[["code", "=", "LAVALOIS"]]""")).Single();
        var name = (await staff.ReadAsync("party.party", party, "name"))!.GetValue<string>();
        await using var company = await browser.SignInAsync(Stack.Person("company_administrator", "LAVALOIS"));
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        var (page, decisions) = (company.Page, administrator.Page);
        await page.GotoAsync("/compte/profil");
        await page.LiveAsync();
        await page.Locator(".facts > div").First.Locator("button").ClickAsync();
        await page.FillAsync("#wanted", name + " (Québec)");
        await page.ClickAsync(".ask .primary");
        await Assertions.Expect(page.Locator(".legal .told")).ToContainTextAsync("Demande envoyée");

        await decisions.GotoAsync("/admin/demandes");
        await decisions.LiveAsync();
        var row = decisions.Locator("table.list tbody", new() { HasText = name + " (Québec)" });
        await row.Locator(".primary").ClickAsync();
        // Somebody changes it in Tryton's own client while this administrator reads.
        await staff.WriteAsync("party.party", party, "name", name + " XYZ");
        try
        {
            await decisions.ClickAsync("dialog[open] .primary");
            await Assertions.Expect(decisions.Locator("dialog[open] .notice")).ToContainTextAsync(name + " XYZ");
            await Assertions.Expect(decisions.Locator("dialog[open] .changed")).ToContainTextAsync($"« {name} »");
            await administrator.ScreenshotAsync("fact-decision-fr");
            await decisions.ClickAsync("dialog[open] .primary");
            await Assertions.Expect(decisions.Locator(".told")).ToContainTextAsync("écrit dans Tryton");
            (await staff.ReadAsync("party.party", party, "name"))!.GetValue<string>().Should().Be(name + " (Québec)");
            await Assertions.Expect(page.Locator(".legal table.list")).ToContainTextAsync("Acceptée", s_fiveSeconds);
            await Assertions.Expect(page.Locator(".facts dd").First).ToHaveTextAsync(name + " (Québec)");
            await company.ScreenshotAsync("profile-facts-fr");
        }
        finally
        {
            await staff.WriteAsync("party.party", party, "name", name);
        }
        company.Complaints.Should().BeEmpty();
        administrator.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Consents_AndClosing_GivenAndTakenBack()
    {
        await using var person = await browser.SignInAsync(Stack.Person("accounting", "BOREAL"), dark: true);
        var page = person.Page;
        await page.GotoAsync("/compte/confidentialite");
        (await page.Locator(".purpose input:checked").CountAsync()).Should().Be(0, "nothing is ticked in advance");
        await page.CheckAsync(".purpose input >> nth=0");
        await page.ClickAsync("form:has(.purpose) .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("enregistrés");
        (await page.Locator(".purpose input:checked").CountAsync()).Should().Be(1);
        await page.UncheckAsync(".purpose input >> nth=0");
        await page.ClickAsync("form:has(.purpose) .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("enregistrés");
        await page.ClickAsync(".history summary");
        await Assertions.Expect(page.Locator(".history table.list")).ToContainTextAsync("Retiré");

        await page.FillAsync("#closing-password", Stack.Person("accounting", "BOREAL").Password);
        await page.ClickAsync("form:has(#closing-password) .danger");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Un courriel la confirme");
        await person.ScreenshotAsync("privacy-dark-fr");
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        await administrator.Page.GotoAsync("/admin/demandes");
        await Assertions.Expect(administrator.Page.Locator("main")).ToContainTextAsync(Stack.Person("accounting", "BOREAL").Login);
        await administrator.ScreenshotAsync("admin-requests-fr");
        await page.ClickAsync(".cancel button");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("reste ouvert");
        person.Complaints.Should().BeEmpty();
    }

    private static ILocator Card(IPage page, string name) => page.Locator(".addresses li", new() { HasText = name });
}
