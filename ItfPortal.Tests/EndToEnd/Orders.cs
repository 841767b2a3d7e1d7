using System.Text.Json.Nodes;
using ItfPortal.Tests.Support;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Orders of the demo company brought to where a test needs them, by staff's own calls.</summary>
internal static class Orders
{
    public sealed record Known(int Id, string Number);

    /// <summary>A person who sees all of the company's orders and belongs to no other.</summary>
    public static DemoPerson FullBuyer(string party) =>
        Stack.Person("company_administrator", party);

    /// <summary>A fresh quotation of the company's, copied from an existing order.</summary>
    public static async Task<Known> QuotationAsync(StaffRpc staff, string party)
    {
        var source = (await staff.SearchAsync(
            "sale.sale", $$"""[["party.code", "=", "{{party}}"], ["state", "in", ["quotation", "processing", "done"]]]"""))[0];
        var copy = (await staff.CallAsync("model.sale.sale.copy", new JsonArray(source)))![0]!.GetValue<int>();
        await staff.ClickAsync("sale.sale", "quote", copy);
        return new Known(copy, (await staff.ReadAsync("sale.sale", copy, "number"))!.GetValue<string>());
    }

    /// <summary>A fresh order in preparation with its waiting shipment.</summary>
    public static async Task<(Known Order, int Shipment)> ToShipAsync(StaffRpc staff, string party)
    {
        var order = await QuotationAsync(staff, party);
        await staff.ClickAsync("sale.sale", "confirm", order.Id);
        for (var i = 0; i < 100; i++)
        {
            var shipments = (await staff.ReadAsync("sale.sale", order.Id, "shipments"))!.AsArray();
            if (shipments.Count > 0)
            {
                return (order, shipments[0]!.GetValue<int>());
            }
            await Task.Delay(200);
        }
        throw new InvalidOperationException($"The worker has made no shipment of order {order.Number} within 20 s");
    }

    /// <summary>Everything of the shipment leaves.</summary>
    public static async Task ShipAsync(StaffRpc staff, int shipment)
    {
        if ((await staff.ReadAsync("stock.shipment.out", shipment, "state"))!.GetValue<string>() == "draft")
        {
            await staff.ClickAsync("stock.shipment.out", "wait", shipment);
        }
        await staff.ClickAsync("stock.shipment.out", "assign_force", shipment);
        await staff.ClickAsync("stock.shipment.out", "pick", shipment);
        await staff.ClickAsync("stock.shipment.out", "pack", shipment);
        await staff.ClickAsync("stock.shipment.out", "done", shipment);
    }
}

/// <summary>What the browser tests look for on the pages.</summary>
internal static class Pages
{
    /// <summary>Waits until the island has its circuit and hears of changes.</summary>
    public static Task LiveAsync(this IPage page) => page.WaitForSelectorAsync("[data-live=live]", new() { Timeout = 20_000 });

    /// <summary>The order's row in a list, with its sentence.</summary>
    public static ILocator Row(this IPage page, string number) =>
        page.Locator("table.list tbody").Filter(new() { Has = page.GetByRole(AriaRole.Link, new() { Name = number, Exact = true }) });

    /// <summary>Sees the page in English.</summary>
    public static Task SwitchToEnglishAsync(this Visitor visitor) => visitor.InLanguageAsync("en");

    /// <summary>
    /// Sees the page in a language: by the switch of the header, as a visitor does. Of somebody signed in the switch keeps it with the person
    /// in Tryton, where every other test would meet it: their browser says it instead.
    /// </summary>
    public static async Task InLanguageAsync(this Visitor visitor, string language)
    {
        var page = visitor.Page;
        if ((await page.EvaluateAsync<string>("() => document.documentElement.lang")).StartsWith(language, StringComparison.Ordinal))
        {
            return;
        }
        if (await page.Locator("form[action^='/deconnexion']").CountAsync() > 0)
        {
            await visitor.Context.AddCookiesAsync([new() { Name = "itf-lang", Value = language, Url = new Uri(page.Url).GetLeftPart(UriPartial.Authority), Secure = true }]);
            await page.ReloadAsync();
        }
        else
        {
            await page.EvaluateAsync("() => document.querySelectorAll('details.menu').forEach(d => { d.open = true; })");
            await page.Locator("form[action^='/langue'] button").First.ClickAsync();
        }
        await page.WaitForFunctionAsync("l => document.documentElement.lang.startsWith(l)", language);
    }
}
