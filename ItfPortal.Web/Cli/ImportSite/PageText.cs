using System.Text;
using System.Text.RegularExpressions;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>Bytes of a page as text: by its mark, by what it says of itself, else by what the bytes are.</summary>
internal static partial class PageText
{
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
}
