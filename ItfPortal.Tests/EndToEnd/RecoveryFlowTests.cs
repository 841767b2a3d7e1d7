using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>One person's way through every mailed link, in a real browser, from the real mail box.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class RecoveryFlowTests(BrowserFixture browser)
{
    private const string First = "quatre chevaux bruns galopent";
    private const string Second = "cinq renards gris traversent";

    [Fact]
    public async Task Invited_Activates_ForgetsThePassword_ChangesTheAddress()
    {
        var login = $"lea.{Guid.NewGuid():N}@example.com";
        var wanted = $"roy.{Guid.NewGuid():N}@example.com";
        var (old, link) = await InvitedTwiceAsync(login);

        // On a phone, in French: the newest link holds, the one before does not.
        await using (var phone = await browser.VisitAsync(phone: true))
        {
            await phone.Page.GotoAsync(old.Path);
            await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync("Ce lien n’est plus valable");
            await phone.ScreenshotAsync("link-ended-phone-fr");
            await phone.Page.GotoAsync(link.Path);
            await Assertions.Expect(phone.Page.Locator("h1")).ToHaveTextAsync("Bienvenue, Léa Roy");
            phone.Page.Url.Should().EndWith("/activation");
            await phone.ScreenshotAsync("activation-phone-fr");
            await ChooseAsync(phone.Page, First);
            await Assertions.Expect(phone.Page.Locator(".notice")).ToContainTextAsync("Votre accès est actif");
            await SignInAsync(phone.Page, login, First);
            phone.Complaints.Should().BeEmpty();
        }

        // At a desk, in English and in the dark.
        await using (var desk = await browser.VisitAsync("en", dark: true))
        {
            var page = desk.Page;
            await page.GotoAsync("/connexion");
            await page.ClickAsync("a[href='/mot-de-passe']");
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Forgotten password");
            await page.FillAsync("#login", login);
            await desk.ScreenshotAsync("reset-ask-en-dark");
            await page.ClickAsync(".sign-in-form button[type=submit]");
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Check your mail");
            await desk.ScreenshotAsync("reset-sent-en-dark");
            var letter = await MailBox.LinkAsync(login, 3);
            await page.GotoAsync(letter.Path);
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Choose a new password");
            page.Url.Should().EndWith("/mot-de-passe/nouveau");
            await desk.ScreenshotAsync("reset-choose-en-dark");
            await ChooseAsync(page, Second);
            await Assertions.Expect(page.Locator(".notice")).ToBeVisibleAsync();
            await SignInAsync(page, login, Second);

            // From here on in the person's own language, which is their inviter's until they say otherwise.
            await page.GotoAsync("/compte");
            await page.ClickAsync("a[href='/compte/courriel']");
            await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Changer d’adresse courriel");
            await page.FillAsync("#address", wanted);
            await page.FillAsync("#present", Second);
            await desk.ScreenshotAsync("address-ask-fr-dark");
            await page.ClickAsync("form.narrow .primary");
            await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("un lien y est en route");
            desk.Complaints.Should().BeEmpty();
        }

        await using var other = await browser.VisitAsync();
        await other.Page.GotoAsync((await MailBox.LinkAsync(wanted, 1)).Path);
        await Assertions.Expect(other.Page.Locator("main")).ToContainTextAsync(wanted);
        await other.ScreenshotAsync("address-confirm-fr");
        await other.Page.ClickAsync("main form button.primary");
        await Assertions.Expect(other.Page.Locator(".notice")).ToContainTextAsync("Votre nouvelle adresse est en place");
        await other.ScreenshotAsync("sign-in-after-address-fr");
        await SignInAsync(other.Page, wanted, Second);
        other.Complaints.Should().BeEmpty();
    }

    /// <summary>A company's administrator invites somebody, and sends the invitation again.</summary>
    private async Task<(Letter Old, Letter New)> InvitedTwiceAsync(string login)
    {
        await using var administrator = await browser.SignInAsync(Stack.Person("company_administrator", "BOREAL"));
        var page = administrator.Page;
        await page.GotoAsync("/espace/entreprise");
        await page.LiveAsync();
        await page.ClickAsync(".list-head .primary");
        await page.FillAsync("#invite-name", "Léa Roy");
        await page.FillAsync("#invite-email", login);
        await page.ClickAsync("dialog form .primary");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Invitation de Léa Roy enregistrée");
        var first = await MailBox.LinkAsync(login, 1);
        first.Subject.Should().Contain("Invitation");
        await page.Locator(".colleagues table.list tbody", new() { HasText = login }).Locator("button").ClickAsync();
        await Assertions.Expect(page.Locator("dialog")).ToContainTextAsync("N’a pas encore répondu");
        await administrator.ScreenshotAsync("invitation-again-fr");
        await page.ClickAsync("dialog button:has-text('Renvoyer l’invitation')");
        await Assertions.Expect(page.Locator(".told")).ToContainTextAsync("Invitation envoyée de nouveau à Léa Roy");
        administrator.Complaints.Should().BeEmpty();
        return (first, await MailBox.LinkAsync(login, 2));
    }

    private static async Task ChooseAsync(IPage page, string password)
    {
        await page.FillAsync("#wanted", password);
        await page.ClickAsync(".sign-in-form button[type=submit]");
    }

    private static async Task SignInAsync(IPage page, string login, string password)
    {
        await page.FillAsync("#login", login);
        await page.FillAsync("#password", password);
        await page.ClickAsync(".sign-in-form button[type=submit]");
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/espace/commandes");
    }
}
