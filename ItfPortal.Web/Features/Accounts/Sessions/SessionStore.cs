using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Persistence;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>
/// The table <c>sessions</c>. Every end and every change of identity is told to all replicas in its own transaction
/// (NOTIFY <see cref="Channel"/>). Times are the database's, so that a replica's wrong clock ends nobody's session.
/// </summary>
internal sealed class SessionStore(NpgsqlDataSource dataSource, SecretBox secrets, IOptions<PortalSessionOptions> options)
{
    /// <summary>Payload: <c>ended</c>, <c>changed</c> or <c>renewed</c>, a space, the session's id.</summary>
    public const string Channel = "portal_session";

    private const string Purpose = "session";

    private const string IdleFor = "case when remembered then @RememberedIdle else @Idle end";
    private const string AtMost = "case when remembered then @RememberedAbsolute else @Absolute end";
    private const string Alive = $"ended_at is null and last_seen_at > now() - {IdleFor} and started_at > now() - {AtMost}";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The longest that a session on a known device lives.</summary>
    public TimeSpan RememberedFor => options.Value.RememberedAbsolute;

    private object Lifetimes(object? id = null, object? user = null) =>
        new { id, user, options.Value.Idle, options.Value.Absolute, options.Value.RememberedIdle, options.Value.RememberedAbsolute };

    /// <summary>A living session, or null.</summary>
    public async Task<PortalSession?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (SessionKey.ToBytes(id) is not { } key)
        {
            return null;
        }
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"select id, user_id, login, tryton_key, key_id, identity, started_at, proved_at from sessions where id = @id and {Alive}",
            Lifetimes(key), cancellationToken: cancellationToken));
        return row is null ? null : Read(row);
    }

    /// <summary>How long a living session still lives when nothing more is done; null when it has ended.</summary>
    public async Task<TimeLeft?> LeftAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var left = await connection.QueryAsync<(TimeSpan Idle, TimeSpan Absolute)>(new CommandDefinition(
            $"select last_seen_at + {IdleFor} - now(), started_at + {AtMost} - now() from sessions where id = @id and {Alive}",
            Lifetimes(SessionKey.ToBytes(id)), cancellationToken: cancellationToken));
        return left.Select(found => new TimeLeft(found.Idle, found.Absolute)).FirstOrDefault();
    }

    /// <summary>Opens a session and ends the person's least used ones beyond the limit.</summary>
    /// <param name="id">Of the new session.</param>
    /// <param name="token">The person's own Tryton session.</param>
    /// <param name="identity">Who they are.</param>
    /// <param name="address">The visitor's.</param>
    /// <param name="userAgent">For the list of devices.</param>
    /// <param name="remembered">Whether they stay signed in.</param>
    /// <param name="proved">Whether they gave their password; if not, the session is never <see cref="PortalSession.IsFresh"/> before they do.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <returns>Ids of the sessions ended for it.</returns>
    public async Task<IReadOnlyList<string>> AddAsync(
        string id, SessionToken token, Identity identity, IPAddress? address, string? userAgent, bool remembered, bool proved,
        CancellationToken cancellationToken)
    {
        var key = SessionKey.ToBytes(id) ?? throw new ArgumentException("Not an id of a session", nameof(id));
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two sign-ins at once must not both find room.
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_xact_lock(hashtext('sessions'), @user)", new { user = identity.User }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into sessions (id, user_id, login, tryton_key, key_id, identity, address, user_agent, remembered, proved_at)
            values (@key, @User, @Login, @sealedKey, @KeyId, @identity::jsonb, @address::inet, @userAgent, @remembered,
                case when @proved then now() else 'epoch'::timestamptz end)
            """,
            new
            {
                key,
                identity.User,
                token.Login,
                secrets.KeyId,
                // Without an IPv6 scope, which the type does not know.
                address = address is null ? null : new IPAddress(address.GetAddressBytes()).ToString(),
                sealedKey = secrets.Seal(Purpose, Encoding.UTF8.GetBytes(token.Key), key),
                identity = JsonSerializer.Serialize(identity, s_json),
                remembered,
                proved,
                userAgent = userAgent is null ? null : ShortText.Cut(userAgent, 300),
            },
            transaction, cancellationToken: cancellationToken));
        var ended = await connection.QueryAsync<byte[]>(new CommandDefinition(
            """
            update sessions set ended_at = now(), end_reason = 'limit' where id in (
                select id from sessions where user_id = @User and ended_at is null and id <> @key
                order by last_seen_at desc offset @others)
            returning id
            """,
            new { identity.User, key, others = options.Value.PerUser - 1 }, transaction, cancellationToken: cancellationToken));
        var ids = await TellAsync(connection, "ended", ended);
        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    /// <summary>A person's living sessions, the one used last first.</summary>
    public async Task<IReadOnlyList<OpenSession>> OfPersonAsync(int user, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(byte[] Id, DateTime StartedAt, DateTime LastSeenAt, string? Address, string? UserAgent)>(new CommandDefinition(
            $"select id, started_at, last_seen_at, host(address), user_agent from sessions where user_id = @user and {Alive} order by last_seen_at desc, id",
            Lifetimes(user: user), cancellationToken: cancellationToken));
        return [.. rows.Select(row => new OpenSession(SessionKey.ToText(row.Id), row.StartedAt, row.LastSeenAt, row.Address, row.UserAgent))];
    }

    /// <summary>Ends a session.</summary>
    /// <returns>Whether it was alive.</returns>
    public async Task<bool> EndAsync(string id, string reason, CancellationToken cancellationToken)
    {
        if (SessionKey.ToBytes(id) is not { } key)
        {
            return false;
        }
        var ended = await UpdateAsync(
            "update sessions set ended_at = now(), end_reason = @reason where id = @key and ended_at is null returning id",
            new { key, reason }, "ended", cancellationToken);
        return ended.Count > 0;
    }

    /// <summary>Gives a living session another Tryton session of the same person.</summary>
    /// <returns>Whether it was alive.</returns>
    public async Task<bool> RenewAsync(string id, SessionToken token, CancellationToken cancellationToken)
    {
        if (SessionKey.ToBytes(id) is not { } key)
        {
            return false;
        }
        var renewed = await UpdateAsync(
            "update sessions set tryton_key = @sealedKey, key_id = @KeyId, proved_at = now(), identity_due_at = now() where id = @key and user_id = @UserId and ended_at is null returning id",
            new { key, token.UserId, secrets.KeyId, sealedKey = secrets.Seal(Purpose, Encoding.UTF8.GetBytes(token.Key), key) },
            "renewed", cancellationToken);
        return renewed.Count > 0;
    }

    /// <summary>Ends what nobody used for too long or what is too old.</summary>
    public Task<IReadOnlyList<string>> EndExpiredAsync(CancellationToken cancellationToken) => UpdateAsync(
        $"update sessions set ended_at = now(), end_reason = 'expired' where ended_at is null and not ({Alive}) returning id",
        Lifetimes(), "ended", cancellationToken);

    /// <summary>Notes a person's own doing; one whose time is over is not woken.</summary>
    public async Task TouchAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            $"update sessions set last_seen_at = now() where id = any(@keys) and {Alive}",
            new
            {
                keys = ids.Select(SessionKey.ToBytes).OfType<byte[]>().ToArray(),
                options.Value.Idle,
                options.Value.Absolute,
                options.Value.RememberedIdle,
                options.Value.RememberedAbsolute,
            },
            cancellationToken: cancellationToken));
    }

    /// <summary>Leaves a session alone whose Tryton session is gone, unless something was heard of the person's access since the last answer.</summary>
    /// <returns>False when something was heard: what Tryton no longer says may be that they are out.</returns>
    public async Task<bool> TrySleepAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "update sessions set identity_at = now(), identity_due_at = null where id = @key and identity_at > '-infinity'",
            new { key = SessionKey.ToBytes(id) }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Stores what Tryton says now; tells the replicas when it differs.</summary>
    /// <returns>Whether it differs.</returns>
    public async Task<bool> RefreshIdentityAsync(string id, Identity identity, CancellationToken cancellationToken)
    {
        var key = SessionKey.ToBytes(id);
        var json = JsonSerializer.Serialize(identity, s_json);
        await using (var connection = await dataSource.OpenConnectionAsync(cancellationToken))
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update sessions set identity_at = now(), identity_due_at = null where id = @key", new { key }, cancellationToken: cancellationToken));
        }
        var changed = await UpdateAsync(
            "update sessions set identity = @json::jsonb where id = @key and ended_at is null and identity <> @json::jsonb returning id",
            new { key, json }, "changed", cancellationToken);
        return changed.Count > 0;
    }

    /// <summary>
    /// Stores what a person has just said of themselves in all their sessions. Tabs do not load again for it: what somebody is typing in one
    /// must not be lost because they chose a language in another.
    /// </summary>
    /// <returns>Ids of the sessions.</returns>
    public async Task<IReadOnlyList<string>> RetellAsync(int user, string? name, string? language, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var keys = await connection.QueryAsync<byte[]>(new CommandDefinition(
            """
            update sessions set identity = identity || jsonb_strip_nulls(jsonb_build_object('name', @name::text, 'language', @language::text))
            where user_id = @user and ended_at is null returning id
            """,
            new { user, name, language }, cancellationToken: cancellationToken));
        return [.. keys.Select(SessionKey.ToText)];
    }

    /// <summary>
    /// Marks a person's sessions to be read again from Tryton, everybody's when null. What was known is not believed any more,
    /// on any replica and whatever happens to Tryton meanwhile, until it has answered.
    /// </summary>
    public async Task MarkIdentityDueAsync(int? user, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update sessions set identity_due_at = now(), identity_at = '-infinity' where (@user::int is null or user_id = @user) and ended_at is null", new { user }, cancellationToken: cancellationToken));
    }

    /// <summary>Marks those of the given sessions whose identity is old.</summary>
    public async Task MarkOldIdentitiesDueAsync(IReadOnlyCollection<string> ids, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update sessions set identity_due_at = now()
            where id = any(@keys) and ended_at is null and identity_due_at is null and identity_at < now() - @age
            """,
            new { keys = ids.Select(SessionKey.ToBytes).OfType<byte[]>().ToArray(), age }, cancellationToken: cancellationToken));
    }

    /// <summary>Takes sessions whose identity is due; another replica leaves them alone for half a minute.</summary>
    public Task<IReadOnlyList<PortalSession>> TakeDueAsync(CancellationToken cancellationToken) => TakeAsync(
        $"""
        update sessions set identity_due_at = now() + interval '30 seconds' where id in (
            select id from sessions where identity_due_at <= now() and {Alive} order by identity_due_at limit 20 for update skip locked)
        returning id, user_id, login, tryton_key, key_id, identity, started_at, proved_at
        """, cancellationToken);

    /// <summary>Takes ended sessions whose Tryton session is still open; another replica leaves them alone for half a minute.</summary>
    public Task<IReadOnlyList<PortalSession>> TakeEndedAsync(CancellationToken cancellationToken) => TakeAsync(
        """
        update sessions set closing_at = now() where id in (
            select id from sessions where ended_at is not null and (closing_at is null or closing_at < now() - interval '30 seconds')
            order by ended_at limit 20 for update skip locked)
        returning id, user_id, login, tryton_key, key_id, identity, started_at, proved_at
        """, cancellationToken);

    /// <summary>Forgets a session whose Tryton session is closed, and those Tryton has forgotten by age.</summary>
    public async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from sessions where id = @key and ended_at is not null or ended_at < now() - interval '15 days'",
            new { key = SessionKey.ToBytes(id) }, cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyList<PortalSession>> TakeAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(sql, Lifetimes(), cancellationToken: cancellationToken));
        return [.. rows.Select(Read).OfType<PortalSession>()];
    }

    private async Task<IReadOnlyList<string>> UpdateAsync(string sql, object parameters, string word, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var keys = await connection.QueryAsync<byte[]>(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));
        var ids = await TellAsync(connection, word, keys);
        await transaction.CommitAsync(cancellationToken);
        return ids;
    }

    private static async Task<IReadOnlyList<string>> TellAsync(NpgsqlConnection connection, string word, IEnumerable<byte[]> keys)
    {
        var ids = keys.Select(SessionKey.ToText).ToList();
        foreach (var id in ids)
        {
            await connection.ExecuteAsync("select pg_notify(@Channel, @payload)", new { Channel, payload = $"{word} {id}" });
        }
        return ids;
    }

    private PortalSession? Read(Row row)
    {
        // A key that is gone or a row somebody edited: the person signs in again.
        var trytonKey = secrets.Open(Purpose, row.KeyId, row.TrytonKey, row.Id);
        var identity = JsonSerializer.Deserialize<Identity>(row.Identity, s_json);
        return trytonKey is null || identity is null
            ? null
            : new PortalSession(
                SessionKey.ToText(row.Id), new SessionToken(row.Login, row.UserId, Encoding.UTF8.GetString(trytonKey)), identity, row.StartedAt)
            { ProvedAt = row.ProvedAt };
    }

    private sealed class Row
    {
        public required byte[] Id { get; init; }

        public int UserId { get; init; }

        public required string Login { get; init; }

        public required byte[] TrytonKey { get; init; }

        public required string KeyId { get; init; }

        public required string Identity { get; init; }

        public DateTime StartedAt { get; init; }

        public DateTime ProvedAt { get; init; }
    }
}
