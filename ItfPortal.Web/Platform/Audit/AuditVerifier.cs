using System.Globalization;
using Dapper;
using Npgsql;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>Walks the chain from its beginning and names the first line that is not as it was sealed.</summary>
internal sealed class AuditVerifier(NpgsqlDataSource dataSource, AuditChain chain)
{
    /// <summary>A line older than this without a seal was forgotten by the sealer or slipped in by somebody.</summary>
    private static readonly TimeSpan s_sealedWithin = TimeSpan.FromMinutes(15);

    private const int Page = 2_000;

    private static readonly string s_page =
        $"""
        select s.position, s.entry, (extract(epoch from s.entry_at) * 1000000)::bigint as "EntryAt", s.origin, s.content, s.hash, s.key_id as "KeyId",
            (extract(epoch from s.sealed_at) * 1000000)::bigint as "SealedAt",
            case when l.id is null then null else {AuditChain.Content} end as "LineContent",
            case when l.id is null then null else {AuditChain.Origin} end as "LineOrigin",
            s.entry_at < now() - interval '12 months' as "MayForget", s.entry_at < now() - interval '36 months' as "MayRemove"
        from audit_seals s left join audit_log l on l.id = s.entry
        where s.position > @after order by s.position limit {Page}
        """;

    /// <summary>Verifies everything.</summary>
    /// <param name="anchor">A position and its hash as they were noted elsewhere, or null.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async Task<AuditVerdict> VerifyAsync((long Position, byte[] Hash)? anchor, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        // One picture of the whole: lines written meanwhile are not looked at.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("set local timezone to 'UTC'", transaction: transaction, cancellationToken: cancellationToken));
        var (position, hash, late) = (0L, Array.Empty<byte>(), 0L);
        while (true)
        {
            var links = (await connection.QueryAsync<Link>(new CommandDefinition(
                s_page, new { after = position }, transaction, commandTimeout: 120, cancellationToken: cancellationToken))).AsList();
            foreach (var link in links)
            {
                if (Fault(link, position, hash, anchor) is { } fault)
                {
                    return new AuditVerdict(position, hash, late, new AuditFault(link.Position, link.Entry, fault));
                }
                late += link.SealedAt - link.EntryAt > (long)s_sealedWithin.TotalMicroseconds ? 1 : 0;
                (position, hash) = (link.Position, link.Hash);
            }
            if (links.Count < Page)
            {
                break;
            }
        }
        if (anchor is { } beyond && beyond.Position > position)
        {
            return new AuditVerdict(position, hash, late, new AuditFault(beyond.Position, null, "the chain ends before the anchor: links are cut off"));
        }
        var unsealed = await connection.QueryFirstOrDefaultAsync<long?>(new CommandDefinition(
            """
            select l.id from audit_log l
            where l.at < now() - @s_sealedWithin and not exists (select from audit_seals s where s.entry = l.id) order by l.id limit 1
            """,
            new { s_sealedWithin }, transaction, commandTimeout: 120, cancellationToken: cancellationToken));
        return new AuditVerdict(
            position, hash, late, unsealed is { } id ? new AuditFault(null, id, "was never sealed, though it is older than 15 minutes") : null);
    }

    private string? Fault(Link link, long before, byte[] hashBefore, (long Position, byte[] Hash)? anchor)
    {
        if (link.Position != before + 1)
        {
            return string.Create(CultureInfo.InvariantCulture, $"follows position {before}: links between them are gone");
        }
        var seal = new AuditSeal(link.Position, link.Entry, link.EntryAt, link.Origin, link.Content, link.Hash, link.KeyId, link.SealedAt);
        if (chain.Hash(link.KeyId, seal, hashBefore) is not { } expected)
        {
            return $"was sealed with the key {link.KeyId}, which PORTAL_SECRET_KEY does not hold";
        }
        if (!expected.AsSpan().SequenceEqual(link.Hash))
        {
            return "its link does not follow from the one before: the seal was changed, or a link before it was exchanged";
        }
        if (anchor is { } known && known.Position == link.Position && !known.Hash.AsSpan().SequenceEqual(link.Hash))
        {
            return "is not the link that the anchor names: the chain was made anew";
        }
        if (link.LineContent is null)
        {
            return link.MayRemove ? null : "the line is gone, though it is not old enough to be removed";
        }
        var origin = link is { MayForget: true, LineOrigin: AuditChain.Forgotten } ? link.Origin : chain.OriginMark(link.KeyId, link.Entry, link.LineOrigin!)!;
        if (!origin.AsSpan().SequenceEqual(link.Origin))
        {
            return "its address or browser was changed";
        }
        return chain.ContentMark(link.KeyId, origin, link.LineContent)!.AsSpan().SequenceEqual(link.Content) ? null : "the line was changed";
    }

    private sealed class Link
    {
        public long Position { get; init; }

        public long Entry { get; init; }

        public long EntryAt { get; init; }

        public required byte[] Origin { get; init; }

        public required byte[] Content { get; init; }

        public required byte[] Hash { get; init; }

        public required string KeyId { get; init; }

        public long SealedAt { get; init; }

        public string? LineContent { get; init; }

        public string? LineOrigin { get; init; }

        public bool MayForget { get; init; }

        public bool MayRemove { get; init; }
    }
}

/// <summary>What was found.</summary>
/// <param name="Position">The last sound link; 0 for none.</param>
/// <param name="Hash">Its hash: with the position, an anchor for the next time.</param>
/// <param name="Late">Lines sealed more than a quarter of an hour after they were written: the portal was down, or links were cut off and made anew.</param>
/// <param name="Fault">The first fault, or null.</param>
internal sealed record AuditVerdict(long Position, byte[] Hash, long Late, AuditFault? Fault);

/// <summary>What is wrong with one line.</summary>
/// <param name="Position">In the chain, when it is there.</param>
/// <param name="Entry">Id of the line, when one is named.</param>
/// <param name="Problem">What is wrong.</param>
internal sealed record AuditFault(long? Position, long? Entry, string Problem);
