using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>
/// Turns what stands inside a page into files, because the portal's content security policy runs no inline code: scripts, event
/// handlers, <c>javascript:</c> addresses, style elements and style attributes.
/// </summary>
internal sealed class InlineCode(SitePage page, SiteLinks links, SiteAssets assets, SiteReport report)
{
    private readonly SortedDictionary<string, string> _rules = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _scripts = new(StringComparer.Ordinal);

    private string Stem => page.Folder.Length == 0 ? page.Name : $"{page.Folder}/{page.Name}";

    /// <summary>Does it to the page's document.</summary>
    public void Extract()
    {
        var number = 0;
        foreach (var element in page.Document.All.ToList())
        {
            switch (element.LocalName)
            {
                case "script":
                    Script(element, ref number);
                    break;
                case "style":
                    Style(element, ref number);
                    break;
                default:
                    Attributes(element);
                    break;
            }
        }
        var head = page.Document.Head!;
        if (_rules.Count > 0)
        {
            // As strong as the attribute was: above anything that a sheet says by classes and one id.
            var css = string.Concat(_rules.Select(rule => $".{rule.Key}:not(#_):not(#_) {{ {rule.Value} }}\n"));
            head.AppendChild(Link(assets.Add($"inline/{Stem}.css", css)));
        }
        foreach (var url in _scripts)
        {
            var script = page.Document.CreateElement("script");
            script.SetAttribute("src", url);
            script.SetAttribute("defer", "");
            head.AppendChild(script);
        }
    }

    private void Script(IElement element, ref int number)
    {
        var type = (element.GetAttribute("type") ?? "").Trim().ToLowerInvariant();
        var line = SitePage.Line(element);
        if (type == "application/ld+json")
        {
            if (new StructuredJson(page, links, assets).Read(element.TextContent) is { } json)
            {
                page.StructuredData.Add(json);
            }
            else
            {
                report.Add(Finding.Lost, page.Path, line, "structured data that is not JSON");
            }
            element.Remove();
            return;
        }
        if (type is not ("" or "module" or "text/javascript" or "application/javascript"))
        {
            report.Add(Finding.Lost, page.Path, line, $"<script type=\"{type}\">: data only this script's reader understands");
            element.Remove();
            return;
        }
        if (element.GetAttribute("src") is { } src)
        {
            var link = links.Resolve(page.Base, page.Path, src);
            if (link.Kind != LinkKind.Asset)
            {
                report.Add(Finding.Lost, page.Path, line, $"<script src=\"{src}\">: {SiteAssets.Why(link.Kind)}");
                element.Remove();
                return;
            }
            element.SetAttribute("src", assets.UrlOf(link.Path));
            element.RemoveAttribute("nonce");
            if (type == "module")
            {
                report.Add(Finding.Note, page.Path, line, $"module {src}: what it imports by relative address is not followed");
            }
            return;
        }
        if (string.IsNullOrWhiteSpace(element.TextContent))
        {
            element.Remove();
            return;
        }
        if (element.TextContent.Contains("document.write", StringComparison.Ordinal))
        {
            report.Add(Finding.Note, page.Path, line, "document.write does nothing once a page is moved to by enhanced navigation");
        }
        element.SetAttribute("src", assets.Add(FormattableString.Invariant($"inline/{Stem}-{++number}.js"), element.TextContent));
        element.TextContent = "";
        report.Add(Finding.Note, page.Path, line, "inline script, now a file");
    }

    private void Style(IElement element, ref int number)
    {
        var css = assets.RewriteCss(element.TextContent, page.Base, page.Path, SitePage.Line(element));
        var link = Link(assets.Add(FormattableString.Invariant($"inline/{Stem}-{++number}.css"), css));
        if (element.GetAttribute("media") is { } media)
        {
            link.SetAttribute("media", media);
        }
        element.Replace(link);
        report.Add(Finding.Note, page.Path, SitePage.Line(element), "<style>, now a file");
    }

    private void Attributes(IElement element)
    {
        var line = SitePage.Line(element);
        foreach (var (name, value) in element.Attributes.Select(attribute => (attribute.Name, attribute.Value)).ToList())
        {
            if (name == "style")
            {
                element.RemoveAttribute(name);
                var css = assets.RewriteCss(value.Trim().TrimEnd(';'), page.Base, page.Path, line).Replace("}", "", StringComparison.Ordinal).Replace("{", "", StringComparison.Ordinal);
                if (css.Length > 0)
                {
                    var rule = "s-" + Hash(css);
                    _rules[rule] = css;
                    element.ClassList.Add(rule);
                }
            }
            else if (name.Length > 2 && name.StartsWith("on", StringComparison.Ordinal) && name.All(char.IsAsciiLetter))
            {
                element.RemoveAttribute(name);
                Handle(element, name[2..], value);
                report.Add(Finding.Note, page.Path, line, $"{name} of <{element.LocalName}>, now a file");
            }
            else if (name is "href" or "action" or "formaction" or "xlink:href" && links.Resolve(page.Base, page.Path, value).Kind == LinkKind.Script)
            {
                var code = value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
                element.SetAttribute(name, "#");
                if (name == "href" && code.TrimEnd(';') is not ("" or "void(0)"))
                {
                    Handle(element, "click", Uri.UnescapeDataString(code) + ";return false");
                }
                report.Add(Finding.Note, page.Path, line, $"code in {name} of <{element.LocalName}>, now a file");
            }
        }
    }

    private void Handle(IElement element, string type, string code)
    {
        var key = Hash(type + "\n" + code);
        var marker = "data-on" + type;
        if (element.LocalName == "body" && type == "load")
        {
            _scripts.Add(assets.Add($"inline/on-{type}.js", $"addEventListener(\"load\", function (event) {{\n{code}\n}});\n"));
            return;
        }
        element.SetAttribute(marker, key);
        // Caught on the way down, so that events which do not bubble are heard too.
        _scripts.Add(assets.Add($"inline/on-{type}.js",
            $$"""
            {
              const handler = function (event) {
            {{code}}
              };
              document.addEventListener("{{type}}", event => {
                for (let at = event.target; at instanceof Element; at = event.bubbles ? at.parentElement : null) {
                  if (at.getAttribute("{{marker}}") === "{{key}}" && handler.call(at, event) === false) {
                    event.preventDefault();
                  }
                }
              }, true);
            }

            """));
    }

    private IElement Link(string url)
    {
        var link = page.Document.CreateElement("link");
        link.SetAttribute("rel", "stylesheet");
        link.SetAttribute("href", url);
        return link;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];
}
