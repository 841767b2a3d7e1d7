using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>What an address in a page or a style sheet leads to.</summary>
internal enum LinkKind
{
    /// <summary>A page of the site.</summary>
    Page,

    /// <summary>Another file of the site.</summary>
    Asset,

    /// <summary>A file the site should have and has not.</summary>
    Missing,

    /// <summary>An address of the portal's own, or one only the server knows.</summary>
    Server,

    /// <summary>Another site.</summary>
    External,

    /// <summary>Out of the site's folder.</summary>
    Outside,

    /// <summary>Code.</summary>
    Script,

    /// <summary>Mail, telephone, data: as it is.</summary>
    Other,
}

/// <summary>An address, understood.</summary>
/// <param name="Kind">What it leads to.</param>
/// <param name="Path">Of the file, or what was looked for.</param>
/// <param name="Suffix">Query and fragment.</param>
internal readonly record struct SiteLink(LinkKind Kind, string Path, string Suffix);

/// <summary>Understands addresses as they stand in a site of files.</summary>
internal sealed partial class SiteLinks(SiteFiles files, IReadOnlyDictionary<string, SitePage> pages)
{
    // Where the site says it lives; an absolute address to there is one of its own.
    private readonly string? _origin = pages.Values.OrderBy(page => page.Path, StringComparer.Ordinal)
        .Select(page => page.Document.QuerySelector("link[rel=canonical]")?.GetAttribute("href"))
        .Select(href => Uri.TryCreate(href, UriKind.Absolute, out var uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri.GetLeftPart(UriPartial.Authority) : null)
        .FirstOrDefault(origin => origin is not null);

    /// <summary>Whether the address names its scheme or host.</summary>
    public static bool HasScheme(string url) => url.StartsWith("//", StringComparison.Ordinal) || Scheme().IsMatch(url);

    /// <summary>A path from a folder; null when it leaves the site.</summary>
    public static string? Join(string folder, string path)
    {
        var parts = new List<string>(path.StartsWith('/') || folder.Length == 0 ? [] : folder.Split('/'));
        var pieces = path.Replace('\\', '/').Split('/');
        foreach (var piece in pieces)
        {
            switch (piece)
            {
                case "" or ".":
                    break;
                case ".." when parts.Count == 0:
                    return null;
                case "..":
                    parts.RemoveAt(parts.Count - 1);
                    break;
                default:
                    parts.Add(piece);
                    break;
            }
        }
        return string.Join('/', parts) + (pieces[^1] is "" or "." or ".." && parts.Count > 0 ? "/" : "");
    }

    /// <summary>Understands an address.</summary>
    /// <param name="folder">Where it is relative to.</param>
    /// <param name="self">The file it stands in, which an empty address means.</param>
    /// <param name="url">As written.</param>
    public SiteLink Resolve(string folder, string self, string url)
    {
        url = string.Concat(url.Trim().Where(c => c is not ('\t' or '\n' or '\r')));
        if (_origin is not null && url.StartsWith(_origin, StringComparison.OrdinalIgnoreCase) && (url.Length == _origin.Length || url[_origin.Length] is '/' or '?' or '#'))
        {
            url = url.Length == _origin.Length ? "/" : url[_origin.Length..];
        }
        if (HasScheme(url))
        {
            var kind = url.Split(':')[0].ToLowerInvariant() switch
            {
                "http" or "https" or "ws" or "wss" or "ftp" => LinkKind.External,
                "javascript" or "vbscript" => LinkKind.Script,
                "file" => LinkKind.Outside,
                _ => url.StartsWith('/') ? LinkKind.External : LinkKind.Other,
            };
            return new SiteLink(kind, url, "");
        }
        var end = url.AsSpan().IndexOfAny('?', '#') is var at && at < 0 ? url.Length : at;
        var (path, suffix) = (url[..end], url[end..]);
        if (path.Length == 0)
        {
            return new SiteLink(SiteFiles.IsPage(self) ? LinkKind.Page : LinkKind.Asset, self, suffix);
        }
        var plain = Uri.UnescapeDataString(path);
        if (plain.Contains('\0', StringComparison.Ordinal) || Join(folder, plain) is not { } joined)
        {
            return new SiteLink(LinkKind.Outside, url, "");
        }
        if (files.Find(joined) is { } found)
        {
            return new SiteLink(SiteFiles.IsPage(found) ? LinkKind.Page : LinkKind.Asset, found, suffix);
        }
        return new SiteLink(path.StartsWith('/') && Path.GetExtension(joined).Length == 0 ? LinkKind.Server : LinkKind.Missing, joined.TrimEnd('/'), suffix);
    }

    /// <summary>The portal's address of a page; null for one that is not carried over.</summary>
    public string? RouteOf(string path) => pages.TryGetValue(path, out var page) ? page.Route : null;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:")]
    private static partial Regex Scheme();
}
