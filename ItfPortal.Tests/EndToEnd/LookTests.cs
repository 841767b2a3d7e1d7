using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Features.Marketing.Pages;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>
/// Every page in both languages, both themes, on a desktop and on a phone: no complaint of the console (the content
/// security policy's included), no serious finding of axe, nothing wider than the screen. The screenshots are kept.
/// </summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class LookTests(BrowserFixture browser)
{
    public static TheoryData<string, bool, bool> Screens => new()
    {
        { "fr", false, false }, { "fr", true, false }, { "en", false, true }, { "en", true, true },
        { "fr", false, true }, { "fr", true, true }, { "en", false, false }, { "en", true, false },
    };

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task PublicPages(string language, bool phone, bool dark)
    {
        await using var visitor = await browser.VisitAsync(language, phone, dark);
        foreach (var (path, name) in new[] { (language == "en" ? "/en" : "/", "home"), ("/connexion", "sign-in"), ("/introuvable", "not-found") })
        {
            await visitor.Page.GotoAsync(path);
            await LookAsync(visitor, name, language, phone, dark, expectMissing: name == "not-found");
        }
    }

    [Theory]
    [InlineData("fr", false, false)]
    [InlineData("en", true, true)]
    public async Task MarketingPages(string language, bool phone, bool dark)
    {
        await using var visitor = await browser.VisitAsync(language, phone, dark);
        foreach (var page in ImportedPages.All.Where(page => page.Language.StartsWith(language, StringComparison.Ordinal)))
        {
            await visitor.Page.GotoAsync(page.Route);
            (await visitor.Page.EvaluateAsync<string>("() => document.documentElement.lang")).Should().Be(page.Language, "the address says the language");
            await LookAsync(visitor, "site" + page.Route.Replace('/', '-'), language, phone, dark);
        }
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task CustomersPages(string language, bool phone, bool dark)
    {
        await using var customer = await browser.SignInAsync(Orders.FullBuyer("BOREAL"), language, phone, dark);
        await customer.InLanguageAsync(language);
        await customer.Page.GotoAsync("/espace/commandes");
        await customer.Page.LiveAsync();
        await LookAsync(customer, "orders", language, phone, dark);
        await customer.Page.GotoAsync("/espace/commandes?etat=expediee-en-partie");
        await customer.Page.Locator("table.list a.row-link").First.ClickAsync();
        await customer.Page.WaitForURLAsync("**/espace/commandes/*");
        // The address changes before the page does.
        await customer.Page.WaitForSelectorAsync("main .stamp");
        await customer.Page.LiveAsync();
        await LookAsync(customer, "order", language, phone, dark);
        await customer.Page.GotoAsync("/espace/commandes?q=zzzz-nothing");
        await customer.Page.LiveAsync();
        await LookAsync(customer, "orders-empty", language, phone, dark);
        await customer.Page.GotoAsync("/espace/factures");
        await LookAsync(customer, "invoices", language, phone, dark);
        await customer.Page.GotoAsync("/compte");
        await LookAsync(customer, "account", language, phone, dark);
        await customer.Page.GotoAsync("/compte/validation");
        await LookAsync(customer, "factor", language, phone, dark);
        await customer.Page.GotoAsync("/compte/confirmer");
        await LookAsync(customer, "confirm", language, phone, dark);
        await customer.Page.GotoAsync("/espace/entreprise");
        await customer.Page.LiveAsync();
        await LookAsync(customer, "company", language, phone, dark);
        await customer.Page.ClickAsync(".list-head .primary");
        await customer.Page.CheckAsync("dialog input[value=Site]");
        await LookAsync(customer, "company-invite", language, phone, dark);
    }

    [Theory]
    [MemberData(nameof(Screens))]
    public async Task AgentsPages(string language, bool phone, bool dark)
    {
        await using var agent = await browser.SignInAsync(Stack.Person("support"), language, phone, dark);
        await agent.InLanguageAsync(language);
        await agent.Page.GotoAsync("/soutien");
        await agent.Page.LiveAsync();
        await LookAsync(agent, "board", language, phone, dark);
    }

    [Theory]
    [InlineData("fr", false, false)]
    [InlineData("en", true, true)]
    public async Task Journals(string language, bool phone, bool dark)
    {
        await using (var agent = await browser.SignInAsync(Stack.Person("support")))
        {
            await agent.Page.GotoAsync("/soutien?client=BOREAL");
            await agent.Page.LiveAsync();
            await agent.Page.GotoAsync(await agent.Page.Locator("a[href^='/soutien/commandes/']").First.GetAttributeAsync("href") ?? "");
            (await agent.Page.GotoAsync("/admin/journal"))!.Status.Should().Be(404, "support does not administer");
        }
        await using (var administrator = await browser.SignInAsync(Stack.Person("administrator"), language, phone, dark))
        {
            await administrator.InLanguageAsync(language);
            await administrator.Page.GotoAsync("/admin/journal");
            await LookAsync(administrator, "journal", language, phone, dark);
            await administrator.Page.GotoAsync("/admin/journal?resultat=refus&periode=7-jours");
            await LookAsync(administrator, "journal-filtered", language, phone, dark);
        }
        await using var customer = await browser.SignInAsync(Stack.Person("company_administrator", "BOREAL"), language, phone, dark);
        await customer.InLanguageAsync(language);
        await customer.Page.GotoAsync("/espace/entreprise/journal");
        await LookAsync(customer, "company-journal", language, phone, dark);
        await customer.Page.Locator(".segments a").Last.ClickAsync();
        await customer.Page.WaitForURLAsync("**/journal?evenement=staff.viewed*");
        await customer.Page.Locator(".segments a[aria-current]", new() { HasTextRegex = new("Qui a|Who looked") }).WaitForAsync();
        await LookAsync(customer, "company-journal-looked", language, phone, dark);
    }

    [Theory]
    [InlineData("fr", false, false)]
    [InlineData("en", true, true)]
    public async Task AdministratorsPages(string language, bool phone, bool dark)
    {
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"), language, phone, dark);
        await administrator.InLanguageAsync(language);
        await administrator.Page.GotoAsync("/admin");
        await LookAsync(administrator, "admin-people", language, phone, dark);
        await administrator.Page.GotoAsync("/admin?recherche=zzzz-nobody");
        await LookAsync(administrator, "admin-people-empty", language, phone, dark);
        await administrator.Page.GotoAsync("/admin?recherche=lacasse");
        await administrator.Page.Locator("table.list a.row-link").First.ClickAsync();
        await administrator.Page.WaitForURLAsync("**/admin/personnes/*");
        await administrator.Page.FillAsync("#document", "2040");
        await administrator.Page.PressAsync("#document", "Enter");
        await administrator.Page.WaitForSelectorAsync(".why .notice");
        await LookAsync(administrator, "admin-person", language, phone, dark);
        await administrator.Page.ClickAsync(".section-head .button:enabled");
        await administrator.Page.ClickAsync("dialog .found >> nth=0");
        await administrator.Page.WaitForSelectorAsync("dialog .choices");
        await LookAsync(administrator, "admin-grant", language, phone, dark);
        await administrator.Page.GotoAsync("/admin/demandes");
        await LookAsync(administrator, "admin-requests", language, phone, dark);
        await administrator.Page.GotoAsync("/admin/fonctions");
        await LookAsync(administrator, "admin-features", language, phone, dark);
    }

    internal static async Task LookAsync(Visitor visitor, string name, string language, bool phone, bool dark, bool expectMissing = false)
    {
        await visitor.ScreenshotAsync($"{name}-{language}-{(phone ? "phone" : "desktop")}-{(dark ? "dark" : "light")}");
        var wider = await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        wider.Should().BeLessThanOrEqualTo(0, $"{name} must fit the screen");
        var findings = (await visitor.Page.RunAxe(new AxeRunOptions
        {
            RunOnly = new RunOnlyOptions { Type = "tag", Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] },
        })).Violations.Where(v => v.Impact is "serious" or "critical")
            .Select(v => $"{name}: {v.Id} {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}");
        findings.Should().BeEmpty();
        visitor.Complaints.Where(c => !(expectMissing && c.Contains("404", StringComparison.Ordinal))).Should().BeEmpty($"on {name}");
    }
}
