using Bunit;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Orders;

namespace ItfPortal.Tests.Features.Orders;

public sealed class OrderDetailIslandTests : IAsyncLifetime
{
    private readonly OrdersWorld _world = new();
    private readonly List<IslandContext> _contexts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("fr", "Commande 2012", "TVQ 9,975 %", "107,10\u00a0$", "20\u00a0palettes", "Expédié 12", "À venir 8", "promis pour le 3\u00a0décembre", "Livrer à")]
    [InlineData("en", "Order 2012", "QST 9.975%", "$107.10", "20\u00a0pallets", "Shipped 12", "To come 8", "promised for December\u00a03", "Deliver to")]
    public void Ready_Order_ShowsItAllInTheReadersLanguage(string language, string title, params string[] parts)
    {
        Answer(Shipping());
        var order = Render(language: language);
        order.Find("h1").TextContent.Should().Be(title);
        order.Find(".order").TextContent.Should().ContainAll(parts);
        order.Find(".stamp").ClassList.Should().Contain("partly-shipped");
        order.FindAll("section").Should().HaveCount(5, "a viewer has no invoices");
    }

    [Fact]
    public void Ready_AdministratorOfTheCompany_SeesLinkedInvoices()
    {
        _world.Session.Current = TestData.Session(TestData.Company(PortalRole.CompanyAdministrator));
        Answer(TestData.Detail() with
        {
            Invoices =
            [
                new LinkedInvoice(7, "F-2026-0142", "invoice", "posted", TestData.Today, TestData.Today.AddDays(-1), 500, 200),
                new LinkedInvoice(8, "NC-3", "credit_note", "paid", TestData.Today, null, -50, 0),
            ],
        });
        Render().Find("[aria-labelledby=order-invoices]").TextContent.Should().ContainAll(
            "Facture F-2026-0142", "Échue depuis le 21\u00a0novembre", "reste 200,00\u00a0$", "Note de crédit NC-3", "Appliquée");
    }

    [Fact]
    public void Live_Shipped_SentenceAtOnceThenTheLines()
    {
        Answer(TestData.Detail(TestData.Row(state: SaleState.Processing)));
        var order = Render();
        var after = Shipping();
        Answer(after);

        _world.Feed.Happen(TestData.Event(
            EventKind.Shipped, new EventDetail { Quantity = 12, Unit = TestData.Pallet, Remaining = 8, Next = new DateOnly(2026, 12, 3) }, after.Row));

        order.Find(".news").TextContent.Should().Contain("12 palettes expédiées, 8 à venir le 3\u00a0décembre");
        order.Find("[aria-live=polite]").TextContent.Should().Contain("12 palettes expédiées");
        order.Find("[aria-labelledby=order-lines]").ClassList.Should().Contain("changed");
        order.Find("[aria-labelledby=order-addresses]").ClassList.Should().NotContain("changed");
        order.Find(".moved").TextContent.Should().Contain("Expédié 12");
        _world.Tryton.Details.Should().HaveCount(2);

        order.Do(() => order.Find("button.link").Click());
        order.FindAll(".news, .part.changed").Should().BeEmpty();
    }

    [Fact]
    public void Live_AnotherOrder_NothingIsRead()
    {
        Render();
        _world.Feed.Happen(TestData.Event(EventKind.State, row: TestData.Row(7, changedAt: TestData.Now)));
        _world.Tryton.Details.Should().HaveCount(1);
    }

    [Fact]
    public void Live_Withdrawn_ShownAsItWas()
    {
        var order = Render();
        _world.Feed.Happen(TestData.Event(EventKind.Removed));
        order.Find(".notice").TextContent.Should().Contain("n’est plus accessible");
        order.FindAll(".stamp").Should().HaveCount(1);
        _world.Tryton.Details.Should().HaveCount(1);
    }

    [Fact]
    public void Live_TrytonSilent_ShownAsItWasWithRetry()
    {
        var order = Render();
        _world.Tryton.Detail = _ => throw new TrytonTransportException("refused");
        _world.Feed.Happen(TestData.Event(EventKind.Details, row: TestData.Row(changedAt: TestData.Now)));
        order.Find(".notice").TextContent.Should().Contain("ne répond pas depuis 10:42");

        Answer(TestData.Detail());
        order.Do(() => order.Find(".notice button").Click());
        order.FindAll(".notice").Should().BeEmpty();
    }

    [Fact]
    public void Circuit_AfterItsPrerendering_NoSecondReadAndDrawnOnce()
    {
        Render(interactive: false);
        _world.Tryton.Detail = _ => throw new TrytonTransportException("not asked");

        var order = Render();

        order.Find("h1").TextContent.Should().Be("Commande 2012");
        order.RenderCount.Should().Be(1);
        _world.Tryton.Details.Should().HaveCount(1);
    }

    [Theory]
    [InlineData(SaleState.Quotation, "present coming coming coming coming")]
    [InlineData(SaleState.Confirmed, "done present coming coming coming")]
    [InlineData(SaleState.Processing, "done done present coming coming")]
    [InlineData(SaleState.Done, "done done done done done")]
    [InlineData(SaleState.Cancelled, "done done present")]
    [InlineData(SaleState.Draft, "present coming coming coming coming coming")]
    public void Timeline_State_BoardsBehindNowAndAhead(SaleState state, string boards)
    {
        Answer(TestData.Detail(TestData.Row(state: state)));
        string.Join(' ', Render().FindAll(".board").Select(board => board.ClassList[1])).Should().Be(boards);
    }

    [Fact]
    public void Timeline_LateAndShippedInPart_SaysHowMuch()
    {
        Answer(Shipping());
        Render().Find(".board.present").TextContent.Should().Contain("12 sur 20 expédiés, la suite le 3\u00a0décembre");
    }

    [Fact]
    public void Timeline_OnlyServices_NoShipping()
    {
        Answer(TestData.Detail(TestData.Row(state: SaleState.Processing, ordered: 0)));
        var order = Render();
        order.FindAll(".board").Should().HaveCount(4);
        order.Find(".board.present").TextContent.Should().Contain("Le travail est en cours");
    }

    private static OrderDetail Shipping() => TestData.Detail(
        TestData.Row(state: SaleState.Processing, shipments: ShipmentState.PartiallyShipped, shipped: 12, promised: new DateOnly(2026, 12, 3), changedAt: TestData.Now),
        TestData.Line(shipped: 12, promised: new DateOnly(2026, 12, 3)));

    private void Answer(OrderDetail order) => _world.Tryton.Detail = _ => Task.FromResult<OrderDetail?>(order);

    private IRenderedComponent<OrderDetailIsland> Render(string language = "fr", bool interactive = true)
    {
        var context = new IslandContext(_world, interactive, language);
        _contexts.Add(context);
        return context.Render<OrderDetailIsland>(parameters => parameters.Add(island => island.Order, 412));
    }
}
