using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tests.TrytonLive;

[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class BoardLiveTests(LiveTryton tryton)
{
    [Fact]
    public async Task Board_NewestChangeFirst_EveryOrderOnce()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var rows = await AllAsync(session, new BoardQuery(Limit: 40));
        rows.Select(row => row.Row.Id).Should().OnlyHaveUniqueItems();
        rows.Select(row => row.Row.Party).Distinct().Count().Should().BeGreaterThan(2);
        rows.Select(row => row.Row.ChangedAt).Should().BeInDescendingOrder();
        rows.Should().Contain(row => row.Row.State == SaleState.Draft, "staff see drafts too");
        rows.Where(row => row.Change is { } change && (change.Sale != row.Row.Id || change.Kind == EventKind.Progress)).Should().BeEmpty();
    }

    [Fact]
    public async Task Board_CountsAreOfTheOpenStates()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var page = await tryton.Board.PageAsync(session, new BoardQuery(), CancellationToken.None);
        page.Counts.Keys.Should().BeEquivalentTo("draft", "quotation", "confirmed", "preparing", "partly_shipped", "shipped", "late");
        var quotations = await AllAsync(session, new BoardQuery(States: [OrderWord.Quotation], Limit: 100));
        quotations.Should().HaveCount(page.Counts["quotation"]).And.OnlyContain(row => row.Row.State == SaleState.Quotation);
    }

    [Fact]
    public async Task Customers_AreFoundByNameAndCode_AndFilterTheBoard()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var found = await tryton.Board.CustomersAsync(session, "boreal", CancellationToken.None);
        var customer = found.Should().ContainSingle(c => c.Code == "BOREAL").Which;
        (await tryton.Board.CustomersAsync(session, customer.Name[..8], CancellationToken.None)).Should().Contain(customer);
        (await tryton.Board.CustomersAsync(session, "zzqx", CancellationToken.None)).Should().BeEmpty();
        var page = await tryton.Board.PageAsync(session, new BoardQuery(Customer: customer.Id), CancellationToken.None);
        page.Rows.Should().NotBeEmpty().And.OnlyContain(row => row.Row.Party == customer.Id);
    }

    [Fact]
    public async Task Detail_IsTheCustomersOwn()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var (customer, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var row = (await tryton.Orders.PageAsync(customer, new OrderQuery(party), CancellationToken.None)).Rows[0];
        var theirs = await tryton.Orders.DetailAsync(customer, party, row.Id, CancellationToken.None);
        var ours = await tryton.Board.DetailAsync(session, row.Id, CancellationToken.None);
        ours!.Row.Should().Be(theirs!.Row);
        ours.Lines.Should().Equal(theirs.Lines);
        (await tryton.Board.DetailAsync(session, 999_999, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Customer_GetsNothingOfTheBoard()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var own = (await tryton.Orders.PageAsync(session, new OrderQuery(party), CancellationToken.None)).Rows[0];
        (await NothingAsync(async () => (await tryton.Board.PageAsync(session, new BoardQuery(), CancellationToken.None)).Rows.Length)).Should().Be(0);
        (await NothingAsync(async () => await tryton.Board.DetailAsync(session, own.Id, CancellationToken.None) is null ? 0 : 1)).Should().Be(0);
        (await NothingAsync(async () => (await tryton.Board.CustomersAsync(session, "", CancellationToken.None)).Count)).Should().Be(0);
    }

    [Fact]
    public async Task Events_FromTheBeginning_AreAllReadInFull()
    {
        var batch = await tryton.Events.PollAsync(0, CancellationToken.None);
        batch.Events.Should().NotBeEmpty();
        batch.Events.Select(e => e.Kind).Should().NotContain(EventKind.Unknown);
        var withRow = batch.Events.Where(e =>
            e.Sale is not null && e.Kind != EventKind.Removed && e.Area is EventArea.Order or EventArea.Quote or EventArea.Internal).ToList();
        withRow.Should().NotBeEmpty().And.OnlyContain(e => e.Detail.Row != null && e.Detail.Row.Id == e.Sale && e.Detail.Row.Party == e.Party);
        batch.Events.Where(e => e.Kind == EventKind.Shipped && (e.Detail.Quantity is not > 0 || e.Detail.Remaining is null)).Should().BeEmpty();
        batch.Events.Where(e => e.Kind == EventKind.State && (e.Detail.Old is null || e.Detail.New is null)).Should().BeEmpty();
        batch.Events.Where(e => e.Area == EventArea.Invoice && (e.Detail.Invoice is null || e.Detail.Row is not null)).Should().BeEmpty();
    }

    [Fact]
    public async Task Events_FromNow_GiveAHorizonToGoOnFrom()
    {
        var now = await tryton.Events.PollAsync(null, CancellationToken.None);
        now.Events.Should().BeEmpty();
        now.Horizon.Should().BePositive();
        (await tryton.Events.PollAsync(now.Horizon, CancellationToken.None)).Horizon.Should().BeGreaterThanOrEqualTo(now.Horizon);
    }

    private static async Task<int> NothingAsync(Func<Task<int>> read)
    {
        try
        {
            return await read();
        }
        catch (TrytonAccessDeniedException)
        {
            return 0;
        }
    }

    private async Task<List<BoardRow>> AllAsync(SessionToken session, BoardQuery query)
    {
        var rows = new List<BoardRow>();
        for (string? cursor = null; ;)
        {
            var page = await tryton.Board.PageAsync(session, query with { Cursor = cursor }, CancellationToken.None);
            rows.AddRange(page.Rows);
            if ((cursor = page.Next) is null)
            {
                return rows;
            }
            rows.Count.Should().BeLessThan(5_000, "paging comes to an end");
        }
    }
}
