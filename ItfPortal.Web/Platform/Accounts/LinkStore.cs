using System.Text.Json;
using Dapper;
using ItfPortal.Web.Platform.Security.Secrets;
using Npgsql;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>
/// The table <c>account_links</c>. A worker takes a row by a lease of its own; only whoever has it may end the row. The secret of the link is
/// made with the row and stays the same at every attempt, so that one that died half-way is repeated and not doubled. Times are the portal's.
/// </summary>
internal sealed class LinkStore(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider time)
{
    /// <summary>Of NOTIFY; the payload is empty.</summary>
    public const string Channel = "account_links";

    /// <summary>Longer than a call of Tryton may take; a killed worker's rows wait that long.</summary>
    public static readonly TimeSpan LeaseLength = TimeSpan.FromSeconds(60);

    private const string Purpose = "account-links";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Adds a request.</summary>
    /// <returns>Whether it was new.</returns>
    public async Task<bool> AddAsync(AccountLink link, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var kind = LinkKinds.Of(link);
        var request = JsonSerializer.SerializeToUtf8Bytes(
            new Sealed(JsonSerializer.SerializeToElement(link, link.GetType(), s_json), LinkSecret.New()), s_json);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            with added as (
                insert into account_links (id, key, kind, request, key_id, next_at, expires_at, created_at)
                values (@id, @Key, @kind, @request, @KeyId, @Now, @expires, @Now)
                on conflict (key) do nothing
                returning id
            ), told as (select pg_notify('account_links', '') from added)
            select count(*)::int from told
            """,
            new
            {
                id,
                link.Key,
                kind = kind.Name,
                request = secrets.Seal(Purpose, request, id.ToByteArray()),
                secrets.KeyId,
                Now,
                expires = Now + kind.Holds,
            },
            transaction, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Takes the one that is due longest; null when none is. Counts as an attempt.</summary>
    public async Task<LinkRow?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            """
            update account_links l set lease = @lease, leased_until = @until, attempts = attempts + 1
            from (
                select id from account_links
                where ended_at is null and next_at <= @Now and (leased_until is null or leased_until <= @Now)
                order by next_at, id limit 1 for update skip locked
            ) due
            where l.id = due.id
            returning l.id, l.kind, l.request, l.key_id as "KeyId", l.attempts, l.expires_at as "ExpiresAt", l.lease
            """,
            new { lease = Guid.NewGuid(), until = Now + LeaseLength, Now }, cancellationToken: cancellationToken));
        return row is null ? null : Read(row);
    }

    /// <summary>Not now.</summary>
    public async Task LaterAsync(LinkRow row, TimeSpan wait, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update account_links set next_at = @next, lease = null, leased_until = null where id = @Id and lease = @Lease",
            new { row.Id, row.Lease, next = Now + wait }, cancellationToken: cancellationToken));
    }

    /// <summary>Ends it, in the transaction of what came of it.</summary>
    /// <param name="row">The row.</param>
    /// <param name="person">Whom a mail was made for; null when nobody.</param>
    /// <param name="transaction">Of the mail.</param>
    /// <param name="cancellationToken">Of the worker.</param>
    /// <returns>Whether it was still this worker's.</returns>
    public async Task<bool> EndAsync(LinkRow row, int? person, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            """
            update account_links set ended_at = @Now, person = @person, request = null, key_id = null, lease = null, leased_until = null
            where id = @Id and lease = @Lease
            """,
            new { row.Id, row.Lease, Now, person }, transaction, cancellationToken: cancellationToken)) > 0;

    /// <summary>How many mails of the kind were made for the person since then. Of two workers that ask at once the second waits for the first.</summary>
    public static async Task<int> CountAsync(int person, string kind, DateTime since, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await transaction.Connection!.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtext('account_links'), @person)", new { person }, transaction, cancellationToken: cancellationToken));
        return await transaction.Connection!.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*)::int from account_links where person = @person and kind = @kind and ended_at > @since",
            new { person, kind, since }, transaction, cancellationToken: cancellationToken));
    }

    /// <summary>Forgets what ended before that moment.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> ForgetAsync(DateTime before, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from account_links where ended_at < @before", new { before }, cancellationToken: cancellationToken));
    }

    private LinkRow Read(Row row)
    {
        var (link, secret) = Open(row);
        return new LinkRow(row.Id, row.Lease, row.Kind, link, secret, row.Attempts, DateTime.SpecifyKind(row.ExpiresAt, DateTimeKind.Utc));
    }

    private (AccountLink? Link, string Secret) Open(Row row)
    {
        if (row.Request is null || row.KeyId is null || LinkKinds.Find(row.Kind) is not { } kind
            || secrets.Open(Purpose, row.KeyId, row.Request, row.Id.ToByteArray()) is not { } json)
        {
            return (null, "");
        }
        try
        {
            return JsonSerializer.Deserialize<Sealed>(json, s_json) is { } opened ? ((AccountLink?)opened.Link.Deserialize(kind.Type, s_json), opened.Secret) : (null, "");
        }
        catch (JsonException)
        {
            // Of another version of the portal.
            return (null, "");
        }
    }

    private sealed record Sealed(JsonElement Link, string Secret);

    private sealed class Row
    {
        public Guid Id { get; init; }

        public Guid Lease { get; init; }

        public required string Kind { get; init; }

        public byte[]? Request { get; init; }

        public string? KeyId { get; init; }

        public int Attempts { get; init; }

        public DateTime ExpiresAt { get; init; }
    }
}

/// <summary>A row that a worker has taken.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="Lease">This worker's hold on it.</param>
/// <param name="Kind">Its word.</param>
/// <param name="Link">What to send; null when it cannot be read: another version's kind, a key that is gone.</param>
/// <param name="Secret">Of the link to be.</param>
/// <param name="Attempts">This one included.</param>
/// <param name="ExpiresAt">UTC.</param>
internal sealed record LinkRow(Guid Id, Guid Lease, string Kind, AccountLink? Link, string Secret, int Attempts, DateTime ExpiresAt)
{
    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"{Kind} {Id}";
}
