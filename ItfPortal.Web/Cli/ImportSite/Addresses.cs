using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>Writes the addresses of a page anew: pages by their route, files by their new names, everything from the root.</summary>
internal sealed partial class Addresses(SitePage page, SiteLinks links, SiteAssets assets, SiteReport report)
{
    /// <summary>Before an address that has to be complete, scheme and host included.</summary>
    public const string Absolute = "\u0001";

    // What the content security policy forbids altogether.
    private static readonly string[] s_forbidden = ["iframe", "frame", "frameset", "object", "embed", "applet", "portal"];

    /// <summary>Does it to the page's document.</summary>
    public void Rewrite()
    {
        foreach (var element in page.Document.All.ToList())
        {
            if (s_forbidden.Contains(element.LocalName))
            {
                report.Add(Finding.Lost, page.Path, SitePage.Line(element), $"<{element.LocalName}>: the portal embeds nothing");
                element.Remove();
                continue;
            }
            switch (element.LocalName)
            {
                case "link":
                    Link(element);
                    break;
                case "meta":
                    Meta(element);
                    break;
                case "script":
                    break;
                default:
                    Attributes(element);
                    break;
            }
        }
    }

    private void Link(IElement element)
    {
        var rel = (element.GetAttribute("rel") ?? "").ToLowerInvariant();
        var href = element.GetAttribute("href") ?? "";
        // What the import has made itself is from the root already.
        if (href.StartsWith($"/{SiteAssets.Folder}/inline/", StringComparison.Ordinal))
        {
            return;
        }
        var link = links.Resolve(page.Base, page.Path, href);
        switch (rel)
        {
            case "canonical" or "alternate" or "next" or "prev" when link.Kind == LinkKind.Page && links.RouteOf(link.Path) is { } route:
                element.SetAttribute("href", Absolute + route);
                break;
            case "canonical" or "alternate" or "license" or "author" when link.Kind == LinkKind.External:
                break;
            case not ("canonical" or "alternate") when link.Kind == LinkKind.Asset:
                var url = assets.UrlOf(link.Path);
                element.SetAttribute("href", url + link.Suffix);
                if (assets.IsLoaded(url))
                {
                    element.Remove();
                }
                break;
            default:
                report.Add(Finding.Lost, page.Path, SitePage.Line(element), $"<link rel=\"{rel}\" href=\"{href}\">: {SiteAssets.Why(link.Kind)}");
                element.Remove();
                break;
        }
    }

    private void Meta(IElement element)
    {
        if (element.HasAttribute("charset") || (element.GetAttribute("name") is { } name && assets.SaysMeta(name)))
        {
            element.Remove();
        }
        else if (element.GetAttribute("http-equiv") is { } header)
        {
            if (!header.Equals("content-type", StringComparison.OrdinalIgnoreCase) && !header.Equals("x-ua-compatible", StringComparison.OrdinalIgnoreCase))
            {
                report.Add(Finding.Lost, page.Path, SitePage.Line(element), $"<meta http-equiv=\"{header}\">: headers are the portal's");
            }
            element.Remove();
        }
        else if (AddressMeta().IsMatch(element.GetAttribute("property") ?? element.GetAttribute("name") ?? "") && element.GetAttribute("content") is { Length: > 0 } content
            && Local(links.Resolve(page.Base, page.Path, content)) is { } local)
        {
            element.SetAttribute("content", Absolute + local);
        }
    }

    private void Attributes(IElement element)
    {
        foreach (var (name, value) in element.Attributes.Select(attribute => (attribute.Name, attribute.Value)).ToList())
        {
            var line = SitePage.Line(element);
            switch (name)
            {
                case "srcset" or "imagesrcset":
                    SourceSet(element, name, value, line);
                    break;
                case "href" or "xlink:href" or "action" or "formaction" or "cite":
                    Leads(element, name, value, line);
                    break;
                case "src" or "poster" or "background" or "data":
                    Shows(element, name, value, line);
                    break;
                case "ping":
                    element.RemoveAttribute(name);
                    break;
                default:
                    // Scripts that load late keep addresses in attributes of their own.
                    if (name.StartsWith("data-", StringComparison.Ordinal) && LooksLikeFile().IsMatch(value) && links.Resolve(page.Base, page.Path, value) is { Kind: LinkKind.Asset } late)
                    {
                        element.SetAttribute(name, assets.UrlOf(late.Path) + late.Suffix);
                    }
                    break;
            }
        }
    }

    private void Leads(IElement element, string name, string value, int line)
    {
        var link = links.Resolve(page.Base, page.Path, value);
        switch (link.Kind)
        {
            case LinkKind.Other or LinkKind.External when name is "action" or "formaction":
                report.Add(Finding.Lost, page.Path, line, $"{name}=\"{value}\": forms are sent to the portal only");
                element.RemoveAttribute(name);
                break;
            case LinkKind.Other or LinkKind.External:
                break;
            case LinkKind.Page or LinkKind.Asset when Local(link) is { } local:
                element.SetAttribute(name, local);
                break;
            case LinkKind.Server:
                element.SetAttribute(name, "/" + link.Path + link.Suffix);
                report.Add(Finding.Note, page.Path, line, $"{name}=\"{value}\": not of this site; left to the portal");
                break;
            case LinkKind.Missing or LinkKind.Page:
                element.SetAttribute(name, "/" + link.Path + link.Suffix);
                report.Add(Finding.Lost, page.Path, line, link.Kind == LinkKind.Page ? $"{name}=\"{value}\": that page is left out" : $"{name}=\"{value}\": {SiteAssets.Why(link.Kind)}");
                break;
            default:
                element.RemoveAttribute(name);
                report.Add(Finding.Lost, page.Path, line, $"{name}=\"{value}\": {SiteAssets.Why(link.Kind)}");
                break;
        }
        if (element.LocalName == "form" && name == "action")
        {
            report.Add(Finding.Note, page.Path, line, "a form: what answers it is written by hand");
        }
    }

    private void Shows(IElement element, string name, string value, int line)
    {
        var link = links.Resolve(page.Base, page.Path, value);
        if (link.Kind == LinkKind.Asset)
        {
            element.SetAttribute(name, assets.UrlOf(link.Path) + link.Suffix);
            if (element.LocalName is "video" or "audio" or "source" or "track" && element.Closest("video, audio") is not null)
            {
                report.Add(Finding.Note, page.Path, line, $"<{element.LocalName}>: the portal's policy plays no media yet");
            }
        }
        else if (link.Kind != LinkKind.Other)
        {
            // A picture that is not there keeps its place, as in a browser that cannot fetch it.
            if (element.LocalName == "img")
            {
                element.SetAttribute(name, "data:,");
            }
            else
            {
                element.RemoveAttribute(name);
            }
            report.Add(Finding.Lost, page.Path, line, $"{name}=\"{value}\" of <{element.LocalName}>: {SiteAssets.Why(link.Kind)}");
        }
    }

    private void SourceSet(IElement element, string name, string value, int line)
    {
        var kept = new List<string>();
        foreach (Match candidate in Candidate().Matches(value))
        {
            var (url, size) = (candidate.Groups[1].Value, candidate.Groups[2].Value.Trim());
            var link = links.Resolve(page.Base, page.Path, url);
            if (link.Kind is LinkKind.Asset or LinkKind.Other)
            {
                var address = link.Kind == LinkKind.Asset ? assets.UrlOf(link.Path) + link.Suffix : url;
                kept.Add(size.Length == 0 ? address : $"{address} {size}");
            }
            else
            {
                report.Add(Finding.Lost, page.Path, line, $"{url} in {name}: {SiteAssets.Why(link.Kind)}");
            }
        }
        if (kept.Count == 0)
        {
            element.RemoveAttribute(name);
        }
        else
        {
            element.SetAttribute(name, string.Join(", ", kept));
        }
    }

    private string? Local(SiteLink link) => link.Kind switch
    {
        LinkKind.Page when links.RouteOf(link.Path) is { } route => route + link.Suffix,
        LinkKind.Asset => assets.UrlOf(link.Path) + link.Suffix,
        _ => null,
    };

    [GeneratedRegex("(?:url|image|image:secure_url|TileImage)$")]
    private static partial Regex AddressMeta();

    [GeneratedRegex(@"^[^\s{}<>]+\.(?:png|jpe?g|gif|svg|webp|avif|css|js|json|mp4|webm)$", RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeFile();

    [GeneratedRegex(@"\s*(data:\S+|[^\s,][^\s]*[^\s,]|[^\s,])(\s+[0-9.]+[wxh])?\s*(?:,|$)")]
    private static partial Regex Candidate();
}
