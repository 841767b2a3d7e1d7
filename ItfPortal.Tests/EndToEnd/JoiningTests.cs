using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>From a visitor's wish for an account to the link in their mailbox, by the pages alone.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class JoiningTests(BrowserFixture browser)
{
    [Fact]
    public async Task T_ACCESS_VisitorAsks_StaffApproves_TheLinkArrives_InTheVisitorsLanguage()
    {
        var (email, company) = ($"demande.{Guid.NewGuid():N}@example.com", $"Emballages {Guid.NewGuid():N}"[..20]);
        await using var visitor = await browser.VisitAsync("en", phone: true);
        await AskAsync(visitor, email, company);
        (await MailBox.AboutAsync(email, "We have received your account request")).Text.Should().NotContain(company, "nobody's words are mailed to a stranger");

        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        var page = administrator.Page;
        await page.GotoAsync("/admin/comptes");
        await Assertions.Expect(page.Locator(".segments .count").First).ToBeVisibleAsync();
        await LookTests.LookAsync(administrator, "admin-comptes", "fr", false, false);
        await page.Locator("table.list a.row-link", new() { HasText = company }).ClickAsync();
        await page.FillAsync("#search", "boréal");
        await page.ClickAsync("[role=search] button");
        await Assertions.Expect(page.Locator(".choices")).ToContainTextAsync("trouvée par votre recherche");
        await page.ClickAsync(".choice-link[href$=nouvelle]");
        await page.SelectOptionAsync("#role", "Viewer");
        await page.FillAsync("#reason", "Rappelé au numéro du registre");
        await LookTests.LookAsync(administrator, "admin-compte", "fr", false, false);
        await page.SetViewportSizeAsync(390, 844);
        await LookTests.LookAsync(administrator, "admin-compte", "fr", true, false);
        await page.SetViewportSizeAsync(1280, 800);
        await page.ClickAsync(".approve .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Le lien d’activation est en route");
        await Assertions.Expect(page.Locator(".decided")).ToContainTextAsync("pas encore activé");
        await administrator.ScreenshotAsync("admin-compte-approuve");
        (await MailBox.AboutAsync(email, "Activate your access to the ITF portal")).Text.Should().Contain("/activation?jeton=").And.Contain(company);

        var joined = visitor.Page;
        await joined.GotoAsync((await MailBox.LinkAsync(email, 1)).Path);
        await joined.FillAsync("#wanted", LinkWorld.Password);
        await visitor.ScreenshotAsync("activation-en-phone");
        await joined.ClickAsync(".sign-in-form button[type=submit]");
        await Assertions.Expect(joined.Locator(".notice")).ToBeVisibleAsync();
        await visitor.SignInAsync(new DemoPerson(email, LinkWorld.Password, "viewer", null, null, null, null));
        await Assertions.Expect(joined.Locator("body")).ToContainTextAsync(company);
        await visitor.ScreenshotAsync("activated-en-phone");
        administrator.Complaints.Should().BeEmpty();
        visitor.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Form_InBothLanguagesAndThemes_FitsPhoneAndDesktop_AndKeepsWhatWasTyped()
    {
        foreach (var (language, phone, dark) in new[] { ("fr", false, false), ("fr", true, true), ("en", true, false), ("en", false, true) })
        {
            await using var visitor = await browser.VisitAsync(language, phone, dark);
            var page = visitor.Page;
            await page.GotoAsync("/demande-de-compte");
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(language == "fr" ? "Demander un compte" : "Ask for an account");
            await LookTests.LookAsync(visitor, "demande", language, phone, dark);
            await page.EvaluateAsync("() => document.querySelector('main form').noValidate = true");
            await page.FillAsync("#join-name", "Luc Gagné");
            await page.ClickAsync("main form .primary");
            await Assertions.Expect(page.Locator(".notice.problem")).ToBeVisibleAsync();
            (await page.InputValueAsync("#join-name")).Should().Be("Luc Gagné");
            await visitor.ScreenshotAsync($"demande-problem-{language}-{(phone ? "phone" : "desktop")}");
        }
    }

    private static async Task AskAsync(Visitor visitor, string email, string company)
    {
        var page = visitor.Page;
        await page.GotoAsync("/connexion");
        await page.ClickAsync("a[href='/demande-de-compte']");
        await page.FillAsync("#join-company", company);
        await page.FillAsync("#join-name", "Luc Gagné");
        await page.FillAsync("#join-email", email);
        await page.FillAsync("#join-message", "Nous achetons 400 palettes par mois et voulons suivre nos commandes.");
        // Nobody fills it in faster than that.
        await page.WaitForTimeoutAsync(3200);
        await page.ClickAsync("main form .primary");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Request received");
        await visitor.ScreenshotAsync("demande-recue");
    }
}
