using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>The cookie's value and what the database knows of it.</summary>
internal static class SessionKey
{
    /// <summary>The cookie; the prefix makes browsers refuse it without Secure, with a Domain or another Path.</summary>
    public const string CookieName = "__Host-itf";

    private const int Bytes = 32;
    private const int Characters = 43;

    /// <summary>A new value: base64url of 32 random bytes.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>SHA-256 of a value as the browser sends it, base64url; null when it has not the form of one.</summary>
    public static string? IdOf(string? value) => value is { Length: Characters } && Base64Url.IsValid(value)
        ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(value)))
        : null;

    /// <summary>The database's form of an id; null when it has not the form of one.</summary>
    public static byte[]? ToBytes(string id) => id.Length == Characters && Base64Url.IsValid(id) ? Base64Url.DecodeFromChars(id) : null;

    /// <summary>The id's text.</summary>
    public static string ToText(byte[] id) => Base64Url.EncodeToString(id);
}
