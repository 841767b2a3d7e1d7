using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>Composes the files of C# and Razor that the import writes. The first line says what the rest was, so that an edit shows.</summary>
internal sealed partial class RazorFile(LiveParts live, SiteReport report)
{
    private const string HereCode = "    private string Here => \"/\" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0].TrimEnd('/');\n";

    /// <summary>The text under its first line.</summary>
    /// <param name="origin">What it was made of.</param>
    /// <param name="text">The rest of the file.</param>
    /// <param name="open">What a comment begins with.</param>
    /// <param name="close">What it ends with.</param>
    public static string Signed(string origin, string text, string open = "@* ", string close = " *@") =>
        $"{open}Written by import-site from {Harmless().Replace(origin, "-")}. Once edited it is left alone: {Digest(text)}{close}\n{text}";

    /// <summary>Whether a file is as the import left it.</summary>
    public static bool IsUntouched(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return end > 0 && Signature().Match(text[..end]) is { Success: true } signed && signed.Groups[1].Value == Digest(text[(end + 1)..]);
    }

    /// <summary>The namespace that components of a folder have.</summary>
    /// <param name="output">The project's folder.</param>
    /// <param name="folder">From there.</param>
    public static string NamespaceOf(string output, string folder)
    {
        var project = Directory.EnumerateFiles(output, "*.csproj").Order(StringComparer.Ordinal).FirstOrDefault();
        var root = project is null ? SitePage.Pascal(Path.GetFileName(output)) : Path.GetFileNameWithoutExtension(project);
        return string.Join('.', folder.Split('/', '\\', StringSplitOptions.RemoveEmptyEntries).Prepend(root));
    }

    /// <summary>A page's component.</summary>
    public string Page(SitePage page)
    {
        var (head, body) = (page.Document.Head!, page.Document.Body!);
        var title = page.Document.Title is { Length: > 0 } said ? said : page.Name;
        var content = new RazorMarkup(page.Path, report);
        foreach (var node in head.Children.Where(element => element.LocalName is not "title"))
        {
            content.Add(page.Document.CreateTextNode("\n    "));
            content.Add(node);
        }
        if (head.QuerySelector("link[rel=canonical]") is null && head.QuerySelector("meta[name=robots][content*=noindex]") is null)
        {
            var canonical = page.Document.CreateElement("link");
            canonical.SetAttribute("rel", "canonical");
            canonical.SetAttribute("href", Addresses.Absolute + page.Route);
            content.Add(page.Document.CreateTextNode("\n    "));
            content.Add(canonical);
        }
        var text = new StringBuilder();
        text.Append("@page ").Append(RazorMarkup.Literal(page.Route)).Append('\n');
        text.Append("@attribute [Microsoft.AspNetCore.Authorization.AllowAnonymous]\n@layout SiteLayout\n@preservewhitespace true\n@inject NavigationManager Navigation\n");
        foreach (var place in live.NamespacesIn(body.ChildNodes))
        {
            text.Append("@using ").Append(place).Append('\n');
        }
        text.Append("<PageTitle>").Append(RazorMarkup.Text(title)).Append("</PageTitle>\n<HeadContent>").Append(content);
        var data = page.StructuredData.Select((json, index) => (Number: index + 1, Json: json)).ToList();
        foreach (var (number, _) in data)
        {
            text.Append("\n    <StructuredData Json=\"Data").Append(number).Append("\" />");
        }
        text.Append("\n</HeadContent>\n").Append(Tidy(Wrapped(page, body))).Append('\n');
        if (data.Count > 0)
        {
            text.Append("\n@code {\n");
            foreach (var (number, json) in data)
            {
                text.Append("    private const string Data").Append(number).Append(" =\n        \"\"\"\n").Append(Indent(json)).Append("\n        \"\"\";\n");
            }
            text.Append("}\n");
        }
        return Signed(page.Path, text.ToString());
    }

    /// <summary>A part that pages share.</summary>
    public string Part(SharedPart part)
    {
        var markup = new RazorMarkup(part.Name, report) { Varying = part.Varying };
        markup.Add(part.Element);
        var text = "@preservewhitespace true\n"
            + (part.Varying.Count > 0 ? "@inject NavigationManager Navigation\n" : "")
            + string.Concat(live.NamespacesIn([part.Element]).Select(place => $"@using {place}\n"))
            + Tidy(markup.ToString()) + "\n"
            + (part.Varying.Count > 0 ? $"\n@code {{\n{HereCode}}}\n" : "");
        return Signed("what the pages share", text);
    }

    /// <summary>The layout of the pages: they carry their own header and footer.</summary>
    public static string Layout() => Signed("nothing", "@inherits LayoutComponentBase\n@Body\n");

    /// <summary>Structured data: the one place where text is written as it is; it is always a constant that was read as JSON.</summary>
    public static string StructuredData() => Signed("nothing",
        "<script type=\"application/ld+json\">@((MarkupString)Json)</script>\n\n@code {\n    [Parameter, EditorRequired] public string Json { get; set; } = \"\";\n}\n");

    /// <summary>The list of the pages, for what has to know them all.</summary>
    /// <param name="output">The project's folder.</param>
    /// <param name="pages">The pages.</param>
    public static string Pages(string output, IEnumerable<SitePage> pages)
    {
        var rows = pages.OrderBy(page => page.Route, StringComparer.Ordinal).Select(page =>
        {
            var listed = page.Document.QuerySelector("meta[name=robots][content*=noindex]") is null ? "true" : "false";
            var others = page.Document.QuerySelectorAll("link[rel=alternate][hreflang]")
                .Select(link => (Language: link.GetAttribute("hreflang")!, Href: link.GetAttribute("href") ?? ""))
                .Where(link => link.Href.StartsWith(Addresses.Absolute, StringComparison.Ordinal) && link.Language != "x-default")
                .Select(link => $"[{RazorMarkup.Literal(link.Language)}] = {RazorMarkup.Literal(link.Href[1..])}");
            var all = string.Join(", ", others);
            return $"        new({RazorMarkup.Literal(page.Route)}, {RazorMarkup.Literal(page.Language)}, {listed}, new() {{{(all.Length > 0 ? $" {all} " : "")}}}),\n";
        });
        return Signed("every page",
            $$"""
            namespace {{NamespaceOf(output, ImportRequest.PagesFolder)}};

            /// <summary>One page of the site.</summary>
            /// <param name="Route">Its address.</param>
            /// <param name="Language">Its language.</param>
            /// <param name="IsListed">Whether search engines may list it.</param>
            /// <param name="Alternates">The same page by language, itself included; empty where there is one language.</param>
            internal sealed record ImportedPage(string Route, string Language, bool IsListed, Dictionary<string, string> Alternates);

            /// <summary>The pages of the site.</summary>
            internal static class ImportedPages
            {
                /// <summary>All of them, by address.</summary>
                public static readonly ImportedPage[] All =
                [
            {{string.Concat(rows)}}    ];
            }

            """, "// ", "");
    }

    private string Wrapped(SitePage page, IElement body)
    {
        var markup = new RazorMarkup(page.Path, report);
        if (body.Attributes.Length == 0)
        {
            foreach (var node in body.ChildNodes)
            {
                markup.Add(node);
            }
            return markup.ToString();
        }
        report.Add(Finding.Note, page.Path, SitePage.Line(body), "<body> has attributes; they are on a <div> around the page");
        var around = page.Document.CreateElement("div");
        foreach (var attribute in body.Attributes)
        {
            around.SetAttribute(attribute.Name, attribute.Value);
        }
        foreach (var node in body.ChildNodes.ToList())
        {
            around.AppendChild(node);
        }
        markup.Add(around);
        return markup.ToString();
    }

    private static string Indent(string text) => string.Join('\n', text.Split('\n').Select(line => "        " + line));

    private static string Tidy(string markup) => BlankLines().Replace(TrailingSpace().Replace(markup.ReplaceLineEndings("\n"), "\n"), "\n").Trim('\n', ' ');

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];

    [GeneratedRegex("Once edited it is left alone: ([0-9a-f]{16})(?: \\*@)?$")]
    private static partial Regex Signature();

    [GeneratedRegex("[^A-Za-z0-9 ._/-]")]
    private static partial Regex Harmless();

    [GeneratedRegex("[ \t]+\n")]
    private static partial Regex TrailingSpace();

    [GeneratedRegex("\n{2,}")]
    private static partial Regex BlankLines();
}
