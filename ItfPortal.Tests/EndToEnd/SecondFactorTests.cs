using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;
using Npgsql;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Two-step verification in a real browser against a real Tryton: turned on, used, used without the phone, turned off.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed partial class SecondFactorTests(BrowserFixture browser)
{
    [Theory]
    [InlineData("olivier.bherer", "fr", false, false)]
    [InlineData("noemie.fradette", "en", true, true)]
    public async Task T_MFA_Enrol_SignInWithCode_WithRecoveryCode_TurnOff(string login, string language, bool phone, bool dark)
    {
        var person = Stack.People.Single(known => known.Login.StartsWith(login + "@", StringComparison.Ordinal));
        try
        {
            await using var visitor = await browser.SignInAsync(person, language, phone, dark);
            await visitor.InLanguageAsync(language);
            var page = visitor.Page;
            var look = (string name) => visitor.ScreenshotAsync($"{name}-{language}{(phone ? "-phone" : "")}{(dark ? "-dark" : "")}");
            await page.GotoAsync("/compte/validation");
            await look("factor-off");
            await page.ClickAsync("main form .button.primary");
            await page.WaitForSelectorAsync("#factor-key");
            await look("factor-begun");
            (await page.Locator(".scan img").GetAttributeAsync("src")).Should().StartWith("data:image/png;base64,");
            var app = new Totp(await page.InnerTextAsync("#factor-key"));
            await page.FillAsync("#confirm-code", "000000");
            await page.PressAsync("#confirm-code", "Enter");
            await Assertions.Expect(page.Locator("#confirm-problem")).ToBeVisibleAsync();
            (await page.InnerTextAsync("#factor-key")).Should().NotBeEmpty("the key is the same still");
            await page.FillAsync("#confirm-code", await app.NextAsync());
            await page.PressAsync("#confirm-code", "Enter");
            await page.WaitForSelectorAsync("#recovery-codes");
            await look("factor-codes");
            var codes = await page.Locator("#recovery-codes code").AllInnerTextsAsync();
            codes.Should().HaveCount(10).And.OnlyContain(code => RecoveryCode().IsMatch(code));
            await page.ClickAsync(".actions a.primary");
            await Assertions.Expect(page.Locator(".told")).ToBeVisibleAsync();
            await look("factor-on");

            await SignOutAsync(visitor);
            await FirstStepAsync(visitor, person);
            await page.WaitForURLAsync("**/connexion/code*");
            await look("factor-code");
            await page.FillAsync("#code", "000000");
            await page.PressAsync("#code", "Enter");
            await Assertions.Expect(page.Locator("#code-problem")).ToBeVisibleAsync();
            await page.FillAsync("#code", await app.NextAsync());
            await page.PressAsync("#code", "Enter");
            await page.WaitForURLAsync(url => !url.Contains("/connexion", StringComparison.Ordinal));

            await SignOutAsync(visitor);
            await FirstStepAsync(visitor, person);
            await page.FillAsync("#code", codes[0].ToLowerInvariant());
            await page.PressAsync("#code", "Enter");
            await page.WaitForURLAsync(url => !url.Contains("/connexion", StringComparison.Ordinal));

            await page.GotoAsync("/compte/validation");
            await page.FillAsync("#disable-password", person.Password);
            await page.FillAsync("#disable-code", codes[0]);
            await page.PressAsync("#disable-code", "Enter");
            await Assertions.Expect(page.Locator("#disable-problem")).ToBeVisibleAsync();
            await page.FillAsync("#disable-password", person.Password);
            await page.FillAsync("#disable-code", codes[1]);
            await page.PressAsync("#disable-code", "Enter");
            await page.WaitForURLAsync("**/compte/validation?fait=desactivee");
            // Forms that are refused answer 422, which Chromium mentions.
            visitor.Complaints.Where(complaint => !complaint.Contains("422", StringComparison.Ordinal)).Should().BeEmpty();
        }
        finally
        {
            await ForgetAsync(person);
        }
    }

    private static async Task FirstStepAsync(Visitor visitor, DemoPerson person)
    {
        await visitor.Page.GotoAsync("/connexion");
        await visitor.Page.FillAsync("#login", person.Login);
        await visitor.Page.FillAsync("#password", person.Password);
        await visitor.Page.ClickAsync(".sign-in-form button[type=submit]");
        await visitor.Page.WaitForSelectorAsync("#code");
    }

    private static async Task SignOutAsync(Visitor visitor)
    {
        // In one step: what arrives of a page that is being exchanged closes a menu that was opened.
        await visitor.Page.EvaluateAsync("() => document.querySelector(\"form[action='/deconnexion']\").requestSubmit()");
        await visitor.Page.WaitForURLAsync("**/connexion*");
    }

    private static async Task ForgetAsync(DemoPerson person)
    {
        await using var tryton = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = tryton.CreateCommand("delete from itf_portal_factor where \"user\" = (select id from res_user where login = $1)");
        command.Parameters.AddWithValue(person.Login);
        await command.ExecuteNonQueryAsync();
    }

    [GeneratedRegex("^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$")]
    private static partial Regex RecoveryCode();
}
