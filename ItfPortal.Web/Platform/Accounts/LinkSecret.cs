using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>The secret of a mailed link: 256 random bits as base64url. Tryton knows its digest only.</summary>
public static class LinkSecret
{
    /// <summary>Characters of one.</summary>
    public const int Length = 43;

    private const int Bytes = 32;

    /// <summary>A new one.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What Tryton knows it by: SHA-256, lower-case hexadecimal. Null for what is none.</summary>
    public static string? DigestOf(string? secret) =>
        secret is { Length: Length } && secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret))) : null;
}
