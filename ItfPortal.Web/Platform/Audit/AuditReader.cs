using System.Collections.Immutable;
using System.Text;
using Dapper;
using Npgsql;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>Reads lines, newest first. Whoever calls it says whose lines the reader may see (<see cref="AuditQuery.Party"/>).</summary>
internal sealed class AuditReader(NpgsqlDataSource dataSource, AuditStore store)
{
    // A line "begun" is told by the one that completes it.
    private const string Select =
        """
        select l.id, l.at, l.event, l.outcome, l.actor_kind as "ActorKind", l.actor_user as "ActorUser", l.actor_login as "Login", l.parties,
            host(l.address) as address, l.target_type as "TargetType", l.target_id as "TargetId", l.detail::text as detail,
            (select k.actor_login from audit_log k where k.actor_user = (l.detail->>'user')::int and k.actor_login is not null order by k.id desc limit 1)
                as "OtherLogin"
        from audit_log l
        where not (l.outcome = 'begun' and exists (select from audit_log c where c.completes = l.id))
        """;

    /// <summary>One page.</summary>
    public async Task<AuditPage> PageAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        var backwards = query.After is not null;
        var parameters = new DynamicParameters();
        var sql = new StringBuilder(Select);
        foreach (var condition in Conditions(query, parameters))
        {
            sql.Append(" and ").Append(condition);
        }
        parameters.Add("limit", query.Limit + 1);
        sql.Append(backwards ? " order by l.id" : " order by l.id desc").Append(" limit @limit");
        var lines = (await connection.QueryAsync<Row>(new CommandDefinition(
            sql.ToString(), parameters, commandTimeout: 15, cancellationToken: cancellationToken))).Select(Read).ToList();
        var more = lines.Count > query.Limit;
        if (more)
        {
            lines.RemoveAt(query.Limit);
        }
        if (backwards)
        {
            lines.Reverse();
        }
        return new AuditPage(
            [.. lines],
            HasNewer: backwards ? more : query.Before is not null && lines.Count > 0,
            HasOlder: backwards ? lines.Count > 0 : more);
    }

    private IEnumerable<string> Conditions(AuditQuery query, DynamicParameters parameters)
    {
        string With(string sql, string name, object value)
        {
            parameters.Add(name, value);
            return sql;
        }
        if (query.Party is { } party)
        {
            yield return With("l.parties @> array[@party]", "party", party);
        }
        if (query.From is { } from)
        {
            yield return With("l.at >= @from", "from", from);
        }
        if (query.To is { } to)
        {
            yield return With("l.at < @to", "to", to);
        }
        if (query.Events is { Length: > 0 } events)
        {
            yield return With("l.event = any(@events)", "events", events.SelectMany(Events).ToArray());
        }
        if (query.Outcome is { } outcome)
        {
            yield return With("l.outcome = @outcome", "outcome", AuditStore.Word(outcome));
        }
        if (query.Own is { } own)
        {
            parameters.Add("own", own.User);
            yield return With("(l.actor_user = @own or l.actor_login = any(@ownMarks))", "ownMarks", store.LoginMarks(own.Login));
        }
        if (query.User is { } user)
        {
            yield return With("(l.actor_user = @user or l.on_behalf_of = @user or (l.detail->>'user')::int = @user)", "user", user);
        }
        if (query.Login is { } login)
        {
            yield return With("l.actor_login = any(@marks)", "marks", store.LoginMarks(login));
        }
        if (query.ActorKind is { } kind)
        {
            yield return With("l.actor_kind = @kind", "kind", AuditStore.Word(kind));
        }
        if (query.Before is { } before)
        {
            yield return With("l.id < @before", "before", before);
        }
        if (query.After is { } after)
        {
            yield return With("l.id > @after", "after", after);
        }
    }

    // Who asks who looked means every look.
    private static string[] Events(AuditEvent asked) => asked == AuditEvent.StaffViewed
        ? [asked.Word(), AuditEvent.StaffViewBegun.Word(), AuditEvent.StaffViewPage.Word(), AuditEvent.StaffViewEnded.Word()]
        : [asked.Word()];

    private static AuditLine Read(Row row) => new(
        row.Id, DateTime.SpecifyKind(row.At, DateTimeKind.Utc), AuditEvents.Parse(row.Event), row.Event,
        Enum.TryParse<AuditOutcome>(row.Outcome, true, out var outcome) ? outcome : AuditOutcome.Error,
        Enum.TryParse<AuditActorKind>(row.ActorKind, true, out var kind) ? kind : AuditActorKind.Unknown,
        row.ActorUser, Mark(row.Login), Mark(row.OtherLogin), [.. row.Parties], row.Address,
        row.TargetType is null ? null : new AuditTarget(row.TargetType, row.TargetId), AuditStore.ReadDetail(row.Detail));

    private static string? Mark(byte[]? login) => login is null ? null : Convert.ToHexStringLower(login);

    private sealed class Row
    {
        public long Id { get; init; }

        public DateTime At { get; init; }

        public required string Event { get; init; }

        public required string Outcome { get; init; }

        public required string ActorKind { get; init; }

        public int? ActorUser { get; init; }

        public byte[]? Login { get; init; }

        public byte[]? OtherLogin { get; init; }

        public required int[] Parties { get; init; }

        public string? Address { get; init; }

        public string? TargetType { get; init; }

        public string? TargetId { get; init; }

        public required string Detail { get; init; }
    }
}

/// <summary>Which lines.</summary>
internal sealed record AuditQuery
{
    /// <summary>Only lines of this company: always set for a customer.</summary>
    public int? Party { get; init; }

    /// <summary>From this moment, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>Before this moment, UTC.</summary>
    public DateTime? To { get; init; }

    /// <summary>Of one of these kinds; empty for any. <see cref="AuditEvent.StaffViewed"/> is every look of ITF's people, those as a customer too.</summary>
    public ImmutableArray<AuditEvent> Events { get; init; } = [];

    /// <summary>With this result.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>By this person or done to them.</summary>
    public int? User { get; init; }

    /// <summary>By this person, signed in or not: what was tried with their login is theirs to know.</summary>
    public (int User, string Login)? Own { get; init; }

    /// <summary>By whoever typed this login.</summary>
    public string? Login { get; init; }

    /// <summary>By somebody of this kind.</summary>
    public AuditActorKind? ActorKind { get; init; }

    /// <summary>Older than this line.</summary>
    public long? Before { get; init; }

    /// <summary>Newer than this line.</summary>
    public long? After { get; init; }

    /// <summary>At most so many.</summary>
    public int Limit { get; init; } = 50;
}

/// <summary>Lines, newest first.</summary>
internal sealed record AuditPage(ImmutableArray<AuditLine> Lines, bool HasNewer, bool HasOlder);

/// <summary>One line, as read.</summary>
/// <param name="Id">Its number.</param>
/// <param name="At">UTC.</param>
/// <param name="Event">What; <see cref="AuditEvent.Unknown"/> for another version's.</param>
/// <param name="Word">Its word as it stands in the table.</param>
/// <param name="Outcome">With what result.</param>
/// <param name="ActorKind">Who, by kind.</param>
/// <param name="ActorUser">Id of the <c>res.user</c>.</param>
/// <param name="LoginMark">HMAC of their login, hexadecimal.</param>
/// <param name="OtherMark">The same of the person it was done to, when they ever signed in.</param>
/// <param name="Parties">Companies concerned.</param>
/// <param name="Address">From where, until it is forgotten.</param>
/// <param name="Target">On what.</param>
/// <param name="Detail">What else.</param>
public sealed record AuditLine(
    long Id, DateTime At, AuditEvent Event, string Word, AuditOutcome Outcome, AuditActorKind ActorKind, int? ActorUser, string? LoginMark,
    string? OtherMark, ImmutableArray<int> Parties, string? Address, AuditTarget? Target, AuditDetail Detail);
