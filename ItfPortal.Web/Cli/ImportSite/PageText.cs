using System.Text;
using System.Text.RegularExpressions;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>Bytes of a page as text: by its mark, by what it says of itself, else by what the bytes are.</summary>
internal static partial class PageText
{
    private static readonly HashSet<string> s_selfEnding = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option",
        "path", "circle", "rect", "line", "polygon", "polyline", "ellipse", "use", "stop",
    };

    static PageText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The text, and the name of the encoding it was read as.</summary>
    public static (string Text, string Encoding) Decode(byte[] bytes)
    {
        if (bytes is [0xEF, 0xBB, 0xBF, ..])
        {
            return (Encoding.UTF8.GetString(bytes, 3, bytes.Length - 3), "utf-8");
        }
        if (bytes is [0xFF, 0xFE, ..])
        {
            return (Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2), "utf-16le");
        }
        var said = Charset().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 4096))).Groups[1].Value.ToLowerInvariant();
        // As browsers do: what calls itself Latin 1 is read as Windows' own.
        var encoding = said is "iso-8859-1" or "latin1" or "us-ascii" ? Encoding.GetEncoding(1252) : Known(said);
        if (encoding is null or UTF8Encoding)
        {
            try
            {
                return (new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes), "utf-8");
            }
            catch (DecoderFallbackException)
            {
                encoding = Encoding.GetEncoding(1252);
            }
        }
        return (encoding.GetString(bytes), encoding.WebName);
    }

    /// <summary>
    /// How deep the tags go, without reading the page: a parser needs hours for a page that is nothing but beginnings. Elements that
    /// end by themselves are not counted.
    /// </summary>
    public static int Nesting(string text)
    {
        var (depth, deepest) = (0, 0);
        foreach (var tag in Tag().EnumerateMatches(text))
        {
            var closes = text[tag.Index + 1] == '/';
            var name = text.AsSpan(tag.Index + (closes ? 2 : 1), tag.Length - (closes ? 2 : 1)).ToString();
            if (!s_selfEnding.Contains(name))
            {
                depth = closes ? Math.Max(0, depth - 1) : depth + 1;
                deepest = Math.Max(deepest, depth);
            }
        }
        return deepest;
    }

    private static Encoding? Known(string name)
    {
        try
        {
            return name.Length == 0 ? null : Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex("""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", RegexOptions.IgnoreCase)]
    private static partial Regex Charset();

    [GeneratedRegex("</?[A-Za-z][A-Za-z0-9]*")]
    private static partial Regex Tag();
}
