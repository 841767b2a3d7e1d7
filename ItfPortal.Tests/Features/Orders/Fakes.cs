using System.Collections.Immutable;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Tests.Features.Orders;

/// <summary>Answers what a test says and counts what is asked.</summary>
internal sealed class FakeOrders : IOrdersClient
{
    public List<OrderQuery> Pages { get; } = [];

    public List<(int Party, int Id)> Details { get; } = [];

    public Func<OrderQuery, Task<OrderPage>> Page { get; set; } = _ => Task.FromResult(TestData.Page(TestData.Row()));

    public Func<int, Task<OrderDetail?>> Detail { get; set; } = id => Task.FromResult<OrderDetail?>(TestData.Detail(TestData.Row(id)));

    public Task<OrderPage> PageAsync(SessionToken session, OrderQuery query, CancellationToken cancellationToken)
    {
        Pages.Add(query);
        return Page(query);
    }

    public Task<OrderDetail?> DetailAsync(SessionToken session, int party, int id, CancellationToken cancellationToken)
    {
        Details.Add((party, id));
        return Detail(id);
    }
}

/// <summary>Keeps answers by scope, resource and generation, as the real one does.</summary>
internal sealed class FakeCache(IGenerations generations) : IPartyCache
{
    private readonly Dictionary<string, object?> _kept = [];

    public async ValueTask<T> GetOrReadAsync<T>(
        PartyScope scope, string resource, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var key = $"{scope.CacheKey}|{resource}|{generations.Of(scope.Party)}";
        if (!_kept.TryGetValue(key, out var kept))
        {
            _kept[key] = kept = await read(cancellationToken);
        }
        return (T)kept!;
    }

    public ValueTask<T> GetOrReadForStaffAsync<T>(string resource, Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken) =>
        read(cancellationToken);
}

/// <summary>One party's generation, moved by hand or by <see cref="FakeFeed"/>.</summary>
internal sealed class FakeGenerations : IGenerations
{
    public int Number { get; set; } = 1;

    public string OfAll => Of(0);

    public string Of(int party) => $"g{Number}";
}

/// <summary>Speaks when the test does, on a thread of its own, in another language: as pushes do.</summary>
internal sealed class FakeFeed(FakeGenerations generations) : ILiveFeed
{
    private readonly List<(PartyScope Scope, Action<LiveSignal> Callback)> _subscribers = [];

    public LiveStatus Status { get; set; } = LiveStatus.Live;

    public int Subscribers => _subscribers.Count;

    public IDisposable Subscribe(PartyScope scope, Action<LiveSignal> callback)
    {
        _subscribers.Add((scope, callback));
        return new Ending(() => _subscribers.Remove((scope, callback)));
    }

    /// <summary>Called as they are told, on the test's own thread.</summary>
    public List<Action<LiveSignal>> Staff { get; } = [];

    public IDisposable SubscribeStaff(Action<LiveSignal> callback)
    {
        Staff.Add(callback);
        return new Ending(() => Staff.Remove(callback));
    }

    public IDisposable SubscribeAccess(Action<PortalEvent> callback) => throw new NotSupportedException();

    public void Happen(params PortalEvent[] events)
    {
        generations.Number++;
        Say(scope => new LiveSignal.Changed([.. events.Where(scope.Receives)]));
    }

    public void Say(LiveSignal signal) => Say(_ => signal);

    private void Say(Func<PartyScope, LiveSignal> signal)
    {
        foreach (var (scope, callback) in _subscribers.ToImmutableArray())
        {
            var thread = new Thread(() =>
            {
                using var other = new Platform.Words.InLanguage("en");
                callback(signal(scope));
            });
            thread.Start();
            thread.Join();
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>A signed-in person, until told otherwise.</summary>
internal sealed class FakeSession : ICurrentSession
{
    public PortalSession? Current { get; set; } = TestData.Session();

    public ValueTask<PortalSession?> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Current);

    public ValueTask<PortalSession> RequireAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Current ?? throw new SessionEndedException());
}
