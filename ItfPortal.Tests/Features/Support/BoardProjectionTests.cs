using System.Collections.Immutable;
using ItfPortal.Tests.Live;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Support;
using ItfPortal.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;
using static ItfPortal.Tests.Support.TestData;
using BoardPage = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Tests.Features.Support;

public sealed class BoardProjectionTests : IDisposable
{
    private readonly TestFeed _feed = new();
    private readonly BoardProjection _projection;

    public BoardProjectionTests() =>
        _projection = new BoardProjection(_feed.Broadcaster, _feed.Generations, TimeProvider.System, NullLogger<BoardProjection>.Instance);

    public void Dispose() => _projection.Dispose();

    [Fact]
    public async Task Heard_ChangeOfAKnownOrder_RowsAndCountsFollowWithoutReading()
    {
        Take(Row(1, SaleState.Quotation), Row(2));
        var heard = new Heard();
        using var agent = _projection.Subscribe(heard.Add);

        _feed.Publish(BoardReducersTests.Confirmed(1));

        await heard.UntilAsync(1);
        var page = _projection.Current!.Value.Page;
        page.Rows.Select(row => row.Row.Id).Should().Equal(1, 2);
        page.Counts.Should().Contain("quotation", 0).And.Contain("confirmed", 2);
    }

    [Fact]
    public async Task Heard_NewOrder_Counted_UnknownOrder_MustBeRead()
    {
        Take(Row(1, SaleState.Quotation), Row(2));
        _feed.Publish(Event(EventKind.Created, null, Row(8, SaleState.Quotation)));
        await BroadcasterTests.Eventually(() => _projection.Counts?["quotation"] == 2);

        _feed.Publish(BoardReducersTests.Confirmed(9));
        await BroadcasterTests.Eventually(() => _projection.Counts?["confirmed"] == 2);
        _projection.Counts!["quotation"].Should().Be(1, "its event says that it was a quotation");

        _feed.Publish(Event(EventKind.Shipped, null, Row(10, SaleState.Processing, ShipmentState.Sent)));
        await BroadcasterTests.Eventually(() => _projection.NeedsReading);
        _projection.Counts.Should().BeNull("what an unknown order was before, nobody knows");
    }

    [Fact]
    public async Task Heard_DraftBecomesAQuotation_NewToCustomersOnly()
    {
        Take(Row(1, SaleState.Quotation));
        var row = Row(8, SaleState.Quotation);
        _feed.Publish(Event(EventKind.Created, null, row, area: EventArea.Quote), StateChange(row, "draft", "quotation") with { Area = EventArea.Internal });
        await BroadcasterTests.Eventually(() => _projection.Counts?["quotation"] == 2);
        _projection.Counts!["draft"].Should().Be(0, "never below nothing");
    }

    [Fact]
    public async Task Label_ChangesWithEachEvent()
    {
        Take(Row(1), Row(2));
        var label = _projection.Label;
        _feed.Publish(Event(EventKind.Progress, null, Row(1)));
        await BroadcasterTests.Eventually(() => _projection.Label != label);
    }

    [Fact]
    public async Task Take_ReadBeforeAnEvent_IsNotKept()
    {
        var generation = _feed.Generations.OfAll;
        _feed.Publish(BoardReducersTests.Confirmed(1));
        _projection.Take(Page(Row(1, SaleState.Quotation)), generation).Should().BeNull();
        _projection.Current.Should().BeNull();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Gap_MustBeRead_AndAgentsHear()
    {
        Take(Row(1));
        var heard = new Heard();
        using var agent = _projection.Subscribe(heard.Add);
        _feed.Broadcaster.PublishGap();
        await BroadcasterTests.Eventually(() => heard.Signals.OfType<LiveSignal.Gap>().Any());
        _projection.NeedsReading.Should().BeTrue();
    }

    [Fact]
    public void FeedAway_NotGiven()
    {
        Take(Row(1));
        _projection.Current.Should().NotBeNull();
        _feed.Broadcaster.SetStatus(LiveStatus.Reconnecting);
        _projection.Current.Should().BeNull();
    }

    [Fact]
    public async Task Take_AgentsHearThatCountsAreRight()
    {
        var heard = new Heard();
        using var agent = _projection.Subscribe(heard.Add);
        Take(Row(1));
        await heard.SignalsAsync(1);
        heard.Signals.Should().ContainSingle().Which.Should().BeOfType<LiveSignal.StatusChanged>();
    }

    private void Take(params OrderRow[] rows) => _projection.Take(Page(rows), _feed.Generations.OfAll).Should().NotBeNull();

    private static BoardPage Page(params OrderRow[] rows) => new(
        [.. rows.Select(row => new BoardRow(row, null))], null,
        rows.SelectMany(row => BoardRows.CountedAs(row, Today)).GroupBy(word => word).ToImmutableDictionary(group => group.Key, group => group.Count()), Now);
}
