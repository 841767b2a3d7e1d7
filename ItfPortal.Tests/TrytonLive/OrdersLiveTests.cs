using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tests.TrytonLive;

[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class OrdersLiveTests(LiveTryton tryton)
{
    [Theory]
    [InlineData(OrderSort.Date, true)]
    [InlineData(OrderSort.Date, false)]
    [InlineData(OrderSort.Number, true)]
    [InlineData(OrderSort.Number, false)]
    [InlineData(OrderSort.Amount, true)]
    [InlineData(OrderSort.Amount, false)]
    public async Task Pages_ForwardsAndBackwards_GiveEveryOrderOnce(OrderSort sort, bool descending)
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var query = new OrderQuery(party, Sort: sort, Descending: descending, Limit: LiveTryton.PageLimit);
        var pages = await tryton.PagesAsync(session, query);
        pages.Count.Should().BeGreaterThan(2);
        pages[0].Previous.Should().BeNull();
        pages.SkipLast(1).Should().OnlyContain(page => page.Rows.Length == LiveTryton.PageLimit);
        var forwards = pages.SelectMany(page => page.Rows).Select(row => row.Id).ToList();
        forwards.Should().OnlyHaveUniqueItems().And.HaveCount(pages[0].Count);
        pages[0].More.Should().BeFalse();

        var back = await tryton.PagesAsync(session, query with { Cursor = pages[^1].Previous, Backwards = true });
        back.Reverse<OrderPage>().SelectMany(page => page.Rows).Concat(pages[^1].Rows).Select(row => row.Id).Should().Equal(forwards);
    }

    [Fact]
    public async Task Rows_AreInTheOrderAskedFor_AndOfThisCompany()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var rows = (await tryton.Orders.PageAsync(session, new OrderQuery(party, Limit: 100), CancellationToken.None)).Rows;
        rows.Select(row => row.Date).Should().BeInDescendingOrder();
        rows.Should().OnlyContain(row => row.Party == party && row.Currency == "CAD" && row.Shipped <= row.Ordered && row.ChangedAt.Kind == DateTimeKind.Utc);
        rows.Where(row => row.State != SaleState.Draft).Should().OnlyContain(row => row.Number != null && row.Total != null && row.What != null);
        rows.Where(row => row.State == SaleState.Draft && row.Owner is null).Should().BeEmpty("staff's drafts are theirs");
        var amounts = (await tryton.Orders.PageAsync(session, new OrderQuery(party, Sort: OrderSort.Amount, Limit: 100), CancellationToken.None)).Rows;
        amounts.Where(row => row.Total is not null).Select(row => row.Total!.Value).Should().BeInDescendingOrder();
    }

    [Fact]
    public async Task Search_FindsByNumberAndReference_AndNothingByNonsense()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var some = (await tryton.Orders.PageAsync(session, new OrderQuery(party, Limit: 100), CancellationToken.None)).Rows
            .First(row => row is { Number: not null, Reference: not null });
        foreach (var word in new[] { some.Number!, some.Reference!, some.Reference!.ToUpperInvariant(), $"{some.Number} {some.Reference}" })
        {
            var found = await tryton.Orders.PageAsync(session, new OrderQuery(party, word, Limit: 100), CancellationToken.None);
            found.Rows.Select(row => row.Id).Should().Contain(some.Id, "«{0}» is searched", word);
        }
        foreach (var nonsense in new[] { "zzqx-nothing", "%", "_", "\\", "'; DROP TABLE sale_sale; --", "🪵" })
        {
            var found = await tryton.Orders.PageAsync(session, new OrderQuery(party, nonsense), CancellationToken.None);
            (found.Rows.Length, found.Count, found.Next, found.Previous).Should().Be((0, 0, null, null), "«{0}» is searched", nonsense);
        }
    }

    [Theory]
    [InlineData(OrderWord.Quotation)]
    [InlineData(OrderWord.Confirmed)]
    [InlineData(OrderWord.Preparing)]
    [InlineData(OrderWord.PartlyShipped)]
    [InlineData(OrderWord.Shipped)]
    [InlineData(OrderWord.Done)]
    [InlineData(OrderWord.Cancelled)]
    [InlineData(OrderWord.Late)]
    public async Task States_GiveOnlyThatState(OrderWord word)
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var page = await tryton.Orders.PageAsync(session, new OrderQuery(party, States: [word], Limit: 100), CancellationToken.None);
        page.Rows.Where(row => !Is(row, word)).Should().BeEmpty();
        page.Count.Should().Be(page.Rows.Length);
    }

    [Fact]
    public async Task States_AllTogether_AreEveryOrder()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var all = await tryton.Orders.PageAsync(session, new OrderQuery(party), CancellationToken.None);
        var counts = 0;
        foreach (var word in Enum.GetValues<OrderWord>().Except([OrderWord.Late]))
        {
            counts += (await tryton.Orders.PageAsync(session, new OrderQuery(party, States: [word]), CancellationToken.None)).Count;
        }
        counts.Should().Be(all.Count);
        (await tryton.Orders.PageAsync(session, new OrderQuery(party, States: [.. Enum.GetValues<OrderWord>()]), CancellationToken.None))
            .Count.Should().Be(all.Count);
    }

    [Fact]
    public async Task Period_IsInclusive()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var rows = (await tryton.Orders.PageAsync(session, new OrderQuery(party, Limit: 100), CancellationToken.None)).Rows;
        var (from, to) = (rows[^1].Date, rows[rows.Length / 2].Date);
        var found = await tryton.PagesAsync(session, new OrderQuery(party, From: from, To: to, Limit: 100));
        var dates = found.SelectMany(page => page.Rows).Select(row => row.Date).ToList();
        dates.Should().OnlyContain(date => date >= from && date <= to).And.Contain(from).And.Contain(to);
    }

    [Fact]
    public async Task Query_ThatIsNone_IsABadQuery()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        foreach (var query in new[]
        {
            new OrderQuery(party, Limit: 0), new OrderQuery(party, Limit: 101), new OrderQuery(party, new string('x', 201)),
            new OrderQuery(party, Cursor: "made up"),
        })
        {
            var refusal = await FluentActions.Awaiting(() => tryton.Orders.PageAsync(session, query, CancellationToken.None))
                .Should().ThrowAsync<TrytonUserErrorException>();
            refusal.Which.Code.Should().Be("itf_portal.bad_query");
        }
    }

    [Fact]
    public async Task Detail_OfEachState_AddsUp()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var rows = (await tryton.Orders.PageAsync(session, new OrderQuery(party, Limit: 100), CancellationToken.None)).Rows;
        foreach (var row in rows.GroupBy(row => (row.State, row.ShipmentState, row.InvoiceState)).Select(group => group.First()))
        {
            var detail = await tryton.Orders.DetailAsync(session, party, row.Id, CancellationToken.None);
            detail.Should().NotBeNull();
            detail!.Row.Should().Be(row);
            (detail.Untaxed + detail.Tax).Should().Be(row.Total);
            detail.Taxes.Sum(tax => tax.Amount).Should().Be(detail.Tax ?? 0);
            var lines = detail.Lines.Where(line => line.Kind == LineKind.Line).ToList();
            // Null while Tryton has not computed it: a draft.
            lines.Sum(line => line.Amount).Should().Be(detail.Untaxed ?? lines.Sum(line => line.Amount));
            lines.Where(line => line.Goods).Sum(line => line.Quantity).Should().Be(row.Ordered);
            lines.Where(line => line.Goods).Sum(line => line.Shipped).Should().Be(row.Shipped);
            detail.Shipments.IsDefault.Should().BeFalse();
            detail.Invoices.HasValue.Should().BeTrue("a company administrator may see invoices");
            detail.Changes.Where(change => change.Sale != row.Id || change.Party != party || change.Detail.Row is not null).Should().BeEmpty();
            detail.Changes.Select(change => change.Id).Should().BeInDescendingOrder();
        }
    }

    [Fact]
    public async Task Detail_InvoicesAreNull_ForWhoMayNotSeeThem()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Person("marc.vezina"));
        var row = (await tryton.Orders.PageAsync(session, new OrderQuery(party, States: [OrderWord.Done]), CancellationToken.None)).Rows[0];
        (await tryton.Orders.DetailAsync(session, party, row.Id, CancellationToken.None))!.Invoices.HasValue.Should().BeFalse();
    }

    [Fact]
    public async Task ForeignOrder_IsAMissingOne()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var (other, otherParty) = await tryton.AtWorkAsync(Stack.Person("company_administrator", "LAVALOIS"));
        var foreign = (await tryton.Orders.PageAsync(other, new OrderQuery(otherParty), CancellationToken.None)).Rows[0];
        (await tryton.Orders.DetailAsync(other, otherParty, foreign.Id, CancellationToken.None)).Should().NotBeNull();
        foreach (var (asked, id) in new[] { (party, foreign.Id), (otherParty, foreign.Id), (party, 999_999), (otherParty, 999_999), (999_999, foreign.Id), (party, -1), (0, 0) })
        {
            (await tryton.Orders.DetailAsync(session, asked, id, CancellationToken.None)).Should().BeNull();
        }
        foreach (var asked in new[] { otherParty, 999_999 })
        {
            var page = await tryton.Orders.PageAsync(session, new OrderQuery(asked), CancellationToken.None);
            (page.Rows.Length, page.Count, page.More, page.Next, page.Previous).Should().Be((0, 0, false, null, null));
        }
        (await tryton.Orders.PageAsync(session, new OrderQuery(party, foreign.Number, Limit: 100), CancellationToken.None))
            .Rows.Should().NotContain(row => row.Id == foreign.Id);
    }

    [Fact]
    public async Task Accounting_SeesNoOrders()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Accounting);
        (await tryton.Orders.PageAsync(session, new OrderQuery(party), CancellationToken.None)).Rows.Should().BeEmpty();
        var (colleague, _) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var order = (await tryton.Orders.PageAsync(colleague, new OrderQuery(party), CancellationToken.None)).Rows[0];
        (await tryton.Orders.DetailAsync(session, party, order.Id, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Site_SeesItsOwnDeliveries()
    {
        var (session, identity) = await tryton.WhoAsync(LiveTryton.Person("julie.paradis"));
        var company = identity.Companies.Single();
        var rows = (await tryton.PagesAsync(session, new OrderQuery(company.Party, Limit: 100))).SelectMany(page => page.Rows).ToList();
        rows.Should().NotBeEmpty().And.OnlyContain(row => row.Site == company.Grants.Single().Site);
        await SeesTheSameByDetailAsync(session, company.Party, rows);
    }

    [Fact]
    public async Task Own_SeesWhatTheyMade()
    {
        var (session, identity) = await tryton.WhoAsync(LiveTryton.Person("noemie.fradette"));
        var party = identity.Companies.Single().Party;
        var rows = (await tryton.PagesAsync(session, new OrderQuery(party, Limit: 100))).SelectMany(page => page.Rows).ToList();
        rows.Should().NotBeEmpty().And.OnlyContain(row => row.Owner == identity.User);
        await SeesTheSameByDetailAsync(session, party, rows);
    }

    // The list and the detail are two doors: whoever sees less in one must not see more through the other.
    private async Task SeesTheSameByDetailAsync(ItfPortal.Tryton.Sessions.SessionToken session, int party, List<OrderRow> seen)
    {
        var (colleague, _) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var all = (await tryton.Orders.PageAsync(colleague, new OrderQuery(party, Limit: 100), CancellationToken.None)).Rows;
        var ids = seen.Select(row => row.Id).ToHashSet();
        foreach (var row in all.Where(row => !ids.Contains(row.Id)).Take(5).Concat(all.Where(row => ids.Contains(row.Id)).Take(2)))
        {
            ((await tryton.Orders.DetailAsync(session, party, row.Id, CancellationToken.None)) is not null).Should().Be(ids.Contains(row.Id));
        }
    }

    private static bool Is(OrderRow row, OrderWord word) => (word, row.State, row.ShipmentState) switch
    {
        (OrderWord.Late, SaleState.Confirmed or SaleState.Processing, _) => row.Promised is not null,
        (OrderWord.PartlyShipped, SaleState.Processing, var shipment) => shipment == ShipmentState.PartiallyShipped,
        (OrderWord.Shipped, SaleState.Processing, var shipment) => shipment == ShipmentState.Sent,
        (OrderWord.Preparing, SaleState.Processing, var shipment) => shipment is not (ShipmentState.PartiallyShipped or ShipmentState.Sent),
        (_, var state, _) => state.ToString() == word.ToString(),
    };
}
