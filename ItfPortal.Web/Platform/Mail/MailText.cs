using System.Net;
using System.Text;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>Text out of what the parts of a mail drew for it: paragraphs between marks, the white space of the components' sources taken out.</summary>
internal static class MailText
{
    /// <summary>Stands before and after each paragraph.</summary>
    public const char Paragraph = '\u001E';

    /// <summary>Stands where a line ends within a paragraph.</summary>
    public const char Line = '\u001F';

    private const int Width = 76;

    /// <summary>The text: paragraphs apart by an empty line, lines of at most 76 characters except for addresses.</summary>
    public static string Of(string drawn)
    {
        // The renderer writes the marks, as everything that is no plain letter, as entities.
        var paragraphs = WebUtility.HtmlDecode(drawn).Split(Paragraph)
            .Select(paragraph => paragraph.Split(Line).Select(Plain).Where(line => line.Length > 0).ToList())
            .Where(lines => lines.Count > 0)
            .Select(lines => string.Join('\n', lines.Select(Wrap)));
        return string.Join("\n\n", paragraphs) + "\n";
    }

    // A space that must not break stays one; only the source's own white space goes.
    private static string Plain(string line) =>
        string.Join(' ', line.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries));

    private static string Wrap(string line)
    {
        if (line.Length <= Width)
        {
            return line;
        }
        var (wrapped, length) = (new StringBuilder(), 0);
        foreach (var word in line.Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > Width)
            {
                wrapped.Append('\n');
                length = 0;
            }
            else if (length > 0)
            {
                wrapped.Append(' ');
                length++;
            }
            wrapped.Append(word);
            length += word.Length;
        }
        return wrapped.ToString();
    }
}
