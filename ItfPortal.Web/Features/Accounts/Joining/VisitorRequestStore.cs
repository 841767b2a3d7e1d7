using System.Text.Json;
using Dapper;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Security.Secrets;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Joining;

/// <summary>The table <c>visitor_requests</c>: what Tryton does not have yet, sealed. Times are the portal's.</summary>
internal sealed class VisitorRequestStore(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider time)
{
    /// <summary>Of NOTIFY; the payload is empty.</summary>
    public const string Channel = "visitor_requests";

    private const string Purpose = "visitor-request";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Keeps a request; one that is there already stays as it is.</summary>
    public async Task AddAsync(Guid id, NewVisitorRequest request, CancellationToken cancellationToken)
    {
        var content = secrets.Seal(Purpose, JsonSerializer.SerializeToUtf8Bytes(request, s_json), id.ToByteArray());
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            with added as (
                insert into visitor_requests (id, content, key_id, next_at, created_at) values (@id, @content, @KeyId, @Now, @Now)
                on conflict (id) do nothing returning id
            )
            select pg_notify('visitor_requests', '') from added
            """,
            new { id, content, secrets.KeyId, Now }, cancellationToken: cancellationToken));
    }

    /// <summary>Takes the oldest that is due, for as long as the transaction; null when there is none.</summary>
    public async Task<KeptRequest?> TakeAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var row = await transaction.Connection!.QueryFirstOrDefaultAsync<Row>(new CommandDefinition(
            """
            select id, content, key_id as "KeyId", attempts, created_at as "CreatedAt" from visitor_requests
            where failed_at is null and next_at <= @Now order by next_at, id limit 1 for update skip locked
            """,
            new { Now }, transaction, cancellationToken: cancellationToken));
        if (row is null)
        {
            return null;
        }
        var content = secrets.Open(Purpose, row.KeyId, row.Content, row.Id.ToByteArray());
        return new KeptRequest(
            row.Id, content is null ? null : JsonSerializer.Deserialize<NewVisitorRequest>(content, s_json), row.Attempts,
            DateTime.SpecifyKind(row.CreatedAt, DateTimeKind.Utc));
    }

    /// <summary>Tryton has it.</summary>
    public static Task DoneAsync(Guid id, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        OneAsync("delete from visitor_requests where id = @id", new { id }, transaction, cancellationToken);

    /// <summary>It did not go and is tried again.</summary>
    public Task LaterAsync(Guid id, TimeSpan wait, NpgsqlTransaction transaction, CancellationToken cancellationToken) => OneAsync(
        "update visitor_requests set attempts = attempts + 1, next_at = @next where id = @id", new { id, next = Now + wait }, transaction, cancellationToken);

    /// <summary>Tryton will never take it.</summary>
    public Task FailedAsync(Guid id, NpgsqlTransaction transaction, CancellationToken cancellationToken) => OneAsync(
        "update visitor_requests set attempts = attempts + 1, failed_at = @Now where id = @id", new { id, Now }, transaction, cancellationToken);

    /// <summary>Forgets what failed longer ago than that.</summary>
    public async Task ForgetAsync(TimeSpan kept, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from visitor_requests where failed_at < @before", new { before = Now - kept }, cancellationToken: cancellationToken));
    }

    private static Task<int> OneAsync(string sql, object parameters, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    private sealed class Row
    {
        public Guid Id { get; init; }

        public required byte[] Content { get; init; }

        public required string KeyId { get; init; }

        public int Attempts { get; init; }

        public DateTime CreatedAt { get; init; }
    }
}

/// <summary>A request that waits for Tryton.</summary>
/// <param name="Id">Its own.</param>
/// <param name="Content">Null when the key that sealed it is gone.</param>
/// <param name="Attempts">Made before.</param>
/// <param name="At">When it was sent, UTC.</param>
internal sealed record KeptRequest(Guid Id, NewVisitorRequest? Content, int Attempts, DateTime At);
