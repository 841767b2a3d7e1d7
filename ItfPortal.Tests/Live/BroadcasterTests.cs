using System.Collections.Concurrent;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Live;
using Microsoft.Extensions.Logging.Abstractions;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Live;

public class BroadcasterTests
{
    private readonly Broadcaster _feed = new(NullLogger<Broadcaster>.Instance);

    [Fact]
    public async Task Publish_EachHearsOnlyWhatTheyMayReceive()
    {
        var (viewer, accounting, foreign, staff) = (new Heard(), new Heard(), new Heard(), new Heard());
        using var a = _feed.Subscribe(Scope(), viewer.Add);
        using var b = _feed.Subscribe(Scope(PortalRole.Accounting), accounting.Add);
        using var c = _feed.Subscribe(Scope(party: Fleuve), foreign.Add);
        using var d = _feed.SubscribeStaff(staff.Add);

        _feed.Publish([Event(1), Event(2, area: EventArea.Invoice), Event(3, area: EventArea.Internal), Event(4, party: null, area: EventArea.Access)]);

        await staff.UntilAsync(4);
        await viewer.UntilAsync(1);
        await accounting.UntilAsync(1);
        viewer.Ids.Should().Equal(1);
        accounting.Ids.Should().Equal(2);
        foreign.Signals.Should().BeEmpty();
    }

    [Fact]
    public async Task Publish_OneCallbackThrows_TheOthersAndTheNextSignalsArrive()
    {
        var (bad, good) = (new Heard { Throws = true }, new Heard());
        using var a = _feed.Subscribe(Scope(), bad.Add);
        using var b = _feed.Subscribe(Scope(), good.Add);

        _feed.Publish([Event(1)]);
        await good.UntilAsync(1);
        _feed.Publish([Event(2)]);

        await good.UntilAsync(2);
        await bad.UntilAsync(2);
        good.Ids.Should().Equal(1, 2);
    }

    [Fact]
    public async Task Publish_Many_KeepTheirOrder()
    {
        var heard = new Heard();
        using var a = _feed.SubscribeStaff(heard.Add);
        for (var id = 1; id <= 500; id++)
        {
            _feed.Publish([Event(id)]);
            if (id % 50 == 0)
            {
                await heard.UntilAsync(id);
            }
        }
        heard.Ids.Should().Equal(Enumerable.Range(1, 500).Select(id => (long)id));
    }

    [Fact]
    public async Task Publish_SlowSubscriber_OneGapInsteadOfAQueue()
    {
        using var release = new ManualResetEventSlim();
        var heard = new Heard { Waits = release };
        using var a = _feed.SubscribeStaff(heard.Add);
        _feed.Publish([Event(1)]);
        await heard.EnteredAsync();
        for (var id = 2; id <= 3 * Broadcaster.Capacity; id++)
        {
            _feed.Publish([Event(id)]);
        }
        release.Set();

        await heard.SignalsAsync(2);
        _feed.Publish([Event(9_001)]);
        await heard.UntilAsync(2);
        heard.Ids.Should().Equal(1, 9_001);
        heard.Signals.OfType<LiveSignal.Gap>().Should().ContainSingle();
    }

    [Fact]
    public async Task Dispose_NothingAfterwards_AndNothingKept()
    {
        var (gone, stays) = (new Heard(), new Heard());
        var subscription = _feed.Subscribe(Scope(), gone.Add);
        using var other = _feed.Subscribe(Scope(), stays.Add);
        subscription.Dispose();
        subscription.Dispose();

        _feed.Publish([Event(1)]);

        await stays.UntilAsync(1);
        gone.Signals.Should().BeEmpty();
        _feed.Count.Should().Be(1);
    }

    [Fact]
    public async Task SetStatus_ToldOnceToEverybody()
    {
        var (customer, staff) = (new Heard(), new Heard());
        using var a = _feed.Subscribe(Scope(), customer.Add);
        using var b = _feed.SubscribeStaff(staff.Add);

        _feed.SetStatus(LiveStatus.Live);
        _feed.SetStatus(LiveStatus.Live);

        await customer.SignalsAsync(1);
        await staff.SignalsAsync(1);
        _feed.Status.Should().Be(LiveStatus.Live);
        customer.Signals.Should().Equal(new LiveSignal.StatusChanged(LiveStatus.Live));
    }

    [Fact]
    public async Task SubscribeAccess_AccessEventsOfEverybodyOnly()
    {
        var users = new ConcurrentQueue<int?>();
        using var a = _feed.SubscribeAccess(e => users.Enqueue(e.User));

        _feed.Publish([Event(1), Event(2, area: EventArea.Access, user: 7), Event(3, party: null, area: EventArea.Access, user: 8)]);

        await Eventually(() => users.Count == 2);
        users.Should().Equal(7, 8);
    }

    [Fact]
    public async Task Subscribe_ComingAndGoingWhileEventsFlow_NobodyStaysAndTheOneHearsAll()
    {
        var heard = new Heard();
        using var stays = _feed.Subscribe(Scope(), heard.Add);
        using var stop = new CancellationTokenSource();
        var visitors = Enumerable.Range(0, 3).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _feed.Subscribe(Scope(), static _ => { }).Dispose();
            }
        })).ToArray();
        for (var id = 1; id <= 300; id++)
        {
            _feed.Publish([Event(id)]);
            await heard.UntilAsync(id);
        }
        await stop.CancelAsync();
        await Task.WhenAll(visitors);

        heard.Ids.Should().HaveCount(300);
        _feed.Count.Should().Be(1);
    }

    internal static async Task Eventually(Func<bool> condition, int seconds = 20)
    {
        for (var left = seconds * 100; left > 0 && !condition(); left--)
        {
            await Task.Delay(10);
        }
        condition().Should().BeTrue("it happens within {0} s", seconds);
    }
}
