using System.Text.RegularExpressions;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Somebody who comes rarely signs in by a code, in a real browser, with the real Tryton and the real mail box.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed partial class MailedCodeFlowTests(BrowserFixture browser) : IDisposable
{
    private readonly LinkWorld _world = new();

    [Theory]
    [InlineData("en", true, false)]
    [InlineData("fr", false, true)]
    public async Task Asks_MistypesTheCode_TakesANewOne_SignsIn(string language, bool phone, bool dark)
    {
        var login = await _world.SomebodyAsync();
        await using var visitor = await browser.VisitAsync(language, phone, dark);
        var page = visitor.Page;
        var look = (string name) => visitor.ScreenshotAsync($"mailed-code-{name}-{language}{(phone ? "-phone" : "")}{(dark ? "-dark" : "")}");
        await page.GotoAsync("/connexion?ReturnUrl=%2Fcompte%2Fprofil");
        await page.ClickAsync("a[href^='/connexion/courriel']");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(language == "en" ? "Get a code by email" : "Recevoir un code par courriel");
        await look("ask");
        await page.FillAsync("#login", login.ToUpperInvariant());
        await page.ClickAsync(".sign-in-form .primary");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync(language == "en" ? "Enter the code you received" : "Entrez le code reçu");
        await Assertions.Expect(page.Locator(".account")).ToHaveTextAsync(login.ToUpperInvariant());
        await look("enter");
        var (first, text) = await CodeAsync(login, 1);
        text.Should().NotContain("jeton=").And.NotContain("/connexion", "no link of it signs anybody in");
        browser.Portal.Log.Should().NotContain(first).And.NotContain(login).And.NotContain(login.ToUpperInvariant());

        await page.FillAsync("#code", Other(first));
        await page.PressAsync("#code", "Enter");
        await Assertions.Expect(page.Locator("#told")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#code")).ToHaveValueAsync(Other(first));
        await look("wrong");
        await page.ClickAsync("form.again button");
        await Assertions.Expect(page.Locator(".notice")).ToContainTextAsync(language == "en" ? "It is asked for" : "C’est demandé");
        var (second, _) = await CodeAsync(login, 2);
        await page.FillAsync("#code", first);
        await page.PressAsync("#code", "Enter");
        await Assertions.Expect(page.Locator("#told")).ToBeVisibleAsync();
        await page.FillAsync("#code", $"{second[..4]} {second[4..]}");
        await page.PressAsync("#code", "Enter");
        await page.WaitForURLAsync("**/compte/profil");

        // What matters asks for the password, in Tryton as in the portal.
        await page.GotoAsync("/compte/validation");
        await page.ClickAsync("main form .button.primary");
        await page.WaitForURLAsync("**/compte/confirmer*");
        await page.FillAsync("#again-password", LinkWorld.Password);
        await page.PressAsync("#again-password", "Enter");
        await page.WaitForURLAsync("**/compte/validation");
        await page.ClickAsync("main form .button.primary");
        await page.WaitForSelectorAsync("#factor-key");

        using var late = new TestBrowser(new Uri(browser.Portal.BaseUrl));
        await PostAsync(late, "/connexion/courriel", "ask", "Posted.Login", login);
        var (third, _) = await CodeAsync(login, 3);
        await LinkWorld.SqlAsync(
            "update itf_portal_code set expires_at = (current_timestamp at time zone 'UTC') - interval '1 second' "
            + "where \"user\" = (select id from res_user where login = @login)", login);
        (await PostAsync(late, "/connexion/courriel/code", "enter", "Posted.Code", third)).Status.Should().Be(System.Net.HttpStatusCode.UnprocessableEntity);
        // Forms that are refused answer 422, which Chromium mentions.
        visitor.Complaints.Where(complaint => !complaint.Contains("422", StringComparison.Ordinal)).Should().BeEmpty();
    }

    public void Dispose() => _world.Dispose();

    private static async Task<TestBrowser.Answer> PostAsync(TestBrowser browser, string path, string handler, string field, string value) =>
        await browser.SendAsync(HttpMethod.Post, path, new()
        {
            ["_handler"] = handler,
            ["__RequestVerificationToken"] = (await browser.GetAsync(path)).Token,
            [field] = value,
        });

    private static async Task<(string Code, string Text)> CodeAsync(string login, int number)
    {
        await Eventually.TrueAsync(() => Codes(login).Count >= number, $"code {number} is on its way", seconds: 30);
        var letter = Codes(login)[number - 1];
        return (string.Concat(CodePattern().Match(letter.Text).Value.Where(char.IsAsciiDigit)), letter.Text);
    }

    private static List<Letter> Codes(string login) => [.. MailBox.Of(login).Where(letter => CodePattern().IsMatch(letter.Text))];

    /// <summary>The last digit is another.</summary>
    private static string Other(string code) => code[..^1] + (char)('0' + ((code[^1] - '0' + 1) % 10));

    [GeneratedRegex("(?<![0-9])[0-9]{4}\u00A0[0-9]{4}(?![0-9])")]
    private static partial Regex CodePattern();
}
