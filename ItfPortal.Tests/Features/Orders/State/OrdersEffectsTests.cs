using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Features.Orders.State;

public sealed class OrdersEffectsTests : IDisposable
{
    private readonly OrdersWorld _world = new();
    private readonly ServiceProvider _root;
    private readonly IServiceScope _circuit;

    public OrdersEffectsTests()
    {
        _root = _world.Build();
        _circuit = _root.CreateScope();
    }

    private IServiceProvider Circuit => _circuit.ServiceProvider;

    private OrdersState State => Circuit.State();

    public void Dispose()
    {
        _circuit.Dispose();
        _root.Dispose();
    }

    [Fact]
    public void LoadPage_Read_WithTheGenerationOfBefore()
    {
        _world.Tryton.Page = _ =>
        {
            _world.Generations.Number = 2;
            return Task.FromResult(TestData.Page(TestData.Row()));
        };

        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));

        State.List.Should().Match<OrderListState>(list => list.Status == LoadStatus.Ready && list.Generation == "g1" && list.Rows.Length == 1);
    }

    [Fact]
    public async Task LoadPage_NewerQuestion_TheOlderAnswerIsDropped()
    {
        var first = new TaskCompletionSource<Tryton.Orders.OrderPage>();
        _world.Tryton.Page = query => query.Search is null ? first.Task : Task.FromResult(TestData.Page(TestData.Row(7)));
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All with { Search = "x" }));
        first.SetResult(TestData.Page(TestData.Row(1), TestData.Row(2)));
        await Task.Yield();

        State.List.Rows.Select(row => row.Id).Should().Equal(7);
    }

    [Fact]
    public void LoadPage_InventedCursor_TheListFromItsBeginning()
    {
        _world.Tryton.Page = query => query.Cursor is null
            ? Task.FromResult(TestData.Page(TestData.Row()))
            : throw new TrytonUserErrorException("…", BadQueryError.Code);

        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All with { Cursor = "invented" }));

        State.List.Should().Match<OrderListState>(list => list.Status == LoadStatus.Ready && list.Rows.Length == 1);
    }

    [Fact]
    public void PageFailed_TrytonSilent_TriedAgainByItselfLessAndLessOften()
    {
        _world.Tryton.Page = _ => throw new TrytonTransportException("refused");
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        State.List.Status.Should().Be(LoadStatus.Failed);

        _world.Time.Advance(TimeSpan.FromSeconds(2));
        _world.Tryton.Pages.Should().HaveCount(2);
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        _world.Tryton.Pages.Should().HaveCount(2);

        _world.Tryton.Page = _ => Task.FromResult(TestData.Page());
        _world.Time.Advance(TimeSpan.FromSeconds(2));
        State.List.Should().Match<OrderListState>(list => list.Status == LoadStatus.Ready && list.Error == null);
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        _world.Tryton.Pages.Should().HaveCount(3);
    }

    [Fact]
    public void PageFailed_OtherFailure_NotTriedAgainByItself()
    {
        _world.Tryton.Page = _ => throw new TrytonServerException("bug");
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        _world.Tryton.Pages.Should().HaveCount(1);
    }

    [Fact]
    public void Heard_RowInTheEvent_NoCall()
    {
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        Hear(TestData.Event(EventKind.State, row: TestData.Row(changedAt: TestData.Now)), TestData.Event(EventKind.Invoice, area: EventArea.Invoice));

        _world.Tryton.Pages.Should().HaveCount(1);
        State.List.Changes.Should().HaveCount(1);
    }

    [Fact]
    public void Heard_GapOrEventWithoutRow_ReadAgain()
    {
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        _world.Generations.Number++;
        Hear(TestData.Event(EventKind.Unknown));
        _world.Tryton.Pages.Should().HaveCount(2);

        _world.Generations.Number++;
        Circuit.Dispatch(new OrdersActions.Heard(_world.Scope, new LiveSignal.Gap(), TestData.Today));
        _world.Tryton.Pages.Should().HaveCount(3);
    }

    [Fact]
    public void Heard_NobodyLooks_NothingIsRead()
    {
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        Circuit.Dispatch(new OrdersActions.ListClosed(null));
        Circuit.Dispatch(new OrdersActions.Heard(_world.Scope, new LiveSignal.Gap(), TestData.Today));
        _world.Tryton.Pages.Should().HaveCount(1);
    }

    [Fact]
    public async Task Heard_BurstOnTheOpenOrder_ReadAtOnceAndOnceMoreAfterThePause()
    {
        Circuit.Dispatch(new OrdersActions.LoadOrder(_world.Scope, 412));
        for (var number = 0; number < 10; number++)
        {
            _world.Generations.Number++;
            Hear(TestData.Event(EventKind.Shipment, row: TestData.Row(changedAt: TestData.Now)));
        }
        _world.Tryton.Details.Should().HaveCount(2, "the first event is read at once");

        await PassAsync(() => _world.Tryton.Details.Count == 3);
        await PassAsync(() => false, 4);
        _world.Tryton.Details.Should().HaveCount(3);
    }

    [Fact]
    public void OrderFailed_NotFound_NotTriedAgain()
    {
        _world.Tryton.Detail = _ => Task.FromResult<OrderDetail?>(null);
        Circuit.Dispatch(new OrdersActions.LoadOrder(_world.Scope, 412));
        _world.Time.Advance(TimeSpan.FromMinutes(5));

        State.Detail.Error.Should().BeOfType<NotFoundError>();
        _world.Tryton.Details.Should().HaveCount(1);
    }

    [Fact]
    public void Disposed_WhileWaitingToTryAgain_NothingIsRead()
    {
        _world.Tryton.Page = _ => throw new TrytonTransportException("refused");
        Circuit.Dispatch(new OrdersActions.LoadPage(_world.Scope, OrdersFilter.All));
        _circuit.Dispose();
        _world.Time.Advance(TimeSpan.FromMinutes(5));
        _world.Tryton.Pages.Should().HaveCount(1);
        _world.Log.Should().BeEmpty();
    }

    private void Hear(params PortalEvent[] events) =>
        Circuit.Dispatch(new OrdersActions.Heard(_world.Scope, new LiveSignal.Changed([.. events]), TestData.Today));

    // The loop's continuations run on the thread pool between two looks of the clock.
    private async Task PassAsync(Func<bool> until, int most = 40)
    {
        for (var step = 0; step < most && !until(); step++)
        {
            _world.Time.Advance(OrdersEffects.ReadPause);
            await Task.Delay(10);
        }
    }
}
