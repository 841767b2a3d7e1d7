using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ItfPortal.Web.Platform.Mail;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>What strangers typed, as it can be shown and kept.</summary>
internal static partial class VisitorText
{
    /// <summary>An address that a mail can have and that Tryton's module takes as a login.</summary>
    public static bool IsEmail(string? text) => MailAddresses.IsAddress(text) && Login().IsMatch(text!);

    /// <summary>Null for nothing.</summary>
    public static string? OrNull(string text) => text.Length == 0 ? null : text;

    /// <summary>On one line, with single spaces.</summary>
    public static string OneLine(string? text) => string.Join(' ', Shown(text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>In its lines, without empty ones at either end.</summary>
    public static string Lines(string? text) =>
        string.Join('\n', (text ?? "").ReplaceLineEndings("\n").Split('\n').Select(line => Shown(line).TrimEnd())).Trim();

    /// <summary>Without what cannot be seen: it turns the direction of a line, or hides in it.</summary>
    private static string Shown(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                shown.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned))
            {
                shown.Append(rune.ToString());
            }
        }
        return shown.ToString();
    }

    [GeneratedRegex(@"^[^@\s<>""(),:;\\\[\]]+@[^@\s<>""(),:;\\\[\]]+\.[^@\s.]{2,}\z")]
    private static partial Regex Login();
}
