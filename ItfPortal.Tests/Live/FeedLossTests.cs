using System.Globalization;
using ItfPortal.Tests.Integration;
using ItfPortal.Web.Live;
using Npgsql;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Live;

/// <summary>Threat T-LOST: what is committed is shown, once, whatever happens on the way.</summary>
[Trait("needs", "postgresql")]
public class FeedLossTests : IAsyncLifetime
{
    /// <summary>
    /// How long the slow transaction stays open; several catch-ups (one a second here) go by. FEED_SLOW_SECONDS=60 is
    /// the length security.md asks for, with nothing else different.
    /// </summary>
    private static readonly TimeSpan s_slow = TimeSpan.FromSeconds(
        int.Parse(Environment.GetEnvironmentVariable("FEED_SLOW_SECONDS") ?? "8", CultureInfo.InvariantCulture));

    private FeedHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await FeedHarness.CreateAsync();

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task T_LOST_OneTransactionHeldOpen_AllOnceAndTheOthersWithoutDelay()
    {
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.Subscribe(Scope(), heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();

        await using var slow = await _harness.Admin.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        var late = await FeedHarness.EmitAsync(slow, count: 3);
        var others = new List<long>();
        for (var i = 0; i < 200; i++)
        {
            others.AddRange(await _harness.EmitAsync());
            await Task.Delay(s_slow / 220);
        }
        await heard.UntilAsync(200);
        heard.Ids.Should().BeEquivalentTo(others, "they wait for nobody");
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await transaction.CommitAsync();

        await heard.UntilAsync(203);
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        heard.Ids.Should().BeEquivalentTo([.. others, .. late], "catching up repeats nothing");
        heard.Ids[^3..].Should().Equal(late, "arrival is commit order");
    }

    [Fact]
    public async Task T_LOST_BackendKilledTwentyTimes_EachOfAThousandOnce()
    {
        var (customer, staff) = (new Heard(), new Heard());
        using var a = _harness.Broadcaster.Subscribe(Scope(), customer.Add);
        using var b = _harness.Broadcaster.SubscribeStaff(staff.Add);
        await _harness.StartAsync(catchUp: TimeSpan.FromSeconds(30));
        await _harness.ListeningAsync();

        var kills = Task.Run(async () =>
        {
            for (var killed = 0; killed < 20;)
            {
                await _harness.ListeningAsync();
                await Task.Delay(Random.Shared.Next(20, 150));
                killed += await _harness.KillListenerAsync() ? 1 : 0;
            }
        });
        var written = new List<long>();
        while (written.Count < 1_000 || !kills.IsCompleted)
        {
            written.AddRange(await _harness.EmitAsync(count: written.Count % 7 == 0 ? 2 : 1));
            await Task.Delay(5);
        }
        await kills;
        await staff.UntilAsync(written.Count);
        await customer.UntilAsync(written.Count);
        // All may have been heard before the last cut: its connection is then still coming back.
        await BroadcasterTests.Eventually(() => _harness.Broadcaster.Status == LiveStatus.Live && _harness.Counters.Reconnects >= 20);
        staff.Ids.Should().BeEquivalentTo(written).And.OnlyHaveUniqueItems();
        customer.Ids.Should().BeEquivalentTo(written).And.OnlyHaveUniqueItems();
        staff.Signals.OfType<LiveSignal.Gap>().Should().NotBeEmpty("after a cut every page reads again");
    }

    [Fact]
    public async Task T_LOST_CommittedWhileAway_HeardAfterARestart()
    {
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        var before = await _harness.EmitAsync();
        await heard.UntilAsync(1);
        // What is kept is at most a catch-up old; an event after it is told again after a restart.
        await Eventually.TrueAsync(async () => await _harness.ScalarAsync(
            "select count(*) from itf_portal_event, feed_horizon where not pg_visible_in_snapshot(tx, horizon::pg_snapshot)") is 0L, "the position is kept");

        await _harness.StopAsync();
        var missed = await _harness.EmitAsync(count: 3);
        await _harness.RestartAsync();

        await heard.UntilAsync(4);
        heard.Ids.Should().Equal([.. before, .. missed]);
    }

    [Fact]
    public async Task CatchUp_MoreMissedThanAreToldOneByOne_EverybodyReadsAgain()
    {
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        await BroadcasterTests.Eventually(() => heard.Signals.OfType<LiveSignal.Gap>().Any());
        var gaps = heard.Signals.OfType<LiveSignal.Gap>().Count();
        var known = _harness.Generations.OfAll;

        await _harness.ExecuteAsync($$"""
            insert into itf_portal_event (kind, model, record, sale, party, area, detail)
            select 'state', 'sale.sale', 41, 41, {{Boreal}}, 'order', '{}' from generate_series(1, {{FeedConnection.MaxRows + 1}})
            """);

        await BroadcasterTests.Eventually(() => heard.Signals.OfType<LiveSignal.Gap>().Count() > gaps);
        _harness.Generations.OfAll.Should().NotBe(known);
        var after = await _harness.EmitAsync();
        await heard.UntilAsync(1);
        heard.Ids.Should().Equal(after);
    }

    [Fact]
    public async Task Start_EventsOfLongAgo_NotTold_AndGenerationsKnowThem()
    {
        await _harness.EmitAsync(count: 5);
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        var other = new Generations(TimeProvider.System);
        other.Start(Convert.ToString(await _harness.ScalarAsync("select oid::bigint from pg_database where datname = current_database()"), CultureInfo.InvariantCulture)!, []);
        await using (var rows = await _harness.Admin.CreateCommand("select id::bigint, tx from itf_portal_event").ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
            {
                other.Advance([Event(rows.GetInt64(0), rows.GetFieldValue<ulong>(1))]);
            }
        }

        _harness.Generations.Of(Boreal).Should().Be(other.Of(Boreal), "two replicas that know the same share what they read");
        _harness.Generations.OfAll.Should().Be(other.OfAll);
        heard.Ids.Should().BeEmpty();
    }

    [Fact]
    public async Task Listen_DatabaseReplacedByAnOlderOne_StartsFromNowAndGoesOn()
    {
        await _harness.ExecuteAsync("insert into feed_horizon (name, horizon) values ('live', '900000000000:900000000000:')");
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();

        var ids = await _harness.EmitAsync();

        await heard.UntilAsync(1);
        heard.Ids.Should().Equal(ids);
    }

    [Fact]
    public async Task Start_DatabaseNotThere_ReconnectingUntilItComes()
    {
        await _harness.StartAsync(url: "postgresql://nobody:wrong@127.0.0.1:1/nowhere");
        await Task.Delay(500);
        _harness.Broadcaster.Status.Should().Be(LiveStatus.Reconnecting);

        await _harness.RestartAsync();
        await _harness.ListeningAsync();
    }

    [Fact]
    public async Task Rollback_NothingIsTold()
    {
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        await using (var connection = await _harness.Admin.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await FeedHarness.EmitAsync(connection, 3);
            await transaction.RollbackAsync();
        }
        var committed = await _harness.EmitAsync();

        await heard.UntilAsync(1);
        heard.Ids.Should().Equal(committed);
    }

    [Fact]
    public async Task Kill_WhileSomebodyListens_StatusIsToldBothWays()
    {
        var heard = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(heard.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        await _harness.KillListenerAsync();

        await BroadcasterTests.Eventually(() => heard.Signals.OfType<LiveSignal.StatusChanged>().Count() >= 3);
        heard.Signals.OfType<LiveSignal.StatusChanged>().Select(s => s.Status).Should().Equal(LiveStatus.Live, LiveStatus.Reconnecting, LiveStatus.Live);
        heard.Signals.OfType<LiveSignal.Gap>().Should().HaveCountGreaterThanOrEqualTo(1);
    }
}
