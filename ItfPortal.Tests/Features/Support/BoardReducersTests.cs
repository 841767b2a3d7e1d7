using System.Collections.Immutable;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Support;
using ItfPortal.Web.Features.Support.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using static ItfPortal.Tests.Support.TestData;
using BoardPage = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Tests.Features.Support;

public class BoardReducersTests
{
    [Fact]
    public void Heard_ShownOrder_MovesToTheTopWithItsChange()
    {
        var state = Hear(Ready(1, 2, 3), Confirmed(3));

        Ids(state).Should().Equal(3, 1, 2);
        state.Rows[0].Change!.Kind.Should().Be(EventKind.State);
        state.Rows[0].Change!.Detail.Row.Should().BeNull("the row stands beside it");
        state.Changes.Should().ContainKey(3);
    }

    [Fact]
    public void Heard_NewOrder_ComesAtTheTop() => Ids(Hear(Ready(1, 2), Confirmed(9))).Should().Equal(9, 1, 2);

    [Fact]
    public void Heard_SeveralOrdersInOneBurst_NewestFirst() => Ids(Hear(Ready(1, 2, 3), Confirmed(3), Confirmed(2))).Should().Equal(2, 3, 1);

    [Fact]
    public void Heard_ProgressOnly_PatchesInPlace()
    {
        var state = Ready(1, 2);
        var after = Hear(state, Event(EventKind.Progress, null, Row(2, SaleState.Processing, ShipmentState.Waiting)));

        Ids(after).Should().Equal(1, 2);
        after.Rows[1].Row.State.Should().Be(SaleState.Processing);
        after.Changes.Should().BeEmpty("it says nothing to a reader");
    }

    [Fact]
    public void Heard_WhilePaused_NothingMovesAndTheChipCounts()
    {
        var paused = BoardReducers.Reduce(Ready(1, 2), new BoardActions.Pause());
        var state = Hear(Hear(Hear(paused, Confirmed(2)), Confirmed(9)), Confirmed(9));

        state.Rows.Should().Equal(paused.Rows);
        state.Waiting.Select(row => row.Row.Id).Should().Equal(9, 2);

        Ids(BoardReducers.Reduce(state, new BoardActions.Resume())).Should().Equal(9, 2, 1);
    }

    [Fact]
    public void Heard_WhileScrolledAway_PatchedWhereItStands_AndMovedOnReturn()
    {
        var away = BoardReducers.Reduce(Ready(1, 2), new BoardActions.Scrolled(true));
        var state = Hear(away, Event(EventKind.State, null, Row(2, SaleState.Done)));

        Ids(state).Should().Equal(1, 2);
        state.Rows[1].Row.State.Should().Be(SaleState.Done);
        state.Waiting.Should().ContainSingle();

        Ids(BoardReducers.Reduce(state, new BoardActions.Scrolled(false))).Should().Equal(2, 1);
    }

    [Fact]
    public void ShowWaiting_WhilePaused_ShowsAndStaysPaused()
    {
        var state = BoardReducers.Reduce(
            Hear(BoardReducers.Reduce(Ready(1), new BoardActions.Pause()), Confirmed(9)), new BoardActions.ShowWaiting());

        Ids(state).Should().Equal(9, 1);
        state.Paused.Should().BeTrue();
        state.Waiting.Should().BeEmpty();
    }

    [Fact]
    public void Heard_LeavesTheFilter_GoesAtOnce_OrFadesWhileHeld()
    {
        var filter = BoardFilter.All with { States = [OrderWord.Confirmed] };
        var gone = Event(EventKind.State, null, Row(1, SaleState.Cancelled));

        Ids(Hear(Ready(filter, 1, 2), gone)).Should().Equal(2);

        var held = Hear(BoardReducers.Reduce(Ready(filter, 1, 2), new BoardActions.Pause()), gone);
        Ids(held).Should().Equal(1, 2);
        held.Left.Should().Equal(1);
        Ids(BoardReducers.Reduce(held, new BoardActions.Resume())).Should().Equal(2);
    }

    [Fact]
    public void Heard_NotOfTheFilter_NothingHappensToTheRows()
    {
        var state = Ready(BoardFilter.All with { States = [OrderWord.Quotation] }, 1);
        Ids(Hear(state, Confirmed(9))).Should().Equal(1);
    }

    [Fact]
    public void Heard_OfAnotherCustomer_LeftOut_OfThisOne_CountsAreDoubted()
    {
        var state = Ready(BoardFilter.All with { Customer = "BOREAL" }, 1) with { Customer = new(new Customer(Party, "Boréal inc.", "BOREAL"), []) };

        Hear(state, Event(EventKind.State, null, Row(9, party: Party + 1))).Should().Match<BoardState>(after => !after.Doubtful && after.Rows.Length == 1);
        Hear(state, Confirmed(9)).Should().Match<BoardState>(after => after.Doubtful && after.Rows.Length == 2);
    }

    [Fact]
    public void Heard_UnknownOrderUnderASearch_IsReadAgain()
    {
        var state = Ready(BoardFilter.All with { Search = "48×40" }, 1);
        Hear(state, Confirmed(9)).Should().Match<BoardState>(after => after.Doubtful && after.Rows.Length == 1);
        Hear(state, Confirmed(1)).Doubtful.Should().BeFalse("what is shown needs no search");
    }

    [Fact]
    public void Heard_Deleted_Goes_Moved_Stays()
    {
        Ids(Hear(Ready(1, 2), Event(EventKind.Removed, new EventDetail { Number = "2001" }, sale: 1))).Should().Equal(2);
        var moved = Event(EventKind.Removed, new EventDetail { Moved = true }, sale: 1);
        Ids(Hear(Ready(1, 2), moved, Event(EventKind.Created, new EventDetail { Moved = true }, Row(1, party: 8)))).Should().Equal(1, 2);
    }

    [Fact]
    public void Heard_OnAnOlderPage_PatchesInPlaceAndCounts()
    {
        var state = Hear(Ready(BoardFilter.All with { After = "c" }, 1, 2), Confirmed(2), Confirmed(9));
        Ids(state).Should().Equal(1, 2);
        state.Waiting.Should().ContainSingle().Which.Row.Id.Should().Be(9);
    }

    [Fact]
    public void Loaded_UnderTheAgentsEyes_WaitsInsteadOfJumping()
    {
        var held = BoardReducers.Reduce(Ready(1, 2), new BoardActions.Pause());
        held = BoardReducers.Reduce(held, new BoardActions.Load(held.Filter));
        var newer = Row(9, changedAt: Now);

        var state = BoardReducers.Reduce(held, new BoardActions.Loaded(held.Filter, Reading(newer, Row(1), Row(2, SaleState.Done))));

        Ids(state).Should().Equal(1, 2);
        state.Waiting.Select(row => row.Row.Id).Should().Equal(9, 2);
        state.Status.Should().Be(LoadStatus.Ready);
    }

    [Fact]
    public void Loaded_OfAnotherQuestion_IsIgnored()
    {
        var state = BoardReducers.Reduce(Ready(1), new BoardActions.Load(BoardFilter.All with { Search = "x" }));
        BoardReducers.Reduce(state, new BoardActions.Loaded(BoardFilter.All, Reading(Row(7)))).Should().BeSameAs(state);
    }

    [Fact]
    public void LoadFailed_KeepsWhatIsShown()
    {
        var state = BoardReducers.Reduce(Ready(1, 2), new BoardActions.LoadFailed(BoardFilter.All, new TrytonUnavailableError("away", null)));
        Ids(state).Should().Equal(1, 2);
        state.Should().Match<BoardState>(after => after.Status == LoadStatus.Failed && after.Failures == 1 && after.Error is TrytonUnavailableError);
    }

    [Fact]
    public void OlderLoaded_AppendsWithoutRepeating_AndOnlyOnce()
    {
        var state = BoardReducers.Reduce(Ready(1, 2), new BoardActions.LoadOlder());
        var older = new BoardActions.OlderLoaded(BoardFilter.All, "next", new BoardPage([Change(2), Change(3)], null, state.Counts, Now));
        state = BoardReducers.Reduce(state, older);

        Ids(state).Should().Equal(1, 2, 3);
        BoardReducers.Reduce(state, older).Should().BeSameAs(state, "the cursor is another one now");
    }

    [Fact]
    public void Heard_Counts_AreTheReplicas_UnlessACustomerIsChosen()
    {
        var counts = ImmutableDictionary<string, int>.Empty.Add("draft", 99);
        BoardActions.Heard heard = new(new LiveSignal.StatusChanged(LiveStatus.Live), counts, Today);
        BoardReducers.Reduce(Ready(1), heard).Counts.Should().BeSameAs(counts);
        BoardReducers.Reduce(Ready(BoardFilter.All with { Customer = "BOREAL" }, 1), heard).Counts.Should().NotBeSameAs(counts);
    }

    [Fact]
    public void AnythingElse_SameReference()
    {
        var state = Ready(1);
        BoardReducers.Reduce(state, new object()).Should().BeSameAs(state);
        BoardReducers.Reduce(state, new BoardActions.Resume()).Should().BeSameAs(state);
        BoardReducers.Reduce(state, new BoardActions.ShowWaiting()).Should().BeSameAs(state);
        BoardReducers.Reduce(state, new BoardActions.Seen()).Should().BeSameAs(state);
        BoardReducers.Reduce(state, new BoardActions.Heard(new LiveSignal.StatusChanged(LiveStatus.Live), null, Today)).Should().BeSameAs(state);
    }

    internal static PortalEvent Confirmed(int sale) => Event(EventKind.State, new EventDetail { Old = "quotation", New = "confirmed" }, Row(sale, changedAt: Now));

    internal static BoardReading Reading(params OrderRow[] rows) => new(
        new BoardPage([.. rows.Select(row => new BoardRow(row, null))], "next", ImmutableDictionary<string, int>.Empty.Add("confirmed", rows.Length), Now.AddMinutes(-1)),
        "label", new CustomerChoice(null, []));

    private static BoardRow Change(int sale) => new(Row(sale), null);

    private static BoardState Ready(params int[] sales) => Ready(BoardFilter.All, sales);

    private static BoardState Ready(BoardFilter filter, params int[] sales)
    {
        var state = BoardReducers.Reduce(BoardState.Initial, new BoardActions.Load(filter));
        return BoardReducers.Reduce(state, new BoardActions.Loaded(filter, Reading([.. sales.Select(sale => Row(sale))])));
    }

    private static BoardState Hear(BoardState state, params PortalEvent[] events) =>
        BoardReducers.Reduce(state, new BoardActions.Heard(new LiveSignal.Changed([.. events]), null, Today));

    private static IEnumerable<int> Ids(BoardState state) => state.Rows.Select(row => row.Row.Id);
}
