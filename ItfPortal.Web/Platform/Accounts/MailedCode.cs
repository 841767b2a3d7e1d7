using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>
/// A code that is mailed in place of a link: eight digits that follow from the row's secret, so that a worker that repeats what another began
/// mails the same ones. The secret itself stays in the row.
/// </summary>
public static class MailedCode
{
    /// <summary>Digits of one.</summary>
    public const int Length = 8;

    private const int Group = 4;

    /// <summary>The code of a secret.</summary>
    public static string Of(string secret)
    {
        // Of 64 bits the remainder favours no code by more than one in a hundred thousand million.
        var bits = BinaryPrimitives.ReadUInt64BigEndian(HMACSHA256.HashData(Encoding.ASCII.GetBytes(secret), "itf-portal/mailed-code"u8));
        return (bits % 100_000_000).ToString("D8", CultureInfo.InvariantCulture);
    }

    /// <summary>As people read it: two groups of four, held together.</summary>
    public static string InWords(string code) => code.Length == Length ? $"{code[..Group]}\u00A0{code[Group..]}" : code;

    /// <summary>The digits of what somebody typed, whose spaces and dashes do not count; null when it cannot be a code.</summary>
    public static string? Typed(string? typed)
    {
        var digits = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c is not ('-' or '\u2010' or '\u2011' or '\u2013')));
        return digits.Length == Length && digits.All(char.IsAsciiDigit) ? digits : null;
    }
}
