using System.Text.Json;
using Dapper;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security.Secrets;
using ItfPortal.Web.Platform.Words;
using Npgsql;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>
/// The table <c>outbox_mail</c>. A worker takes rows by a lease of its own: whoever has it alone may end the row, and until it runs out
/// nobody else takes it. Times are the portal's, never the database's.
/// </summary>
internal sealed class OutboxStore(NpgsqlDataSource dataSource, SecretBox secrets, TimeProvider time)
{
    /// <summary>Of NOTIFY; the payload is empty.</summary>
    public const string Channel = "outbox_mail";

    private const string Purpose = "outbox-mail";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    private DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Adds a mail.</summary>
    /// <returns>Whether it was new.</returns>
    public async Task<bool> AddAsync(OutgoingMail mail, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var model = JsonSerializer.SerializeToUtf8Bytes(mail.Model, mail.Model.GetType(), s_json);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            with added as (
                insert into outbox_mail (id, key, recipient, recipient_name, template, language, model, key_id, next_at, expires_at, created_at)
                values (@id, @Key, @Address, @Name, @template, @language, @model, @KeyId, @Now, @ExpiresAt, @Now)
                on conflict (key, lower(recipient), channel) do nothing
                returning id
            ), told as (select pg_notify('outbox_mail', '') from added)
            select count(*)::int from told
            """,
            new
            {
                id,
                mail.Key,
                mail.To.Address,
                mail.To.Name,
                template = MailTemplates.Of(mail.Model).Name,
                language = mail.To.Language == Language.English ? "en" : "fr",
                model = secrets.Seal(Purpose, model, id.ToByteArray()),
                secrets.KeyId,
                Now,
                mail.ExpiresAt,
            },
            transaction, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Takes what is due, oldest first, for as long as the lease lasts. Each counts as an attempt.</summary>
    public async Task<IReadOnlyList<OutboxMail>> TakeAsync(Guid lease, TimeSpan length, int most, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            update outbox_mail m set lease = @lease, leased_until = @until, attempts = attempts + 1
            from (
                select id from outbox_mail
                where state = 'waiting' and next_at <= @Now and (leased_until is null or leased_until <= @Now)
                order by next_at, id limit @most for update skip locked
            ) due
            where m.id = due.id
            returning m.id, m.recipient, m.recipient_name as "RecipientName", m.template, m.language, m.model, m.key_id as "KeyId", m.attempts,
                m.created_at as "CreatedAt", m.expires_at as "ExpiresAt"
            """,
            new { lease, until = Now + length, Now, most }, cancellationToken: cancellationToken));
        return [.. rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).Select(Read)];
    }

    /// <summary>Lengthens a lease over those of the rows that still have it.</summary>
    /// <returns>Whether any had.</returns>
    public Task<bool> RenewAsync(IReadOnlyCollection<Guid> ids, Guid lease, TimeSpan length, CancellationToken cancellationToken) => OneAsync(
        "update outbox_mail set leased_until = @until where lease = @lease and id = any(@ids)",
        new { lease, ids = ids.ToArray(), until = Now + length }, cancellationToken);

    /// <summary>The server has it. What it said is forgotten here: nobody needs it again.</summary>
    /// <returns>Whether the mail was still this worker's.</returns>
    public Task<bool> SentAsync(Guid id, Guid lease, CancellationToken cancellationToken) => OneAsync(
        """
        update outbox_mail set state = 'sent', ended_at = @Now, model = null, key_id = null, last_error = null, lease = null, leased_until = null
        where id = @id and lease = @lease
        """,
        new { id, lease, Now }, cancellationToken);

    /// <summary>It did not go and is tried again.</summary>
    /// <returns>As above.</returns>
    public Task<bool> LaterAsync(Guid id, Guid lease, TimeSpan wait, string? problem, CancellationToken cancellationToken) => OneAsync(
        "update outbox_mail set next_at = @next, last_error = @problem, lease = null, leased_until = null where id = @id and lease = @lease",
        new { id, lease, next = Now + wait, problem }, cancellationToken);

    /// <summary>It will not go.</summary>
    /// <returns>As above.</returns>
    public Task<bool> DeadAsync(Guid id, Guid lease, string? problem, CancellationToken cancellationToken) => OneAsync(
        "update outbox_mail set state = 'dead', ended_at = @Now, last_error = @problem, lease = null, leased_until = null where id = @id and lease = @lease",
        new { id, lease, Now, problem }, cancellationToken);

    /// <summary>Gives back what was taken and not tried.</summary>
    public Task ReleaseAsync(Guid lease, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) => OneAsync(
        "update outbox_mail set lease = null, leased_until = null, attempts = attempts - 1 where lease = @lease and id = any(@ids)",
        new { lease, ids = ids.ToArray() }, cancellationToken);

    /// <summary>Forgets what ended before that moment.</summary>
    /// <returns>How many rows.</returns>
    public async Task<int> ForgetAsync(DateTime before, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "delete from outbox_mail where ended_at < @before", new { before }, cancellationToken: cancellationToken));
    }

    private async Task<bool> OneAsync(string sql, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: cancellationToken)) > 0;
    }

    private OutboxMail Read(Row row) => new(
        row.Id, new MailRecipient(row.Recipient, row.RecipientName, row.Language == "en" ? Language.English : Language.French),
        row.Template, Model(row), row.Attempts, Utc(row.CreatedAt), row.ExpiresAt is { } expires ? Utc(expires) : null);

    private MailModel? Model(Row row)
    {
        if (row.Model is null || row.KeyId is null || MailTemplates.Find(row.Template) is not { } template
            || secrets.Open(Purpose, row.KeyId, row.Model, row.Id.ToByteArray()) is not { } json)
        {
            return null;
        }
        try
        {
            return (MailModel?)JsonSerializer.Deserialize(json, template.Model, s_json);
        }
        catch (JsonException)
        {
            // Of another version of the portal.
            return null;
        }
    }

    private static DateTime Utc(DateTime value) => DateTime.SpecifyKind(value, DateTimeKind.Utc);

    private sealed class Row
    {
        public Guid Id { get; init; }

        public required string Recipient { get; init; }

        public string? RecipientName { get; init; }

        public required string Template { get; init; }

        public required string Language { get; init; }

        public byte[]? Model { get; init; }

        public string? KeyId { get; init; }

        public int Attempts { get; init; }

        public DateTime CreatedAt { get; init; }

        public DateTime? ExpiresAt { get; init; }
    }
}
