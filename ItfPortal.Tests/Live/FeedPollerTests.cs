using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Live;

public sealed class FeedPollerTests : IAsyncLifetime
{
    private readonly Broadcaster _broadcaster = new(NullLogger<Broadcaster>.Instance);
    private readonly Generations _generations = new(TimeProvider.System);
    private readonly Module _module = new();
    private readonly Heard _heard = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<FeedCounters>().BuildServiceProvider();
    private FeedPoller _poller = null!;

    public async Task InitializeAsync()
    {
        _broadcaster.SubscribeStaff(_heard.Add);
        _poller = ActivatorUtilities.CreateInstance<FeedPoller>(
            _services, Options.Create(new FeedOptions { PollInterval = TimeSpan.FromMilliseconds(20) }), _module, _broadcaster, _generations,
            TimeProvider.System, NullLogger<FeedPoller>.Instance);
        await _poller.StartAsync(default);
        await BroadcasterTests.Eventually(() => _broadcaster.Status == LiveStatus.Polling);
    }

    public async Task DisposeAsync()
    {
        await _poller.StopAsync(default);
        _poller.Dispose();
        await _services.DisposeAsync();
    }

    [Fact]
    public async Task Poll_RepeatsOfASlowTransaction_ToldOnce()
    {
        _module.Commit(Event(1, 100), Event(2, 103));
        await _heard.UntilAsync(2);
        _module.Commit(Event(3, 101));
        await _heard.UntilAsync(3);
        await Task.Delay(200);

        _heard.Ids.Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task Poll_MovesGenerations()
    {
        var before = _generations.Of(Boreal);
        _module.Commit(Event(1, 100));
        await _heard.UntilAsync(1);
        _generations.Of(Boreal).Should().NotBe(before);
    }

    [Fact]
    public async Task Poll_TrytonAway_SaysSo_AndAfterwardsAGap()
    {
        var gaps = Gaps();
        _module.Away = true;
        await BroadcasterTests.Eventually(() => _broadcaster.Status == LiveStatus.Reconnecting);
        _module.Commit(Event(1, 100));
        _module.Away = false;

        await _heard.UntilAsync(1);
        await BroadcasterTests.Eventually(() => _broadcaster.Status == LiveStatus.Polling && Gaps() > gaps);
        _heard.Ids.Should().Equal(1);
    }

    [Fact]
    public async Task Poll_HorizonWentBack_NothingToldTwice_ButEverybodyReadsAgain()
    {
        _module.Commit(Event(1, 100));
        await _heard.UntilAsync(1);
        var gaps = Gaps();

        _module.Restore(horizon: 5, Event(1, 6));

        await BroadcasterTests.Eventually(() => Gaps() > gaps);
        _heard.Ids.Should().Equal(1);
    }

    private int Gaps() => _heard.Signals.OfType<LiveSignal.Gap>().Count();

    /// <summary>Answers as the module does: everything at or above the horizon, again and again while a transaction is open.</summary>
    private sealed class Module : IEventsClient
    {
        private readonly Lock _lock = new();
        private readonly List<PortalEvent> _events = [];
        private ulong _horizon = 90;

        public bool Away { get; set; }

        public void Commit(params PortalEvent[] events)
        {
            lock (_lock)
            {
                _events.AddRange(events);
            }
        }

        public void Restore(ulong horizon, params PortalEvent[] events)
        {
            lock (_lock)
            {
                _events.Clear();
                _events.AddRange(events);
                _horizon = horizon;
            }
        }

        public Task<EventBatch> PollAsync(ulong? horizon, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                return Away
                    ? throw new TrytonTransportException("away")
                    : Task.FromResult(new EventBatch(horizon is null ? [] : [.. _events.Where(e => e.Tx >= horizon)], _horizon));
            }
        }
    }
}
