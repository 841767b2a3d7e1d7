using System.Globalization;
using ItfPortal.Web.Live;
using Npgsql;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Live;

/// <summary>Threat T-NOTIFY: anybody who may connect may send on the channel; nobody sees anything of it.</summary>
[Trait("needs", "postgresql")]
public class FeedForgeryTests : IAsyncLifetime
{
    private FeedHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await FeedHarness.CreateAsync();

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task T_NOTIFY_ForgedByALowRole_NothingShown_NothingThrown_AllCounted()
    {
        var (customer, staff) = (new Heard(), new Heard());
        using var a = _harness.Broadcaster.Subscribe(Scope(), customer.Add);
        using var b = _harness.Broadcaster.SubscribeStaff(staff.Add);
        await _harness.EmitAsync();
        var old = await NewestTransactionAsync();
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        await _harness.EmitAsync();
        await staff.UntilAsync(1);
        var told = await NewestTransactionAsync();
        await using var low = NpgsqlDataSource.Create(ItfPortal.Web.Platform.Persistence.PostgresUrl.ToConnectionString(_harness.LowRole));
        string[] forged =
        [
            "", " ", "abc", "-1", "0", "+5", "1.5", "1e9", "0x10", "１２３", "18446744073709551615", "18446744073709551616", "99999999999999999999999999",
            "731; drop table itf_portal_event", """{"party": 5, "kind": "state", "id": 1}""", new string('9', 7_999), new string('é', 3_000),
            old, told, "0" + told,
        ];
        foreach (var payload in forged)
        {
            await NotifyAsync(low, payload);
        }
        await BroadcasterTests.Eventually(() => _harness.Counters.Ignored == forged.Length);

        var real = await _harness.EmitAsync();
        await staff.UntilAsync(2);
        await customer.UntilAsync(2);
        customer.Ids.Should().HaveCount(2).And.HaveElementAt(1, real[0]);
        staff.Ids.Should().Equal(customer.Ids);
        _harness.Counters.Ignored.Should().Be(forged.Length);
        _harness.Counters.Reconnects.Should().Be(0, "no payload may end the connection");
        _harness.Broadcaster.Status.Should().Be(LiveStatus.Live);
    }

    [Fact]
    public async Task Notify_OfATransactionStillOpen_TellsNothingEarlyAndLosesNothing()
    {
        var staff = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(staff.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        await using var connection = await _harness.Admin.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var ids = await FeedHarness.EmitAsync(connection, 2);
        await using var command = connection.CreateCommand();
        command.CommandText = "select pg_current_xact_id()::text";
        var open = (string)(await command.ExecuteScalarAsync())!;
        await using var low = NpgsqlDataSource.Create(ItfPortal.Web.Platform.Persistence.PostgresUrl.ToConnectionString(_harness.LowRole));
        await NotifyAsync(low, open);
        await BroadcasterTests.Eventually(() => _harness.Counters.Ignored == 1);
        staff.Ids.Should().BeEmpty();

        await transaction.CommitAsync();

        await staff.UntilAsync(2);
        staff.Ids.Should().Equal(ids);
    }

    [Fact]
    public async Task Notify_Flood_RealEventsStillArrive()
    {
        var staff = new Heard();
        using var subscription = _harness.Broadcaster.SubscribeStaff(staff.Add);
        await _harness.StartAsync();
        await _harness.ListeningAsync();
        await using var low = NpgsqlDataSource.Create(ItfPortal.Web.Platform.Persistence.PostgresUrl.ToConnectionString(_harness.LowRole));
        await using (var command = low.CreateCommand("select pg_notify('itf_portal', (1000000 + n)::text) from generate_series(1, 20000) n"))
        {
            await command.ExecuteNonQueryAsync();
        }

        var ids = await _harness.EmitAsync();

        await staff.UntilAsync(1);
        staff.Ids.Should().Equal(ids);
        _harness.Counters.Ignored.Should().Be(20_000);
    }

    [Fact]
    public async Task T_NOTIFY_LowRole_ReadsNoEvent()
    {
        await using var low = NpgsqlDataSource.Create(ItfPortal.Web.Platform.Persistence.PostgresUrl.ToConnectionString(_harness.LowRole));
        await using var command = low.CreateCommand("select count(*) from itf_portal_event");
        var reading = async () => await command.ExecuteScalarAsync();
        (await reading.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    private async Task<string> NewestTransactionAsync() => Convert.ToString(
        await _harness.ScalarAsync("select tx::text from itf_portal_event order by id desc limit 1"), CultureInfo.InvariantCulture)!;

    private static async Task NotifyAsync(NpgsqlDataSource source, string payload)
    {
        await using var command = source.CreateCommand("select pg_notify('itf_portal', $1)");
        command.Parameters.Add(new() { Value = payload });
        await command.ExecuteNonQueryAsync();
    }
}
