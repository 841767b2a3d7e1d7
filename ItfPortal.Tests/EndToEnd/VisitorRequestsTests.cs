using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>A visitor asks for a price with a drawing, without JavaScript; ITF's administrator finds both, as they were sent.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class VisitorRequestsTests(BrowserFixture browser)
{
    private static readonly byte[] s_pdf = "%PDF-1.7 drawn by hand"u8.ToArray();

    [Fact]
    public async Task T_FILE_Quote_WithoutJavaScript_ReachesTrytonAndStaff_AndTheDrawingComesBackAsItWasSent()
    {
        var (email, company) = ($"prix.{Guid.NewGuid():N}@example.com", $"Scierie {Guid.NewGuid():N}"[..16]);
        await using (var visitor = await browser.VisitAsync("en", phone: true, javaScript: false))
        {
            await AskAsync(visitor, "/en/contact", "/en/quote", email, company);
            await Assertions.Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Request for a price received");
        }
        await ArrivesAsync(email, "We have received your request for a price", company);

        await using var administrator = await browser.SignInAsync(Stack.Person("administrator"));
        var page = administrator.Page;
        await page.GotoAsync("/admin/visiteurs?genre=prix");
        await LookTests.LookAsync(administrator, "admin-visiteurs", "fr", false, false);
        await page.Locator("table.list tr", new() { HasText = company }).Locator("a.row-link").ClickAsync();
        await Assertions.Expect(page.Locator(".facts")).ToContainTextAsync("52 × 44 po");
        await LookTests.LookAsync(administrator, "admin-visiteur", "fr", false, false);
        var download = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync(".files a"));
        download.SuggestedFilename.Should().Be("plan.pdf");
        (await File.ReadAllBytesAsync(await download.PathAsync())).Should().Equal(s_pdf);
        await page.ClickAsync(".answer .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("marquée comme répondue");
        await page.GotoAsync("/admin/visiteurs?etat=repondues");
        await Assertions.Expect(page.Locator("table.list")).ToContainTextAsync(company);
        administrator.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Forms_InBothLanguagesAndThemes_FitPhoneAndDesktop_AndKeepWhatWasTyped()
    {
        foreach (var (language, phone, dark) in new[] { ("fr", false, false), ("en", true, true) })
        {
            await using var visitor = await browser.VisitAsync(language, phone, dark);
            var page = visitor.Page;
            foreach (var address in language == "fr" ? new[] { "/ecrire", "/ramassage", "/soumission" } : ["/en/write", "/en/pickup", "/en/quote"])
            {
                await page.GotoAsync(address);
                await LookTests.LookAsync(visitor, "visiteur" + address.Replace('/', '-'), language, phone, dark);
            }
            await page.EvaluateAsync("() => document.querySelector('main form').noValidate = true");
            await page.FillAsync("#ask-quantity", "1 200");
            await page.SetInputFilesAsync("#ask-files", new FilePayload { Name = "plan.pdf", MimeType = "application/pdf", Buffer = "<html>"u8.ToArray() });
            await page.WaitForTimeoutAsync(3200);
            await page.ClickAsync("main form .primary");
            await Assertions.Expect(page.Locator(".notice.problem")).ToContainTextAsync("plan.pdf");
            (await page.InputValueAsync("#ask-quantity")).Should().Be("1 200");
            await visitor.ScreenshotAsync($"visiteur-problem-{language}");
        }
    }

    private static async Task AskAsync(Visitor visitor, string from, string to, string email, string company)
    {
        var page = visitor.Page;
        await page.GotoAsync(from);
        await page.ClickAsync($"main a[href='{to}']");
        await page.SelectOptionAsync("#ask-product", "Custom");
        await page.FillAsync("#ask-size", "52 × 44 po");
        await page.FillAsync("#ask-quantity", "1200");
        await page.FillAsync("#ask-city", "Lévis");
        await page.SetInputFilesAsync("#ask-files", new FilePayload { Name = "plan.pdf", MimeType = "application/pdf", Buffer = s_pdf });
        await page.FillAsync("#ask-name", "Luc Gagné");
        await page.FillAsync("#ask-company", company);
        await page.FillAsync("#ask-email", email);
        // Nobody fills it in faster than that.
        await page.WaitForTimeoutAsync(3200);
        await page.ClickAsync("main form .primary");
    }

    /// <summary>A mail arrives, and repeats nothing that was typed.</summary>
    private static async Task ArrivesAsync(string to, string subject, string typed)
    {
        (await MailBox.AboutAsync(to, subject)).Text.Should().NotContain(typed, "nobody's words are mailed to a stranger");
    }
}
