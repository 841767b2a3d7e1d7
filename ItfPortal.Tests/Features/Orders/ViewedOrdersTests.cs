using ItfPortal.Tests.Support;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Features.Orders;

/// <summary>A view as customer reads through the view, and shares no answer with the person it is as.</summary>
public sealed class ViewedOrdersTests
{
    [Fact]
    public async Task T_VIEWAS_Reads_GoThroughTheView_AndShareNoCacheEntry()
    {
        var world = new OrdersWorld();
        await using var services = world.Build();
        var orders = services.GetRequiredService<OrdersService>();
        var own = world.Scope;
        var viewed = new PartyScope(own.UserId, world.Session.Current!.Identity.Companies[0], 3);
        viewed.CacheKey.Should().NotBe(own.CacheKey);
        (await orders.PageAsync(own, OrdersFilter.All, CancellationToken.None)).Ok.Should().BeTrue();
        (await orders.PageAsync(viewed, OrdersFilter.All, CancellationToken.None)).Ok.Should().BeTrue();
        (await orders.DetailAsync(viewed, 412, CancellationToken.None)).Ok.Should().BeTrue();
        (await orders.DetailAsync(own, 412, CancellationToken.None)).Ok.Should().BeTrue();
        world.Views.Reads.Should().Equal((3, "orders"), (3, "order"));
        (world.Tryton.Pages.Count, world.Tryton.Details.Count).Should().Be((1, 1));
    }

    [Fact]
    public void Places_KeepTheirLinksToThemselves()
    {
        var own = OrdersPlace.Own("BOREAL");
        (own.Url, own.Order(412)).Should().Be(("/espace/commandes?societe=BOREAL", "/espace/commandes/412?societe=BOREAL"));
        var view = OrdersPlace.In(new(3, 12, "julie@example.com", "Julie", TestData.Company(), "Billet", TestData.Now, TestData.Now.AddMinutes(15), TestData.Now));
        (view.Url, view.Order(412)).Should().Be(("/soutien/vue/3/commandes", "/soutien/vue/3/commandes/412"));
        view.Filtered(OrdersFilter.All with { Search = "palette" }).Should().Be("/soutien/vue/3/commandes?q=palette");
        view.Viewed!.View.Should().Be(3);
        view.Viewed.UserId.Should().Be(12);
    }
}
