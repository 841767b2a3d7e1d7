using System.Collections.Immutable;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Support;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Logging.Abstractions;
using BoardPage = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Tests.Features.Support;

/// <summary>The feed without Tryton: a test publishes, as the listener does.</summary>
internal sealed class TestFeed
{
    public TestFeed()
    {
        Generations.Start("test", []);
        Broadcaster.SetStatus(LiveStatus.Live);
    }

    public Broadcaster Broadcaster { get; } = new(NullLogger<Broadcaster>.Instance);

    public Generations Generations { get; } = new(TimeProvider.System);

    public BoardProjection Project() => new(Broadcaster, Generations, TimeProvider.System, NullLogger<BoardProjection>.Instance);

    public void Publish(params PortalEvent[] events)
    {
        Generations.Advance(events);
        Broadcaster.Publish([.. events]);
    }
}

/// <summary>A board as Tryton would answer it, counting how often it is asked.</summary>
internal sealed class FakeBoard : IBoardClient
{
    private int _pages;

    public int Pages => Volatile.Read(ref _pages);

    public List<BoardQuery> Queries { get; } = [];

    public Func<BoardQuery, BoardPage> Answer { get; set; } = _ => BoardReducersTests.Reading(TestData.Row(1), TestData.Row(2)).Page;

    public ImmutableArray<Customer> Customers { get; set; } = [new(TestData.Party, "Boréal inc.", "BOREAL")];

    public OrderDetail? Detail { get; set; }

    public Task<BoardPage> PageAsync(SessionToken session, BoardQuery query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pages);
        lock (Queries)
        {
            Queries.Add(query);
        }
        return Task.FromResult(Answer(query));
    }

    public Task<OrderDetail?> DetailAsync(SessionToken session, int id, CancellationToken cancellationToken) =>
        Task.FromResult(Detail?.Row.Id == id ? Detail : null);

    public Task<IReadOnlyList<Customer>> CustomersAsync(SessionToken session, string text, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Customer>>([.. Customers]);
}

/// <summary>Somebody signed in, or nobody.</summary>
internal sealed class FakeSession(PortalSession? session) : ICurrentSession
{
    public PortalSession? Session { get; set; } = session;

    public static FakeSession Agent() => new(TestData.Session() with
    {
        Identity = TestData.Session().Identity with { Staff = StaffRole.Support, Companies = [] },
    });

    public ValueTask<PortalSession?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Session);

    public ValueTask<PortalSession> RequireAsync(CancellationToken cancellationToken) =>
        Session is null ? throw new SessionEndedException() : ValueTask.FromResult(Session);
}
