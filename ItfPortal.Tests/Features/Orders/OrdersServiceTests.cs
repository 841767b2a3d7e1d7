using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Platform.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Features.Orders;

public sealed class OrdersServiceTests
{
    private readonly OrdersWorld _world = new();
    private readonly OrdersService _orders;

    public OrdersServiceTests() => _orders = _world.Build().GetRequiredService<OrdersService>();

    [Fact]
    public async Task Page_Filter_AskedForTheScopesPartyOnly()
    {
        var filter = OrdersFilter.All with { Search = "PO-7", States = [OrderWord.Late] };

        var result = await _orders.PageAsync(TestData.Scope(), filter, CancellationToken.None);

        result.Value.Rows.Should().ContainSingle();
        _world.Tryton.Pages.Should().ContainSingle().Which.Should().BeEquivalentTo(filter.ToQuery(TestData.Party, TestData.Today));
    }

    [Fact]
    public async Task Page_SameQuestionSameGeneration_OneCall()
    {
        await _orders.PageAsync(TestData.Scope(), OrdersFilter.All, CancellationToken.None);
        await _orders.PageAsync(TestData.Scope(user: 99), OrdersFilter.All, CancellationToken.None);
        _world.Tryton.Pages.Should().HaveCount(1, "colleagues who see the same share the answer");

        _world.Generations.Number++;
        await _orders.PageAsync(TestData.Scope(), OrdersFilter.All, CancellationToken.None);
        _world.Tryton.Pages.Should().HaveCount(2);

        await _orders.PageAsync(TestData.Scope(), OrdersFilter.All with { Search = "x" }, CancellationToken.None);
        _world.Time.Advance(TimeSpan.FromDays(1));
        await _orders.PageAsync(TestData.Scope(), OrdersFilter.All, CancellationToken.None);
        _world.Tryton.Pages.Should().HaveCount(4, "lateness and periods move at midnight");
    }

    [Fact]
    public async Task Page_RowsOutsideTheScope_DroppedAndLoggedAsFault()
    {
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(
            TestData.Row(1, site: 31), TestData.Row(2, site: 32), TestData.Row(3, party: 6, site: 31)));

        var result = await _orders.PageAsync(TestData.Scope(scope: GrantScope.Site, site: 31), OrdersFilter.All, CancellationToken.None);

        result.Value.Rows.Select(row => row.Id).Should().Equal(1);
        _world.Log.Should().HaveCount(2).And.OnlyContain(entry => entry.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Any_RoleWithoutOrders_NothingAndNoCall()
    {
        var scope = TestData.Scope(PortalRole.Accounting);

        (await _orders.PageAsync(scope, OrdersFilter.All, CancellationToken.None)).Value.Rows.Should().BeEmpty();
        (await _orders.DetailAsync(scope, 412, CancellationToken.None)).Error.Should().BeOfType<NotFoundError>();

        _world.Tryton.Pages.Should().BeEmpty();
        _world.Tryton.Details.Should().BeEmpty();
    }

    [Fact]
    public async Task Detail_MissingForeignOrOutsideTheScope_TheSameAnswer()
    {
        var answers = new List<Error?>();
        foreach (var order in new[] { null, TestData.Detail(TestData.Row(party: 6)), TestData.Detail(TestData.Row(site: 32)), TestData.Detail(TestData.Row(id: 7)) })
        {
            _world.Generations.Number++;
            _world.Tryton.Detail = _ => Task.FromResult(order);
            answers.Add((await _orders.DetailAsync(TestData.Scope(scope: GrantScope.Site, site: 31), 412, CancellationToken.None)).Error);
        }
        _world.Generations.Number++;
        _world.Tryton.Detail = _ => throw new TrytonAccessDeniedException("no");
        answers.Add((await _orders.DetailAsync(TestData.Scope(), 412, CancellationToken.None)).Error);

        answers.Should().AllBeOfType<NotFoundError>();
        answers.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Detail_ReaderWithoutInvoices_NoInvoicesNorTheirEvents()
    {
        var row = TestData.Row();
        var invoices = TestData.Detail(row) with
        {
            Invoices = [new LinkedInvoice(7, "F-1", "invoice", "posted", null, null, 10, 10)],
            Changes = [TestData.Event(EventKind.Invoice, area: EventArea.Invoice), TestData.Event(EventKind.State), TestData.Event(EventKind.Details, area: EventArea.Internal)],
        };
        _world.Tryton.Detail = _ => Task.FromResult<OrderDetail?>(invoices);

        var viewer = (await _orders.DetailAsync(TestData.Scope(), 412, CancellationToken.None)).Value;
        var administrator = (await _orders.DetailAsync(TestData.Scope(PortalRole.CompanyAdministrator), 412, CancellationToken.None)).Value;

        viewer.Invoices.Should().BeNull();
        viewer.Changes.Select(change => change.Kind).Should().Equal(EventKind.State);
        administrator.Invoices.Should().NotBeNull();
        administrator.Changes.Select(change => change.Kind).Should().Equal(EventKind.Invoice, EventKind.State);
    }

    [Fact]
    public async Task Any_SessionEnded_SignInNeeded()
    {
        _world.Session.Current = null;
        (await _orders.PageAsync(TestData.Scope(), OrdersFilter.All, CancellationToken.None)).Error.Should().BeOfType<SignInNeededError>();
        (await _orders.DetailAsync(TestData.Scope(), 1, CancellationToken.None)).Error.Should().BeOfType<SignInNeededError>();
    }

    [Fact]
    public async Task Any_TrytonSilent_SaidAndNotKept()
    {
        _world.Tryton.Page = _ => throw new TrytonTransportException("refused");
        (await _orders.PageAsync(TestData.Scope(), OrdersFilter.All, CancellationToken.None)).Error.Should().BeOfType<TrytonUnavailableError>();

        _world.Tryton.Page = _ => Task.FromResult(TestData.Page());
        (await _orders.PageAsync(TestData.Scope(), OrdersFilter.All, CancellationToken.None)).Ok.Should().BeTrue();
    }
}
