using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;

namespace ItfPortal.Tests.Features.Orders;

/// <summary>Views without limit; keeps what is read through which.</summary>
internal sealed class FakeViews : IViewsClient
{
    public List<(int View, string What)> Reads { get; } = [];

    public Task<ViewPeople?> PeopleAsync(SessionToken session, int party, CancellationToken cancellationToken) => Task.FromResult<ViewPeople?>(null);

    public Task<int> BeginAsync(SessionToken session, RequestId request, int person, int party, string reason, CancellationToken cancellationToken) =>
        Task.FromResult(1);

    public Task EndAsync(SessionToken session, int view, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ViewState?> StateAsync(SessionToken session, int view, CancellationToken cancellationToken) => Task.FromResult<ViewState?>(null);

    public Task<OrderPage> OrderPageAsync(SessionToken session, int view, OrderQuery query, CancellationToken cancellationToken)
    {
        Reads.Add((view, "orders"));
        return Task.FromResult(TestData.Page(TestData.Row()));
    }

    public Task<OrderDetail?> OrderDetailAsync(SessionToken session, int view, int order, CancellationToken cancellationToken)
    {
        Reads.Add((view, "order"));
        return Task.FromResult<OrderDetail?>(TestData.Detail(TestData.Row(order)));
    }
}
