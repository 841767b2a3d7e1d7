using System.Globalization;
using System.Text;
using ItfPortal.Web.Platform.Security.Secrets;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>
/// How a line becomes a link of the chain (HMAC-SHA256 under a key derived from the portal's secret). Three steps, so that address and
/// browser may be forgotten after a year and the line after three without breaking what follows.
/// </summary>
internal sealed class AuditChain(SecretBox secrets)
{
    /// <summary>Reads a line as the chain sees it: every column that says something, as jsonb writes it; columns added later are null in old lines.</summary>
    public const string Content = "(jsonb_strip_nulls(to_jsonb(l) - 'address' - 'user_agent'))::text";

    /// <summary>Reads what may be forgotten.</summary>
    public const string Origin = "jsonb_build_array(host(l.address), l.user_agent)::text";

    /// <summary>What <see cref="Origin"/> reads when it is forgotten.</summary>
    public const string Forgotten = "[null, null]";

    private const string Purpose = "audit-chain";

    /// <summary>Id of the key that seals now.</summary>
    public string KeyId => secrets.KeyId;

    /// <summary>The mark of address and browser; null when the key is gone.</summary>
    public byte[]? OriginMark(string keyId, long entry, string origin) =>
        secrets.Mac(Purpose, keyId, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"origin {entry} {origin}")));

    /// <summary>The mark of a line; null when the key is gone.</summary>
    public byte[]? ContentMark(string keyId, byte[] originMark, string content) =>
        secrets.Mac(Purpose, keyId, [.. "content "u8, .. originMark, .. Encoding.UTF8.GetBytes(content)]);

    /// <summary>The link: of the mark, of what the seal itself says, and of the link before.</summary>
    /// <param name="keyId">Of the key.</param>
    /// <param name="seal">Its position, line and times; its hash is not looked at.</param>
    /// <param name="before">The hash before; empty for the first.</param>
    public byte[]? Hash(string keyId, AuditSeal seal, byte[] before) => secrets.Mac(
        Purpose, keyId,
        [
            .. Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"seal {seal.Position} {seal.Entry} {seal.EntryAt} {seal.SealedAt} {keyId} ")),
            .. seal.Content, .. before,
        ]);
}

/// <summary>A row of <c>audit_seals</c>. Times in microseconds since 1970, because a hash needs every digit.</summary>
internal sealed record AuditSeal(long Position, long Entry, long EntryAt, byte[] Origin, byte[] Content, byte[] Hash, string KeyId, long SealedAt);
