using ItfPortal.Tests.Support;
using Microsoft.Playwright;
using Npgsql;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>ITF's administrator at work, and the open pages of those it concerns. What is given or switched is undone again.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class AdministrationTests(BrowserFixture browser)
{
    private static readonly LocatorAssertionsToContainTextOptions s_fiveSeconds = new() { Timeout = 5000 };

    [Fact]
    public async Task T_ACCESS_Inviting_GivingMore_TakingAway_StandInTheHistoryWithTheirReasons()
    {
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        var page = administrator.Page;
        await page.GotoAsync("/admin");
        await page.ClickAsync(".page-head .button.primary:enabled");
        await page.FillAsync("#invite-name", "Léa Roy");
        await page.FillAsync("#invite-email", "marc.vezina@example.com");
        await ChooseCompanyAsync(page, "boréal");
        await page.CheckAsync("dialog input[value=Accounting]");
        await page.FillAsync("#decision-reason", "Nouvelle comptable");
        await page.ClickAsync("dialog .actions .primary");
        await Assertions.Expect(page.Locator("dialog .field-error")).ToContainTextAsync("déjà accès à cette entreprise");
        (await page.InputValueAsync("#decision-reason")).Should().Be("Nouvelle comptable", "what was typed stays");
        await page.FillAsync("#invite-email", $"lea.{Guid.NewGuid():N}@example.com");
        await page.ClickAsync("dialog .actions .primary");
        await page.WaitForURLAsync("**/admin/personnes/*");
        await Assertions.Expect(page.Locator("ul.history li")).ToContainTextAsync(["Nouvelle comptable"]);

        await page.ClickAsync(".section-head .button:enabled:has-text('Ajouter un accès')");
        await ChooseCompanyAsync(page, "LAVALOIS");
        await page.FillAsync("#decision-reason", "Aide le Marais lavalois");
        await page.ClickAsync("dialog .actions .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Accès ajouté pour Léa Roy");
        await Assertions.Expect(page.Locator("ul.history li").First).ToContainTextAsync("Aide le Marais lavalois");

        await page.ClickAsync(".section-head .danger:enabled");
        await page.FillAsync("#decision-reason", "N’est jamais arrivée");
        await administrator.ScreenshotAsync("admin-take-all");
        await page.ClickAsync("dialog .actions .danger");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Tous les accès de Léa Roy sont retirés");
        await Assertions.Expect(page.Locator("ul.history li").First).ToContainTextAsync("N’est jamais arrivée");
        await Assertions.Expect(page.Locator("ul.history li").First).ToContainTextAsync("Dominique Fiset");
        administrator.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task T_ACCESS_Request_IsApproved_AndTheLastAdministratorGoesOnlyWhenThatIsConfirmed()
    {
        var email = $"request.{Guid.NewGuid():N}@example.com";
        await AskAsync("VALCLEMENT", "Rose Vachon", email);
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        var page = administrator.Page;
        await page.GotoAsync("/admin/demandes");
        var waiting = page.Locator(".segments .count");
        var before = int.Parse(await waiting.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture);
        var row = page.Locator("table.list tbody", new() { HasText = email });
        await row.Locator("button.primary:enabled").ClickAsync();
        await administrator.ScreenshotAsync("admin-approve");
        await page.ClickAsync("dialog .actions .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Demande de Rose Vachon approuvée.");
        await Assertions.Expect(row).ToHaveCountAsync(0);
        if (before > 1)
        {
            await Assertions.Expect(waiting).ToHaveTextAsync($"{before - 1}");
        }

        await page.GotoAsync($"/admin?recherche={email}");
        await page.Locator("table.list a.row-link").ClickAsync();
        await page.WaitForURLAsync("**/admin/personnes/*");
        await page.ClickAsync(".section-head .danger:enabled");
        await page.FillAsync("#decision-reason", "Ne travaille plus là");
        await page.ClickAsync("dialog .actions .danger");
        await Assertions.Expect(page.Locator("dialog .notice")).ToContainTextAsync("plus d’administrateur");
        await page.CheckAsync("#decision-confirmed");
        await page.ClickAsync("dialog .actions .danger");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("sont retirés");
        administrator.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task T_FEATURE_SwitchedOff_AnOpenPageLosesItWithinFiveSeconds_AndIsNotFoundAfterwards()
    {
        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        await using var customer = await browser.SignInAsync(Stack.Person("company_administrator", "BOREAL"));
        var (page, open) = (administrator.Page, customer.Page);
        await open.GotoAsync("/espace/entreprise");
        await Task.WhenAll(open.LiveAsync(), page.GotoAsync("/admin/fonctions"));
        var choice = page.GetByLabel("Gestion des accès par l’entreprise : Transformation alimentaire");
        try
        {
            await choice.SelectOptionAsync("off");
            await Assertions.Expect(open.Locator("main h1")).ToHaveTextAsync("Page introuvable", new() { Timeout = 5000 });
            (await open.GotoAsync("/espace/entreprise"))!.Status.Should().Be(404);
            await open.GotoAsync("/espace/commandes");
            await open.LiveAsync();
            await Assertions.Expect(open.Locator(".site-nav")).ToContainTextAsync("Journal");
            await Assertions.Expect(open.Locator(".site-nav")).Not.ToContainTextAsync("Accès");
        }
        finally
        {
            await Assertions.Expect(choice).ToBeEnabledAsync();
            await choice.SelectOptionAsync("");
        }
        await Assertions.Expect(open.Locator(".site-nav")).ToContainTextAsync("Accès", s_fiveSeconds);
        administrator.Complaints.Should().BeEmpty();
    }

    [Theory]
    [InlineData("support", null)]
    [InlineData("company_administrator", "BOREAL")]
    public async Task T_ACCESS_NobodyElse_GetsIn(string role, string? party)
    {
        await using var visitor = await browser.SignInAsync(party is null ? Stack.Person(role) : Stack.Person(role, party));
        foreach (var path in new[] { "/admin/demandes", "/admin/fonctions" })
        {
            (await visitor.Page.GotoAsync(path))!.Status.Should().BeOneOf(403, 404);
        }
    }

    private static async Task ChooseCompanyAsync(IPage page, string words)
    {
        await page.Locator("#company-search").PressSequentiallyAsync(words);
        await page.ClickAsync("dialog .found");
        await page.WaitForSelectorAsync("dialog .chosen");
    }

    // Nobody can ask from outside yet: as Tryton would hold it.
    private static async Task AskAsync(string company, string name, string email)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = source.CreateCommand(
            "insert into itf_portal_access_request (party, name, email, state, create_date) select id, $2, $3, 'waiting', now() from party_party where code = $1");
        command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = company }, new() { Value = name }, new() { Value = email } });
        (await command.ExecuteNonQueryAsync()).Should().Be(1);
    }
}
