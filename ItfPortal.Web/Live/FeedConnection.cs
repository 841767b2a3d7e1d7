using System.Collections.Immutable;
using System.Data;
using System.Data.Common;
using System.Globalization;
using ItfPortal.Tryton.Events;
using Npgsql;
using NpgsqlTypes;

namespace ItfPortal.Web.Live;

/// <summary>The feed's one connection to Tryton's database: hears of transactions and reads their event rows.</summary>
internal sealed class FeedConnection : IAsyncDisposable
{
    /// <summary>The module's channel.</summary>
    public const string Channel = "itf_portal";

    /// <summary>More rows than this are not told one by one: pages read again.</summary>
    public const int MaxRows = 20_000;

    private const string Columns = """e.id, e.tx, e.at, e.kind, e.model, e.record, e.sale, e.party, e.site, e.owner, e."user", e.area, e.detail""";

    private readonly NpgsqlConnection _connection;
    private readonly IEventDetailReader _reader;
    private readonly Queue<string> _payloads = new();

    private FeedConnection(NpgsqlConnection connection, IEventDetailReader reader)
    {
        (_connection, _reader) = (connection, reader);
        connection.Notification += (_, notification) => _payloads.Enqueue(notification.Payload);
    }

    /// <summary>Opens it and starts to listen.</summary>
    /// <returns>The connection, and the snapshot just before it listened: what was finished then is never notified.</returns>
    public static async Task<(FeedConnection Feed, TransactionSnapshot Before)> OpenAsync(
        string connectionString, IEventDetailReader reader, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            var feed = new FeedConnection(connection, reader);
            await using var command = connection.CreateCommand();
            command.CommandText = "select pg_current_snapshot()::text";
            var before = TransactionSnapshot.TryParse(await command.ExecuteScalarAsync(cancellationToken) as string);
            command.CommandText = $"listen {Channel}";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return (feed, before!);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the next notifications, at most this long; those that have arrived are taken at once.</summary>
    public async Task<IReadOnlyList<string>> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        // Npgsql counts whole milliseconds, and zero means none at all to it: a wait that ended a hair early would go on for ever.
        if (_payloads.Count == 0 && timeout > TimeSpan.Zero)
        {
            await _connection.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(timeout.TotalMilliseconds)), cancellationToken);
        }
        var payloads = _payloads.ToArray();
        _payloads.Clear();
        return payloads;
    }

    /// <summary>The events of these transactions, in the order of the transactions given, then by id.</summary>
    public async Task<List<PortalEvent>> ReadAsync(IReadOnlyList<ulong> transactions, CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = $"select {Columns} from itf_portal_event e where e.tx = any($1) order by e.id";
        command.Parameters.Add(new NpgsqlParameter { Value = transactions.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid8 });
        var order = transactions.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var events = new List<PortalEvent>();
        while (await rows.ReadAsync(cancellationToken))
        {
            events.Add(Read(rows, first: 0));
        }
        return [.. events.OrderBy(e => order[e.Tx])];
    }

    /// <summary>What has been committed since a snapshot, and the snapshot of this very read.</summary>
    public async Task<CaughtUp> CatchUpAsync(TransactionSnapshot since, CancellationToken cancellationToken)
    {
        // One statement, so one snapshot: what it does not see is what the next one starts from.
        await using var command = _connection.CreateCommand();
        command.CommandText = $"""
            with now as materialized (select pg_current_snapshot() as snapshot)
            select now.snapshot::text, {Columns}
            from now left join itf_portal_event e on e.tx >= $1 and not pg_visible_in_snapshot(e.tx, $2::pg_snapshot)
            order by e.id limit {MaxRows + 1}
            """;
        command.Parameters.Add(new NpgsqlParameter { Value = since.Xmin, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.Add(new NpgsqlParameter { Value = since.ToString() });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var events = ImmutableArray.CreateBuilder<PortalEvent>();
        TransactionSnapshot? snapshot = null;
        while (await rows.ReadAsync(cancellationToken))
        {
            snapshot ??= TransactionSnapshot.TryParse(rows.GetString(0));
            if (!await rows.IsDBNullAsync(1, cancellationToken))
            {
                events.Add(Read(rows, first: 1));
            }
        }
        return new CaughtUp(events.ToImmutable(), snapshot!);
    }

    /// <summary>Catches up and reads the fingerprints of all committed events at the same moment, for a new epoch.</summary>
    public async Task<Beginning> BeginAsync(TransactionSnapshot since, CancellationToken cancellationToken)
    {
        await using var transaction = await _connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var caughtUp = await CatchUpAsync(since, cancellationToken);
        var parties = new Dictionary<int, Fingerprint>();
        var epoch = "";
        await using (var command = _connection.CreateCommand())
        {
            command.CommandText = """
                select (select oid::bigint from pg_database where datname = current_database()), coalesce(party, 0), grouping(party),
                    count(*), mod(sum(id::numeric), 18446744073709551616), mod(sum(id::numeric * id), 18446744073709551616),
                    mod(sum(tx::text::numeric), 18446744073709551616)
                from itf_portal_event group by grouping sets ((party), ())
                """;
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                epoch = rows.GetInt64(0).ToString(CultureInfo.InvariantCulture);
                var (party, all) = (rows.GetInt32(1), rows.GetInt32(2) == 1);
                if (rows.GetInt64(3) > 0 && (all || party != Generations.Everything))
                {
                    parties[all ? Generations.Everything : party] = new Fingerprint(
                        (ulong)rows.GetInt64(3), (ulong)rows.GetDecimal(4), (ulong)rows.GetDecimal(5), (ulong)rows.GetDecimal(6));
                }
            }
        }
        await transaction.CommitAsync(cancellationToken);
        return new Beginning(caughtUp, epoch, parties);
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    private PortalEvent Read(DbDataReader row, int first)
    {
        var kind = _reader.Kind(row.GetString(first + 3));
        return new PortalEvent(
            Convert.ToInt64(row.GetValue(first), CultureInfo.InvariantCulture), row.GetFieldValue<ulong>(first + 1),
            DateTime.SpecifyKind(row.GetDateTime(first + 2), DateTimeKind.Utc), kind,
            row.GetString(first + 4), row.GetInt32(first + 5), Number(first + 6), Number(first + 7), Number(first + 8), Number(first + 9),
            Number(first + 10), _reader.Area(row.GetString(first + 11)), _reader.Read(kind, row.IsDBNull(first + 12) ? "" : row.GetString(first + 12)));

        int? Number(int column) => row.IsDBNull(column) ? null : row.GetInt32(column);
    }
}

/// <summary>Answer of a catch-up.</summary>
/// <param name="Events">By id, at most <see cref="FeedConnection.MaxRows"/> and one.</param>
/// <param name="Snapshot">Of the same read.</param>
internal sealed record CaughtUp(ImmutableArray<PortalEvent> Events, TransactionSnapshot Snapshot);

/// <summary>What a new epoch starts from.</summary>
/// <param name="CaughtUp">What was missed.</param>
/// <param name="Epoch">Which database it is.</param>
/// <param name="Parties">Fingerprints of every committed event by party; key 0 is all of them.</param>
internal sealed record Beginning(CaughtUp CaughtUp, string Epoch, IReadOnlyDictionary<int, Fingerprint> Parties);
