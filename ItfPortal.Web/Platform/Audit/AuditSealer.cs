using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>
/// Adds lines to the chain, every few seconds, on one replica at a time (advisory lock). Only what is committed can be seen, so a line of
/// a slow transaction is sealed when it comes, after lines of higher ids, and nobody waits for it. Applies the rule of retention once a day.
/// </summary>
internal sealed partial class AuditSealer(
    NpgsqlDataSource dataSource, AuditChain chain, TimeProvider time, ILogger<AuditSealer> logger) : BackgroundService
{
    /// <summary>Lines of one transaction.</summary>
    internal const int Batch = 500;

    private const long LockKey = 0x_4954_465F_5345_414C;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(3);

    /// <summary>How far back unsealed lines are looked for in every round; once an hour, and at the start, everywhere.</summary>
    private static readonly TimeSpan s_recent = TimeSpan.FromHours(1);

    private static readonly string s_unsealed =
        $"""
        select l.id, (extract(epoch from l.at) * 1000000)::bigint as at,
            {AuditChain.Content} as content, {AuditChain.Origin} as origin,
            (extract(epoch from now()) * 1000000)::bigint as now
        from audit_log l
        where (@everything or l.at > now() - @recent) and not exists (select from audit_seals s where s.entry = l.id)
        order by l.id limit {Batch}
        """;

    private (long Position, byte[] Hash)? _head;
    private long _everythingAt;
    private long _forgottenAt;

    /// <summary>Seals what is not sealed.</summary>
    /// <param name="everything">Also lines older than an hour.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <returns>How many lines; null when another replica is at it.</returns>
    /// <exception cref="AuditTamperedException">The chain is no longer the one this process has seen: nothing is sealed on top of it.</exception>
    public async Task<int?> SealAsync(bool everything, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var sealedLines = 0;
        int batch;
        do
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // The lock ends with the transaction. Taken before anything is read: the one before has then committed its links.
            if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select pg_try_advisory_xact_lock(@LockKey)", new { LockKey }, transaction, cancellationToken: cancellationToken)))
            {
                return sealedLines > 0 ? sealedLines : null;
            }
            (batch, var head) = await SealBatchAsync(connection, transaction, everything, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            // Only now: links of a commit that failed were never there, and must not be missed.
            _head = head.Position == 0 ? null : head;
            if (batch > 0)
            {
                // Whoever keeps the logs elsewhere can hold a later chain against this (audit verify --anchor).
                LogSealed(batch, head.Position, Convert.ToHexStringLower(head.Hash));
            }
            sealedLines += batch;
        }
        while (batch == Batch);
        return sealedLines;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var everything = Due(ref _everythingAt, s_recent);
                await SealAsync(everything, stoppingToken);
                if (Due(ref _forgottenAt, TimeSpan.FromDays(1)))
                {
                    await ForgetAsync(stoppingToken);
                }
            }
            catch (AuditTamperedException exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogBroken(exception.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                _everythingAt = 0;
                LogFailed(exception.Message);
            }
            await Task.Delay(s_interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool Due(ref long last, TimeSpan interval)
    {
        if (last != 0 && time.GetElapsedTime(last) < interval)
        {
            return false;
        }
        last = time.GetTimestamp();
        return true;
    }

    private async Task<(int Count, (long Position, byte[] Hash) Head)> SealBatchAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, bool everything, CancellationToken cancellationToken)
    {
        // jsonb writes times in the session's zone.
        await connection.ExecuteAsync(new CommandDefinition("set local timezone to 'UTC'", transaction: transaction, cancellationToken: cancellationToken));
        var head = await HeadAsync(connection, transaction, cancellationToken);
        var lines = (await connection.QueryAsync<Line>(new CommandDefinition(
            s_unsealed, new { everything, recent = s_recent }, transaction, cancellationToken: cancellationToken))).AsList();
        if (lines.Count > 0)
        {
            var links = Link(lines, head).ToList();
            await InsertAsync(connection, transaction, links, cancellationToken);
            head = (links[^1].Position, links[^1].Hash);
        }
        return (lines.Count, head);
    }

    private async Task<(long Position, byte[] Hash)> HeadAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        // Links cut off at the end could otherwise be made anew over changed lines, by this very process.
        if (_head is { } known)
        {
            var found = await connection.ExecuteScalarAsync<byte[]>(new CommandDefinition(
                "select hash from audit_seals where position = @Position", new { known.Position }, transaction, cancellationToken: cancellationToken));
            if (found is null || !found.AsSpan().SequenceEqual(known.Hash))
            {
                throw new AuditTamperedException($"link {known.Position}, which was there, is gone or another one");
            }
        }
        return (await connection.QueryAsync<(long Position, byte[] Hash)>(new CommandDefinition(
            "select position, hash from audit_seals order by position desc limit 1", transaction: transaction, cancellationToken: cancellationToken)))
            .FirstOrDefault((0, []));
    }

    private IEnumerable<AuditSeal> Link(IEnumerable<Line> lines, (long Position, byte[] Hash) head)
    {
        var key = chain.KeyId;
        foreach (var line in lines)
        {
            var origin = chain.OriginMark(key, line.Id, line.Origin)!;
            var seal = new AuditSeal(head.Position + 1, line.Id, line.At, origin, chain.ContentMark(key, origin, line.Content)!, [], key, line.Now);
            seal = seal with { Hash = chain.Hash(key, seal, head.Hash)! };
            yield return seal;
            head = (seal.Position, seal.Hash);
        }
    }

    private static async Task InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<AuditSeal> links, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into audit_seals (position, entry, entry_at, origin, content, hash, key_id, sealed_at)
            select position, entry, to_timestamp(0) + entry_at * interval '1 microsecond', origin, content, hash, key_id,
                to_timestamp(0) + sealed_at * interval '1 microsecond'
            from unnest(@positions, @entries, @ats, @origins, @contents, @hashes, @keys, @sealed)
                as link (position, entry, entry_at, origin, content, hash, key_id, sealed_at)
            """,
            connection, transaction);
        Add("positions", NpgsqlDbType.Bigint, links.Select(link => link.Position).ToArray());
        Add("entries", NpgsqlDbType.Bigint, links.Select(link => link.Entry).ToArray());
        Add("ats", NpgsqlDbType.Bigint, links.Select(link => link.EntryAt).ToArray());
        Add("origins", NpgsqlDbType.Bytea, links.Select(link => link.Origin).ToArray());
        Add("contents", NpgsqlDbType.Bytea, links.Select(link => link.Content).ToArray());
        Add("hashes", NpgsqlDbType.Bytea, links.Select(link => link.Hash).ToArray());
        Add("keys", NpgsqlDbType.Text, links.Select(link => link.KeyId).ToArray());
        Add("sealed", NpgsqlDbType.Bigint, links.Select(link => link.SealedAt).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add(string name, NpgsqlDbType type, object values) =>
            command.Parameters.Add(new NpgsqlParameter(name, NpgsqlDbType.Array | type) { Value = values });
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var (forgotten, removed) = await connection.QuerySingleAsync<(long, long)>(new CommandDefinition(
            "select forgotten, removed from audit_forget()", cancellationToken: cancellationToken));
        if (forgotten + removed > 0)
        {
            LogForgotten(forgotten, removed);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} lines of the audit sealed, to position {Position}, hash {Hash}")]
    private partial void LogSealed(int count, long position, string hash);

    [LoggerMessage(Level = LogLevel.Information, Message = "Retention of the audit: {Forgotten} addresses forgotten, {Removed} lines removed")]
    private partial void LogForgotten(long forgotten, long removed);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The audit's chain was tampered with, nothing is sealed: {Problem}")]
    private partial void LogBroken(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sealing the audit failed and will be tried again: {Problem}")]
    private partial void LogFailed(string problem);

    private sealed record Line(long Id, long At, string Content, string Origin, long Now);
}

/// <summary>The chain is no longer the one that was seen.</summary>
internal sealed class AuditTamperedException(string message) : Exception(message);
