using System.Collections.Immutable;
using Dapper;
using Npgsql;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>The outbox as administrators see it: whom, what kind, what went wrong; never what a mail says.</summary>
internal sealed class OutboxReader(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Columns =
        """
        id, recipient, template, language, state, attempts, next_at as "NextAt", last_error as "LastError", created_at as "CreatedAt",
            ended_at as "EndedAt", expires_at as "ExpiresAt", (model is not null) as kept
        """;

    /// <summary>One page, newest first; what was sent is looked for by state only.</summary>
    public async Task<OutboxPage> PageAsync(OutboxQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var where = query.State is { } ? "state = @state" : "state <> 'sent'";
        var (condition, order) = query switch
        {
            { Before: not null } => (" and id < @Before", "desc"),
            { After: not null } => (" and id > @After", "asc"),
            _ => ("", "desc"),
        };
        var rows = (await connection.QueryAsync<Row>(new CommandDefinition(
            $"select {Columns} from outbox_mail where {where}{condition} order by id {order} limit @limit",
            new { state = query.State is { } state ? Word(state) : null, query.Before, query.After, limit = query.Limit + 1 },
            cancellationToken: cancellationToken))).Select(Read).ToList();
        var more = rows.Count > query.Limit;
        if (more)
        {
            rows.RemoveAt(query.Limit);
        }
        if (order == "asc")
        {
            rows.Reverse();
        }
        return new OutboxPage(
            [.. rows],
            HasNewer: query.After is not null ? more : query.Before is not null && rows.Count > 0,
            HasOlder: query.After is not null ? rows.Count > 0 : more);
    }

    /// <summary>Sends a dead letter again, or a waiting one now, as if it were new.</summary>
    /// <param name="id">Of the row.</param>
    /// <param name="transaction">In which it is also put on record.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <returns>False when there is none such, or it was sent, has expired, or is being sent right now.</returns>
    public async Task<bool> ResendAsync(Guid id, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var now = time.GetUtcNow().UtcDateTime;
        return await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            with again as (
                update outbox_mail set state = 'waiting', attempts = 0, next_at = @now, ended_at = null, lease = null, leased_until = null
                where id = @id and state <> 'sent' and model is not null and (expires_at is null or expires_at > @now)
                    and (leased_until is null or leased_until <= @now)
                returning id
            ), told as (select pg_notify('outbox_mail', '') from again)
            select count(*)::int from told
            """,
            new { id, now }, transaction, cancellationToken: cancellationToken)) > 0;
    }

    private static string Word(OutboxState state) => state.ToString().ToLowerInvariant();

    private OutboxLine Read(Row row)
    {
        var expires = Utc(row.ExpiresAt);
        var state = Enum.TryParse<OutboxState>(row.State, ignoreCase: true, out var known) ? known : OutboxState.Dead;
        return new OutboxLine(
            row.Id, row.Recipient, row.Template, row.Language, state, row.Attempts, Utc(row.CreatedAt)!.Value,
            state == OutboxState.Waiting ? Utc(row.NextAt) : null, Utc(row.EndedAt), row.LastError,
            CanResend: state != OutboxState.Sent && row.Kept && !(expires <= time.GetUtcNow().UtcDateTime));
    }

    private static DateTime? Utc(DateTime? value) => value is { } some ? DateTime.SpecifyKind(some, DateTimeKind.Utc) : null;

    private sealed class Row
    {
        public Guid Id { get; init; }

        public required string Recipient { get; init; }

        public required string Template { get; init; }

        public required string Language { get; init; }

        public required string State { get; init; }

        public int Attempts { get; init; }

        public DateTime NextAt { get; init; }

        public string? LastError { get; init; }

        public DateTime CreatedAt { get; init; }

        public DateTime? EndedAt { get; init; }

        public DateTime? ExpiresAt { get; init; }

        public bool Kept { get; init; }
    }
}

/// <summary>What became of a mail.</summary>
public enum OutboxState
{
    /// <summary>To be sent.</summary>
    Waiting,

    /// <summary>The mail server has it.</summary>
    Sent,

    /// <summary>Given up.</summary>
    Dead,
}

/// <summary>Which page of the outbox.</summary>
/// <param name="State">Null for everything that was not sent.</param>
/// <param name="Before">Older than this row.</param>
/// <param name="After">Newer than this row; not together with <paramref name="Before"/>.</param>
/// <param name="Limit">Rows at most.</param>
public sealed record OutboxQuery(OutboxState? State, Guid? Before, Guid? After, int Limit);

/// <summary>A page of the outbox.</summary>
/// <param name="Lines">Newest first.</param>
/// <param name="HasNewer">Whether there is a page before it.</param>
/// <param name="HasOlder">Whether there is a page after it.</param>
public sealed record OutboxPage(ImmutableArray<OutboxLine> Lines, bool HasNewer, bool HasOlder);

/// <summary>A mail of the outbox, without what it says.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Recipient">The address.</param>
/// <param name="Template">Name of the template.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="State">What became of it.</param>
/// <param name="Attempts">Begun so far.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="NextAt">When it is tried next, UTC; null unless waiting.</param>
/// <param name="EndedAt">When it was sent or given up, UTC.</param>
/// <param name="Problem">What the mail server said last; null when nothing went wrong.</param>
/// <param name="CanResend">Whether sending it again makes sense.</param>
public sealed record OutboxLine(
    Guid Id, string Recipient, string Template, string Language, OutboxState State, int Attempts, DateTime CreatedAt, DateTime? NextAt,
    DateTime? EndedAt, string? Problem, bool CanResend);
