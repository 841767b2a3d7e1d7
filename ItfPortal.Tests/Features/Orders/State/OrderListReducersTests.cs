using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Tests.Features.Orders.State;

public sealed class OrderListReducersTests
{
    private static readonly OrderRow s_first = TestData.Row(10, date: TestData.Today);
    private static readonly OrderRow s_second = TestData.Row(9, date: TestData.Today.AddDays(-1));

    [Fact]
    public void Changed_RowOnThePage_PatchedInPlaceWithItsSentence()
    {
        var shipped = Newer(s_second with { Shipped = 12 });

        var state = Hear(Loaded(), TestData.Event(EventKind.Shipped, new EventDetail { Quantity = 12 }, shipped));

        state.Rows.Should().Equal(s_first, shipped);
        state.Changes.Should().ContainKey(9).WhoseValue.Should().Match<OrderChange>(change => change.Version == 1 && !change.Left);
        state.Announced!.Kind.Should().Be(EventKind.Shipped);
        state.AsOf.Should().Be(TestData.Now);
        Hear(state, TestData.Event(EventKind.Shipped, row: Newer(shipped))).Changes[9].Version.Should().Be(2);
    }

    [Fact]
    public void Changed_OlderThanThePage_NothingMoves()
    {
        var state = Loaded();
        Hear(state, TestData.Event(EventKind.State, row: s_second with { ChangedAt = s_second.ChangedAt.AddSeconds(-1), State = SaleState.Draft }))
            .Should().BeSameAs(state);
    }

    [Fact]
    public void Changed_SomebodyElsesScopeOrNoOrder_SameReference()
    {
        var state = Loaded();
        var signal = new LiveSignal.Changed([TestData.Event(EventKind.State, row: Newer(s_first))]);
        OrderListReducers.Reduce(state, new OrdersActions.Heard(TestData.Scope(scope: Tryton.Sessions.GrantScope.Own), signal, TestData.Today))
            .Should().BeSameAs(state);
        Hear(state, TestData.Event(EventKind.Access, sale: null, area: EventArea.Access)).Should().BeSameAs(state);
    }

    [Fact]
    public void Changed_Progress_RowWithoutASentence()
    {
        var sent = s_first with { ShipmentState = ShipmentState.Sent };
        var state = Hear(Loaded(), TestData.Event(EventKind.Progress, row: sent));

        state.Rows[0].Should().Be(sent, "its time of change is the same");
        state.Changes.Should().BeEmpty();
        state.Announced.Should().BeNull();
    }

    [Fact]
    public void Changed_InvoiceWithoutRow_SentenceOnly()
    {
        var state = Hear(Loaded(), TestData.Event(EventKind.Invoice, sale: 10, area: EventArea.Invoice));
        state.Rows.Should().Equal(s_first, s_second);
        state.Changes.Keys.Should().Equal(10);
    }

    [Fact]
    public void Changed_NoLongerMatchesTheFilter_StaysMarkedUntilSeenThenLeaves()
    {
        var filter = OrdersFilter.All with { States = [OrderWord.Confirmed] };
        var state = Hear(Loaded(filter), TestData.StateChange(Newer(s_first with { State = SaleState.Processing }), "confirmed", "processing"));

        state.Rows.Should().HaveCount(2);
        state.Count.Should().Be(1);
        state.Changes[10].Left.Should().BeTrue();

        var back = Hear(state, TestData.StateChange(Newer(Newer(s_first)), "processing", "confirmed"));
        (back.Count, back.Changes[10].Left).Should().Be((2, false));

        var seen = OrderListReducers.Reduce(state, new OrdersActions.Seen());
        seen.Rows.Should().Equal(s_second);
        seen.Changes.Should().BeEmpty();
        OrderListReducers.Reduce(seen, new OrdersActions.Seen()).Should().BeSameAs(seen);
    }

    [Fact]
    public void Created_PlainFirstPage_AtTheTop()
    {
        var state = Hear(Loaded(), TestData.Event(EventKind.Created, row: TestData.Row(11)));
        state.Rows.Select(row => row.Id).Should().Equal(11, 10, 9);
        state.Count.Should().Be(3);
        state.Waiting.Should().BeEmpty();
    }

    [Theory]
    [InlineData("?q=palette")]
    [InlineData("?etat=confirmee")]
    [InlineData("?periode=30-jours")]
    [InlineData("?tri=montant")]
    [InlineData("?apres=abc")]
    public void Created_FilteredSortedOrLaterPage_OnlyCounted(string query)
    {
        var row = TestData.Row(11);
        var state = Hear(Loaded(OrdersQueryUrl.Parse(query)), TestData.Event(EventKind.Created, row: row));

        state.Rows.Should().HaveCount(2);
        state.Waiting.Should().BeEquivalentTo([11]);
        Hear(state, TestData.StateChange(Newer(row), "quotation", "confirmed")).Should().BeSameAs(state);
        Hear(state, Removed(11)).Waiting.Should().BeEmpty();
    }

    [Fact]
    public void Created_DoesNotMatchTheFilter_NoNews()
    {
        var state = Loaded(OrdersFilter.All with { States = [OrderWord.Quotation] });
        Hear(state, TestData.Event(EventKind.Created, row: TestData.Row(11))).Should().BeSameAs(state);
    }

    [Fact]
    public void Changed_OrderOfAnotherPage_NewsOnlyWhenItCameIntoTheFilter()
    {
        var change = TestData.StateChange(TestData.Row(3), "quotation", "confirmed");
        var plain = Loaded();
        Hear(plain, change).Should().BeSameAs(plain);
        Hear(Loaded(OrdersFilter.All with { States = [OrderWord.Confirmed] }), change).Waiting.Should().BeEquivalentTo([3]);
    }

    [Fact]
    public void Removed_RowOnThePage_Leaves()
    {
        var state = Hear(Loaded(), Removed(10));
        state.Rows.Should().Equal(s_second);
        state.Count.Should().Be(1);
        state.Announced!.Kind.Should().Be(EventKind.Removed);
    }

    [Fact]
    public void Removed_FollowedByCreated_OnlyMoved()
    {
        var moved = Newer(s_first with { Site = 32 });
        var state = Hear(Loaded(), Removed(10), TestData.Event(EventKind.Created, new EventDetail { Moved = true }, moved));
        state.Rows.Should().Equal(moved, s_second);
        state.Count.Should().Be(2);
    }

    [Fact]
    public void Loaded_EventOvertookTheReading_TheNewerRowStays()
    {
        var newer = Newer(s_first with { Shipped = 5 });
        var reading = OrderListReducers.Reduce(Loaded(), new OrdersActions.LoadPage(TestData.Scope(), OrdersFilter.All));
        var heard = Hear(reading, TestData.Event(EventKind.Shipped, row: newer));

        var state = OrderListReducers.Reduce(heard, Page(OrdersFilter.All, s_first, s_second));

        state.Rows[0].Should().Be(newer);
        state.Heard.Should().BeEmpty();
        state.Changes.Should().ContainKey(10);
    }

    [Fact]
    public void Loaded_AnOlderQuestionsAnswer_Ignored()
    {
        var state = OrderListReducers.Reduce(Loaded(), new OrdersActions.LoadPage(TestData.Scope(), OrdersFilter.All with { Search = "x" }));
        state.Status.Should().Be(LoadStatus.Refreshing);
        state.Rows.Should().HaveCount(2, "what was shown stays until the new page is there");
        OrderListReducers.Reduce(state, Page(OrdersFilter.All)).Should().BeSameAs(state);
    }

    [Fact]
    public void Load_AnotherCompany_NothingOfTheFirstIsKept()
    {
        var other = new Web.Platform.Security.PartyScope(12, TestData.Company(party: 6, code: "NORD"));
        var state = OrderListReducers.Reduce(Loaded(), new OrdersActions.LoadPage(other, OrdersFilter.All));
        state.Rows.Should().BeEmpty();
        state.Status.Should().Be(LoadStatus.Loading);
    }

    [Fact]
    public void Failed_WithAPage_StaysShown()
    {
        var state = OrderListReducers.Reduce(Loaded(), new OrdersActions.PageFailed(TestData.Scope(), OrdersFilter.All, new TrytonUnavailableError("…", null)));
        state.Should().Match<OrderListState>(list => list.Status == LoadStatus.Failed && list.HasPage && list.Rows.Length == 2 && list.Failures == 1);
        OrderListReducers.Reduce(state, Page(OrdersFilter.All)).Should().Match<OrderListState>(list => list.Error == null && list.Failures == 0);
    }

    [Fact]
    public void Closed_AfterTheNextIslandOpened_TheNextOneKeepsItsPage()
    {
        var (first, next) = (new object(), new object());
        var state = OrderListReducers.Reduce(Loaded(), new OrdersActions.LoadPage(TestData.Scope(), OrdersFilter.All) { Island = first });
        state = OrderListReducers.Reduce(state, new OrdersActions.LoadPage(TestData.Scope(), OrdersFilter.All) { Island = next });
        OrderListReducers.Reduce(state, new OrdersActions.ListClosed(first)).Should().BeSameAs(state);
        OrderListReducers.Reduce(state, new OrdersActions.ListClosed(next)).Scope.Should().BeNull();
    }

    [Fact]
    public void Opened_ChangedOrder_IsSeen()
    {
        var state = Hear(Loaded(), TestData.Event(EventKind.Details, row: Newer(s_first)));
        OrderListReducers.Reduce(state, new OrdersActions.OrderLoaded(TestData.Scope(), TestData.Detail(s_first), "g")).Changes.Should().BeEmpty();
    }

    private static OrderListState Loaded(OrdersFilter? filter = null)
    {
        var asked = OrderListReducers.Reduce(OrderListState.Initial, new OrdersActions.LoadPage(TestData.Scope(), filter ?? OrdersFilter.All));
        return OrderListReducers.Reduce(asked, Page(filter ?? OrdersFilter.All, s_first, s_second));
    }

    private static OrdersActions.PageLoaded Page(OrdersFilter filter, params OrderRow[] rows) =>
        new(TestData.Scope(), filter, TestData.Page(rows) with { AsOf = TestData.Now.AddMinutes(-5) }, "g1");

    private static OrderListState Hear(OrderListState state, params PortalEvent[] events) =>
        OrderListReducers.Reduce(state, new OrdersActions.Heard(TestData.Scope(), new LiveSignal.Changed([.. events]), TestData.Today));

    private static PortalEvent Removed(int id) => TestData.Event(EventKind.Removed, new EventDetail { Number = "2041" }, sale: id);

    private static OrderRow Newer(OrderRow row) => row with { ChangedAt = row.ChangedAt.AddMinutes(1) };
}
