using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>
/// The files that pages refer to, under names that say what they hold (<c>site/img/yard.1f0c….svg</c>), so that a browser may keep
/// them forever. What the project serves already, byte for byte, is referred to there.
/// </summary>
internal sealed partial class SiteAssets(SiteFiles files, string output, SiteReport report)
{
    /// <summary>Below <c>wwwroot</c>, where everything that the import makes lies.</summary>
    public const string Folder = "site";

    private readonly Dictionary<string, string> _urls = new(StringComparer.Ordinal);
    private readonly string _app = File.Exists(Path.Combine(output, "App.razor")) ? File.ReadAllText(Path.Combine(output, "App.razor")) : "";

    /// <summary>Understands the addresses in style sheets; set once all pages are known.</summary>
    public SiteLinks Links { private get; set; } = null!;

    /// <summary>What is to be written, from <c>wwwroot</c>.</summary>
    public SortedDictionary<string, byte[]> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>The address of a file of the site.</summary>
    public string UrlOf(string path)
    {
        if (_urls.TryGetValue(path, out var known))
        {
            return known;
        }
        var bytes = files.Read(path);
        var served = Path.Combine(output, "wwwroot", path);
        if (File.Exists(served) && File.ReadAllBytes(served).AsSpan().SequenceEqual(bytes))
        {
            return _urls[path] = "/" + path;
        }
        // Style sheets that import each other in a circle would never have a name of their own.
        _urls[path] = "data:,";
        var content = Path.GetExtension(path).Equals(".css", StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetBytes(RewriteCss(PageText.Decode(bytes).Text, SitePage.Parent(path), path, 1))
            : bytes;
        return _urls[path] = Add(path, content);
    }

    /// <summary>Whether every page of the project has the file already, by its <c>App.razor</c>.</summary>
    public bool IsLoaded(string url) => _app.Contains($"\"{url.TrimStart('/')}\"", StringComparison.Ordinal);

    /// <summary>Whether the project's <c>App.razor</c> says this meta element for every page.</summary>
    public bool SaysMeta(string name) => _app.Contains($"name=\"{name}\"", StringComparison.Ordinal);

    /// <summary>Adds a file that the import has made; answers its address.</summary>
    public string Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    /// <summary>A style sheet with its addresses written anew.</summary>
    /// <param name="css">The text.</param>
    /// <param name="folder">Where its addresses are relative to.</param>
    /// <param name="file">For the report.</param>
    /// <param name="firstLine">Of the text in the file.</param>
    public string RewriteCss(string css, string folder, string file, int firstLine) => Reference().Replace(css, match =>
    {
        if (match.Groups["comment"].Success)
        {
            return match.Value;
        }
        var url = match.Groups["url"].Value;
        var line = firstLine + css.AsSpan(0, match.Index).Count('\n');
        var isImport = match.Groups["import"].Success;
        var link = Links.Resolve(folder, file, url);
        switch (link.Kind)
        {
            case LinkKind.Other:
                return match.Value;
            case LinkKind.Asset when link.Path == file:
                // A fragment of the document the style applies to, such as a filter.
                return match.Value;
            case LinkKind.Asset:
                return $"{(isImport ? "@import " : "")}url(\"{UrlOf(link.Path)}{link.Suffix}\")";
            default:
                report.Add(Finding.Lost, file, line, $"{(isImport ? "@import" : "url()")} of {url}: {Why(link.Kind)}");
                return isImport ? "@import url(\"data:text/css,\")" : "url(\"data:,\")";
        }
    });

    /// <summary>Why an address cannot be carried over, in words.</summary>
    public static string Why(LinkKind kind) => kind switch
    {
        LinkKind.External => "another site; the portal fetches nothing from elsewhere",
        LinkKind.Outside => "leads out of the site's folder",
        LinkKind.Missing => "there is no such file",
        LinkKind.Script => "code in an address",
        LinkKind.Page => "a page, where a file is expected",
        _ => "cannot be carried over",
    };

    private string Add(string path, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..10];
        var extension = Path.GetExtension(path);
        var name = Unsafe().Replace(path[..^extension.Length], "-") + "." + hash + Unsafe().Replace(extension, "");
        Made[$"{Folder}/{name}"] = content;
        return $"/{Folder}/{name}";
    }

    [GeneratedRegex("""(?<comment>/\*.*?\*/)|(?:(?<import>@import\s+)(?:url\(\s*)?|url\(\s*)(?:"(?<url>[^"]*)"|'(?<url>[^']*)'|(?<url>[^)'"\s;]+))(?:\s*\))?""", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(@"[^A-Za-z0-9._/-]+")]
    private static partial Regex Unsafe();
}
