using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Dom.Events;
using AngleSharp.Html.Parser;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>One page, read: where it was, where it goes, and its document, which the steps of the import change in place.</summary>
/// <param name="Path">From the site's folder.</param>
/// <param name="Route">Its address in the portal.</param>
/// <param name="Folder">Of its component below the pages' folder; empty at the root.</param>
/// <param name="Name">Of its component.</param>
/// <param name="Language">As the page says it, else by its folder.</param>
/// <param name="Document">What is written is what this holds in the end.</param>
internal sealed record SitePage(string Path, string Route, string Folder, string Name, string Language, IHtmlDocument Document)
{
    /// <summary>Deeper ones are left out: nobody writes them, and what reads a tree by recursion would fall.</summary>
    public const int MaxDepth = 400;

    /// <summary>The folder that relative addresses begin at.</summary>
    public string Base { get; private set; } = Parent(Path);

    /// <summary>JSON-LD, ready to be written, in order.</summary>
    public List<string> StructuredData { get; } = [];

    /// <summary>Reads a page; null when it cannot be carried over.</summary>
    public static SitePage? Read(string path, byte[] bytes, SiteReport report)
    {
        var (text, encoding) = PageText.Decode(bytes);
        if (encoding != "utf-8")
        {
            report.Add(Finding.Note, path, 0, $"read as {encoding}, written as utf-8");
        }
        if (PageText.Nesting(text) > 4 * MaxDepth)
        {
            report.Add(Finding.Lost, path, 0, "more elements begin than end; the page is too deep and is left out");
            return null;
        }
        var errors = new List<HtmlErrorEvent>();
        var parser = new HtmlParser(new HtmlParserOptions { IsKeepingSourceReferences = true });
        parser.Error += (_, error) => errors.Add((HtmlErrorEvent)error);
        var document = parser.ParseDocument(text);
        if (Depth(document) > MaxDepth)
        {
            report.Add(Finding.Lost, path, 0, FormattableString.Invariant($"nested more than {MaxDepth} elements deep; the page is left out"));
            return null;
        }
        foreach (var error in errors.Take(20))
        {
            report.Add(Finding.Note, path, error.Position.Line, "broken HTML, mended as browsers do: " + error.Message);
        }
        if (!text.Contains("<html", StringComparison.OrdinalIgnoreCase))
        {
            report.Add(Finding.Note, path, 1, "no <html>; what browsers add was added");
        }
        var parts = path.Split('/');
        var stem = System.IO.Path.GetFileNameWithoutExtension(parts[^1]);
        var route = "/" + string.Join('/', stem is "index" ? parts[..^1] : [.. parts[..^1], stem]);
        var page = new SitePage(path, Slug(route), string.Join('/', parts[..^1].Select(Pascal)), Pascal(stem) + "Page", LanguageOf(document, parts, path, report), document);
        page.FollowBase(report);
        return page;
    }

    /// <summary>The line an element stands on.</summary>
    public static int Line(IElement element) => element.SourceReference?.Position.Line ?? 0;

    /// <summary>A name for code out of any text: <c>a-propos</c> is <c>APropos</c>.</summary>
    public static string Pascal(string text)
    {
        var name = new StringBuilder();
        var up = true;
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                name.Append(up ? char.ToUpperInvariant(c) : c);
            }
            up = !char.IsAsciiLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark;
        }
        return name.Length == 0 || char.IsAsciiDigit(name[0]) ? "P" + name : name.ToString();
    }

    /// <summary>The folder of a path.</summary>
    public static string Parent(string path) => path.LastIndexOf('/') is var at && at < 0 ? "" : path[..at];

    // In a route, braces, stars and the like mean something.
    private static string Slug(string route) => string.Concat(route.Normalize(NormalizationForm.FormD)
        .Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
        .Select(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '_' or '.' ? c : '-'));

    private static string LanguageOf(IHtmlDocument document, string[] parts, string path, SiteReport report)
    {
        if (document.DocumentElement.GetAttribute("lang") is { Length: > 1 } said)
        {
            return said;
        }
        var guessed = parts.Length > 1 && parts[0].Length == 2 ? parts[0].ToLowerInvariant() : "fr";
        report.Add(Finding.Note, path, 1, $"says no language; taken as {guessed}");
        return guessed;
    }

    private static int Depth(INode root)
    {
        var (deepest, depth) = (0, 0);
        for (INode? node = root; node is not null;)
        {
            deepest = Math.Max(deepest, depth);
            if (node.FirstChild is { } child)
            {
                node = child;
                depth++;
                continue;
            }
            while (node is not null && node != root && node.NextSibling is null)
            {
                node = node.Parent;
                depth--;
            }
            node = node is null || node == root ? null : node.NextSibling;
        }
        return deepest;
    }

    private void FollowBase(SiteReport report)
    {
        foreach (var element in Document.QuerySelectorAll("base").ToList())
        {
            if (element.GetAttribute("href") is { } href && SiteLinks.Join(Base, href.Split('?', '#')[0]) is { } joined && !SiteLinks.HasScheme(href))
            {
                Base = joined.EndsWith('/') ? joined.TrimEnd('/') : Parent(joined);
            }
            report.Add(Finding.Note, Path, Line(element), "<base> left out; addresses are worked out from it and written from the root");
            element.Remove();
        }
    }
}
