using System.Text.Json;
using Dapper;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Security.Secrets;
using Npgsql;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>The table <c>visitor_requests</c>: what Tryton does not have yet, sealed. Times are the portal's.</summary>
internal sealed class VisitorRequestStore(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider time)
{
    /// <summary>Of NOTIFY; the payload is empty.</summary>
    public const string Channel = "visitor_requests";

    private const string Purpose = "visitor-request";
    private const string FilePurpose = "visitor-file";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Keeps a request with its files; one that is there already stays as it is.</summary>
    public async Task AddAsync(Guid id, NewVisitorRequest request, IReadOnlyList<Upload> files, CancellationToken cancellationToken)
    {
        var content = secrets.Seal(Purpose, JsonSerializer.SerializeToUtf8Bytes(request, s_json), id.ToByteArray());
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var added = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into visitor_requests (id, content, key_id, next_at, created_at) values (@id, @content, @KeyId, @Now, @Now)
            on conflict (id) do nothing
            """,
            new { id, content, secrets.KeyId, Now }, transaction, cancellationToken: cancellationToken));
        if (added > 0)
        {
            for (var index = 0; index < files.Count; index++)
            {
                await AddFileAsync(id, index + 1, files[index], transaction, cancellationToken);
            }
            await connection.ExecuteAsync(new CommandDefinition("select pg_notify('visitor_requests', '')", transaction: transaction, cancellationToken: cancellationToken));
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Where a request's files stand, in their order.</summary>
    public static async Task<IReadOnlyList<int>> FilesAsync(Guid id, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        [.. await transaction.Connection!.QueryAsync<int>(new CommandDefinition(
            "select position from visitor_files where request = @id order by position", new { id }, transaction, cancellationToken: cancellationToken))];

    /// <summary>One of them; null when the key that sealed it is gone.</summary>
    public async Task<NewVisitorFile?> FileAsync(Guid id, int position, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var row = await transaction.Connection!.QuerySingleAsync<FileRow>(new CommandDefinition(
            """select about, content, key_id as "KeyId" from visitor_files where request = @id and position = @position""",
            new { id, position }, transaction, cancellationToken: cancellationToken));
        var owner = Owner(id, position);
        return secrets.Open(FilePurpose, row.KeyId, row.About, owner) is { } about && secrets.Open(FilePurpose, row.KeyId, row.Content, owner) is { } content
            && JsonSerializer.Deserialize<About>(about, s_json) is { } told
            ? new NewVisitorFile(position, told.Name, told.Type, told.Scan, content)
            : null;
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

    private async Task AddFileAsync(Guid id, int position, Upload file, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var owner = Owner(id, position);
        var about = secrets.Seal(FilePurpose, JsonSerializer.SerializeToUtf8Bytes(new About(file.Name, file.Type, file.Scan), s_json), owner);
        var content = secrets.Seal(FilePurpose, await file.ReadAsync(cancellationToken), owner);
        await OneAsync(
            "insert into visitor_files (request, position, about, content, key_id) values (@id, @position, @about, @content, @KeyId)",
            new { id, position, about, content, secrets.KeyId }, transaction, cancellationToken);
    }

    // A row moved to another request, or to another place of its own, does not open.
    private static byte[] Owner(Guid id, int position) => [.. id.ToByteArray(), (byte)position];

    private static Task<int> OneAsync(string sql, object parameters, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

    private sealed record About(string Name, string Type, FileScan Scan);

    private sealed class FileRow
    {
        public required byte[] About { get; init; }

        public required byte[] Content { get; init; }

        public required string KeyId { get; init; }
    }

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
