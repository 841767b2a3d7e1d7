using System.Diagnostics.Metrics;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Tests.Live;

/// <summary>
/// The listener on a database of its own, with the event table as the module makes it, the feed's role with its rights and
/// a role that may do nothing but connect.
/// </summary>
internal sealed class FeedHarness : IAsyncDisposable
{
    private const string Table = """
        create table itf_portal_event (
            id serial primary key, create_date timestamp, kind varchar not null, model varchar not null, record integer not null,
            sale integer, party integer, site integer, owner integer, "user" integer, area varchar not null, detail text not null);
        alter table itf_portal_event add column if not exists tx xid8 not null default pg_current_xact_id();
        alter table itf_portal_event add column if not exists at timestamptz not null default clock_timestamp();
        create index if not exists itf_portal_event_tx on itf_portal_event (tx);
        create table feed_horizon (name text primary key, horizon text not null, at timestamptz not null default now());
        """;

    private readonly PortalDatabase _database;
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..10];
    private readonly ServiceProvider _metrics = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private FeedListener? _listener;

    private FeedHarness(PortalDatabase database)
    {
        _database = database;
        Admin = NpgsqlDataSource.Create(database.ConnectionString);
        Counters = new FeedCounters(_metrics.GetRequiredService<IMeterFactory>());
    }

    public NpgsqlDataSource Admin { get; }

    public Broadcaster Broadcaster { get; } = new(NullLogger<Broadcaster>.Instance);

    public Generations Generations { get; private set; } = new(TimeProvider.System);

    public FeedCounters Counters { get; }

    /// <summary>As somebody with CONNECT and nothing else.</summary>
    public string LowRole => Url("low_" + _suffix);

    public static async Task<FeedHarness> CreateAsync()
    {
        var harness = new FeedHarness(await PortalDatabase.CreateAsync());
        await harness.ExecuteAsync(Table);
        await harness.ExecuteAsync($"""
            create role feed_{harness._suffix} login password 'test'; grant connect on database {harness._database.Name} to feed_{harness._suffix};
            create role low_{harness._suffix} login password 'test'; grant select on itf_portal_event to feed_{harness._suffix};
            """);
        return harness;
    }

    /// <summary>Starts the listener; does not wait until it listens.</summary>
    public async Task StartAsync(TimeSpan? catchUp = null, string? url = null)
    {
        var options = Options.Create(new FeedOptions { Url = url ?? Url("feed_" + _suffix), CatchUpInterval = catchUp ?? TimeSpan.FromSeconds(1) });
        _listener = new FeedListener(
            options, new EventDetailReader(), Broadcaster, Generations, new FeedPosition(Admin, NullLogger<FeedPosition>.Instance),
            Counters, TimeProvider.System, NullLogger<FeedListener>.Instance);
        await _listener.StartAsync(CancellationToken.None);
    }

    public Task ListeningAsync() => BroadcasterTests.Eventually(() => Broadcaster.Status == LiveStatus.Live);

    public async Task StopAsync()
    {
        if (_listener is not null)
        {
            await _listener.StopAsync(CancellationToken.None);
            _listener.Dispose();
            _listener = null;
        }
    }

    /// <summary>A restart of the process: nothing in memory survives.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        Generations = new(TimeProvider.System);
        await StartAsync();
    }

    /// <summary>Writes events as the module does, in the transaction of the connection. Returns their ids.</summary>
    public static async Task<List<long>> EmitAsync(NpgsqlConnection connection, int count = 1, int? party = LiveData.Boreal, string area = "order")
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            with made as (insert into itf_portal_event (kind, model, record, sale, party, area, detail)
                select 'state', 'sale.sale', 41, 41, $2, $3, '{"old": "quotation", "new": "confirmed"}' from generate_series(1, $1) returning id)
            select id::bigint, pg_notify('itf_portal', pg_current_xact_id()::text) from made
            """;
        command.Parameters.Add(new() { Value = count });
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = party });
        command.Parameters.Add(new() { Value = area });
        await using var rows = await command.ExecuteReaderAsync();
        var ids = new List<long>();
        while (await rows.ReadAsync())
        {
            ids.Add(rows.GetInt64(0));
        }
        return ids;
    }

    /// <summary>Writes and commits.</summary>
    public async Task<List<long>> EmitAsync(int count = 1, int? party = LiveData.Boreal, string area = "order")
    {
        await using var connection = await Admin.OpenConnectionAsync();
        return await EmitAsync(connection, count, party, area);
    }

    /// <summary>Cuts the listener's connection as an administrator or a crash would.</summary>
    public async Task<bool> KillListenerAsync()
    {
        await using var command = Admin.CreateCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'itf-portal-feed'");
        return (long)(await command.ExecuteScalarAsync())! > 0;
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Admin.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Counters.Dispose();
        await _metrics.DisposeAsync();
        await ExecuteAsync($"drop owned by feed_{_suffix}; drop role feed_{_suffix}; drop owned by low_{_suffix}; drop role low_{_suffix}");
        await Admin.DisposeAsync();
        await _database.DisposeAsync();
    }

    private string Url(string role)
    {
        var admin = new Uri(_database.Url);
        return FormattableString.Invariant($"postgresql://{role}:test@{admin.Host}:{admin.Port}/{_database.Name}");
    }
}
