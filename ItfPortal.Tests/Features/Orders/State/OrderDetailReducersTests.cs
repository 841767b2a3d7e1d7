using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Ui.Order;

namespace ItfPortal.Tests.Features.Orders.State;

public sealed class OrderDetailReducersTests
{
    private static readonly OrderDetail s_order = TestData.Detail(TestData.Row(412));

    [Fact]
    public void Changed_ThisOrder_HeadAtOnceAndTheReadingSaysWhichParts()
    {
        var row = s_order.Row with { State = SaleState.Processing, Shipped = 12, ChangedAt = TestData.Now };
        var heard = Hear(Loaded(), TestData.Event(EventKind.Shipped, row: row));
        heard.Order!.Row.Should().Be(row);
        heard.Change!.Event.Kind.Should().Be(EventKind.Shipped);

        var read = Read(heard, s_order with { Row = row, Lines = [TestData.Line(shipped: 12)] });

        read.Changed.Should().Be(OrderParts.Timeline | OrderParts.Lines);
        Reduce(read, new OrdersActions.Seen()).Should().Match<OrderDetailState>(state => state.Change == null && state.Changed == OrderParts.None);
    }

    [Fact]
    public void Changed_AnotherOrder_SameReference()
    {
        var state = Loaded();
        Hear(state, TestData.Event(EventKind.State, row: TestData.Row(7))).Should().BeSameAs(state);
    }

    [Fact]
    public void Read_OlderThanTheEvent_TheEventsRowStays()
    {
        var row = s_order.Row with { Shipped = 12, ChangedAt = TestData.Now };
        Read(Hear(Loaded(), TestData.Event(EventKind.Shipped, row: row)), s_order).Order!.Row.Should().Be(row);
    }

    [Fact]
    public void Read_AfterAGapWithoutAnEvent_NothingIsWashed() =>
        Read(Loaded(), s_order with { Lines = [TestData.Line(shipped: 1)] }).Changed.Should().Be(OrderParts.None);

    [Fact]
    public void Removed_WhileOpen_StaysShownAsGone()
    {
        Hear(Loaded(), TestData.Event(EventKind.Removed)).Should().Match<OrderDetailState>(state => state.Gone && state.Order != null);
        Reduce(Loaded(), new OrdersActions.OrderFailed(TestData.Scope(), 412, new NotFoundError("…"))).Gone.Should().BeTrue();
    }

    [Fact]
    public void Failed_WhileOpen_StaysShown()
    {
        var failed = Reduce(Loaded(), new OrdersActions.OrderFailed(TestData.Scope(), 412, new TrytonUnavailableError("…", null)));
        failed.Should().Match<OrderDetailState>(state => !state.Gone && state.Order != null && state.Status == LoadStatus.Failed);
        Read(failed, s_order).Error.Should().BeNull();
    }

    [Fact]
    public void Load_AnotherOrder_NothingOfTheFirstIsKept() =>
        Reduce(Loaded(), new OrdersActions.LoadOrder(TestData.Scope(), 7)).Should().Match<OrderDetailState>(state => state.Order == null && state.Id == 7);

    private static OrderDetailState Loaded() =>
        Read(Reduce(OrderDetailState.Initial, new OrdersActions.LoadOrder(TestData.Scope(), 412)), s_order);

    private static OrderDetailState Read(OrderDetailState state, OrderDetail order) =>
        Reduce(state, new OrdersActions.OrderLoaded(TestData.Scope(), order, "g1"));

    private static OrderDetailState Reduce(OrderDetailState state, object action) => OrderDetailReducers.Reduce(state, action);

    private static OrderDetailState Hear(OrderDetailState state, params PortalEvent[] events) =>
        Reduce(state, new OrdersActions.Heard(TestData.Scope(), new LiveSignal.Changed([.. events]), TestData.Today));
}
