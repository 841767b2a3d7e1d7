using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>Adds lines to <c>audit_log</c>. Nothing here changes or removes one: the portal's role could not.</summary>
internal sealed class AuditStore(NpgsqlDataSource dataSource, SecretBox secrets, IOptions<SiteOptions> site)
{
    private const string LoginPurpose = "audit-login";

    // What a session's line does not say of address and browser is what its sign-in said.
    private const string Insert =
        """
        insert into audit_log (event, outcome, actor_kind, actor_user, actor_login, on_behalf_of, parties, session, address, user_agent,
            target_type, target_id, trace_id, replica, detail, completes, source)
        values (@Event, @Outcome, @Kind, @User, @Login, @OnBehalfOf, @Parties, @Session,
            coalesce(@Address::inet, (select address from sessions where id = @Session)),
            left(coalesce(@UserAgent, (select user_agent from sessions where id = @Session)), 300),
            @TargetType, left(@TargetId, 100), @Trace, @Replica, @Detail::jsonb, @Completes, @Source)
        on conflict (source) do nothing
        returning id
        """;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    // Containers of one service have names of their own; processes of one machine have ports.
    private readonly string _replica = FormattableString.Invariant($"{Environment.MachineName}:{site.Value.Port}");

    /// <summary>Adds a line.</summary>
    /// <returns>Its id; 0 when its source is written already.</returns>
    public async Task<long> AddAsync(
        AuditEntry entry, string? trace, NpgsqlConnection connection, NpgsqlTransaction? transaction, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            Insert, Parameters(entry, trace), transaction, cancellationToken: cancellationToken)) ?? 0;

    /// <summary>Adds a line on a connection of its own.</summary>
    /// <returns>As above.</returns>
    public async Task<long> AddAsync(AuditEntry entry, string? trace, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return await AddAsync(entry, trace, connection, null, cancellationToken);
    }

    /// <summary>The marks that a login may have left, under every key there is.</summary>
    public byte[][] LoginMarks(string login)
    {
        ArgumentNullException.ThrowIfNull(login);
        return [.. secrets.Macs(LoginPurpose, LoginBytes(login))];
    }

    /// <summary>A detail as it stands in the table.</summary>
    public static AuditDetail ReadDetail(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<AuditDetail>(json, s_json) ?? AuditDetail.None;
        }
        catch (JsonException)
        {
            // Another version's: the rest of the line is still worth showing.
            return AuditDetail.None;
        }
    }

    private static byte[] LoginBytes(string login) => Encoding.UTF8.GetBytes(login.Trim().ToUpperInvariant());

    private object Parameters(AuditEntry entry, string? trace) => new
    {
        Event = entry.Event.Word(),
        Outcome = Word(entry.Outcome),
        Kind = Word(entry.Actor.Kind),
        entry.Actor.User,
        Login = entry.Actor.Login is { } login ? secrets.Mac(LoginPurpose, LoginBytes(login)) : null,
        entry.Actor.OnBehalfOf,
        Parties = entry.Parties.ToArray(),
        Session = entry.Actor.Session is { } session ? Base64(session) : null,
        Address = entry.Origin?.Address is { } address ? Plain(address).ToString() : null,
        entry.Origin?.UserAgent,
        TargetType = entry.Target?.Type,
        TargetId = entry.Target?.Id,
        Trace = trace,
        Replica = _replica,
        Detail = JsonSerializer.Serialize(entry.Detail, s_json),
        entry.Completes,
        entry.Source,
    };

    internal static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>The id of a session is base64url of 32 bytes; anything else is no session's.</summary>
    private static byte[]? Base64(string session)
    {
        var bytes = new byte[32];
        return System.Buffers.Text.Base64Url.TryDecodeFromChars(session, bytes, out var written) && written == 32 ? bytes : null;
    }

    // Without an IPv6 scope, which the type does not know, and IPv4 as IPv4.
    private static IPAddress Plain(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new IPAddress(address.GetAddressBytes());
}
