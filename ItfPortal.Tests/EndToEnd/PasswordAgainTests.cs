using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Tryton's session ends under an open page: the password is asked for in place, what is typed stays.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class PasswordAgainTests(BrowserFixture browser)
{
    [Fact]
    public async Task OpenOrder_TrytonForgotTheSession_DialogThenReadAgainAndLive()
    {
        using var staff = await StaffRpc.SignInAsync();
        var order = await Orders.QuotationAsync(staff, "BOREAL");
        var person = Orders.FullBuyer("BOREAL");
        await using var customer = await browser.SignInAsync(person);
        var page = customer.Page;
        await page.GotoAsync($"/espace/commandes/{order.Id}");
        await page.LiveAsync();
        await page.EvaluateAsync("() => { window.stays = true; }");

        await ForgetAsync(person);
        await staff.ClickAsync("sale.sale", "confirm", order.Id);

        var dialog = page.Locator("dialog.sign-in-again[open]");
        await Assertions.Expect(dialog).ToContainTextAsync("Confirmez votre mot de passe");
        await Assertions.Expect(page.Locator("#again-password")).ToBeFocusedAsync();
        await customer.ScreenshotAsync("password-again");
        await page.FillAsync("#again-password", "not this one");
        await page.PressAsync("#again-password", "Enter");
        await Assertions.Expect(dialog).ToContainTextAsync("ne correspond pas");
        await page.FillAsync("#again-password", person.Password);
        await page.PressAsync("#again-password", "Enter");

        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".notice")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".stamp")).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Confirmée|En préparation"));
        (await page.EvaluateAsync<bool>("() => window.stays === true")).Should().BeTrue("the page was never left");
        customer.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task FirstPage_TrytonForgotTheSession_DialogAndWhatWasTypedMeanwhileStays()
    {
        var person = Orders.FullBuyer("BOREAL");
        await using var customer = await browser.SignInAsync(person);
        var page = customer.Page;
        await ForgetAsync(person);
        // Nobody has asked for this page yet, so it is not in the cache.
        await page.GotoAsync("/espace/commandes?du=2018-03-04");
        var dialog = page.Locator("dialog.sign-in-again[open]");
        await Assertions.Expect(dialog).ToContainTextAsync("Confirmez votre mot de passe");
        await page.Keyboard.PressAsync("Escape");
        await page.FillAsync("input[name=q]", "une moitié d’idée");
        await page.ClickAsync("text=Confirmer le mot de passe");

        await page.FillAsync("#again-password", person.Password);
        await page.PressAsync("#again-password", "Enter");

        await Assertions.Expect(page.Locator("table.list tbody").First).ToBeVisibleAsync();
        (await page.InputValueAsync("input[name=q]")).Should().Be("une moitié d’idée");
        customer.Complaints.Should().BeEmpty();
    }

    /// <summary>As Tryton does by age, or its administrator by hand.</summary>
    private static async Task ForgetAsync(DemoPerson person)
    {
        await using var tryton = Npgsql.NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var command = tryton.CreateCommand("delete from ir_session where create_uid = (select id from res_user where login = $1)");
        command.Parameters.Add(new() { Value = person.Login });
        (await command.ExecuteNonQueryAsync()).Should().BePositive();
    }
}
