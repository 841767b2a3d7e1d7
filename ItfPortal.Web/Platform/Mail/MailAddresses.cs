using System.Globalization;
using MimeKit;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>What may stand in a mail's headers.</summary>
public static class MailAddresses
{
    /// <summary>The longest path that SMTP carries, without its angle brackets (RFC 5321, 4.5.3.1.3).</summary>
    public const int MaxLength = 254;

    /// <summary>Whether the text is exactly one address of somebody on the Internet: <c>local@domain</c>, no name, no list, no comment.</summary>
    public static bool IsAddress(string? text) =>
        text is { Length: >= 3 and <= MaxLength }
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or ':' or '"' or '(' or ')' or '\\' or '[' or ']')
        && text.IndexOf('@', StringComparison.Ordinal) is > 0 and <= 64 and var at
        && at == text.LastIndexOf('@') && at < text.Length - 1
        && MailboxAddress.TryParse(text, out var parsed) && parsed.Address == text
        && IsDomain(text[(at + 1)..]);

    /// <summary>One line of text for a header or a greeting: what would end the line or turn its direction becomes a space.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var clean = new string([.. text.Select(c => IsBreaking(c) ? ' ' : c)]);
        return string.Join(' ', clean.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static bool IsBreaking(char c) => char.GetUnicodeCategory(c)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsDomain(string domain) => Uri.CheckHostName(domain) == UriHostNameType.Dns && !domain.EndsWith('.');
}
