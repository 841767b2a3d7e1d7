using System.Text;
using System.Xml.Linq;
using ItfPortal.Web.Features.Marketing.Pages;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Marketing;

/// <summary>What search engines ask for: the list of public pages, and what is not for them.</summary>
internal static class SearchEngines
{
    private static readonly XNamespace s_map = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private static readonly XNamespace s_xhtml = "http://www.w3.org/1999/xhtml";

    // Whoever is not signed in sees nothing there anyway; this spares the visit.
    private static readonly string[] s_notForThem = ["/espace/", "/soutien", "/admin", PortalUrls.Account, PortalUrls.SignOut];

    public static void MapSearchEngines(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(PortalUrls.SiteMap, (IOptions<SiteOptions> site) => Results.Text(SiteMap(site.Value.BaseUri), "application/xml", Encoding.UTF8)).AllowAnonymous();
        endpoints.MapGet(PortalUrls.Robots, (IOptions<SiteOptions> site) => Results.Text(Robots(site.Value.BaseUri), "text/plain", Encoding.UTF8)).AllowAnonymous();
    }

    /// <summary>Every listed page with its translations.</summary>
    internal static string SiteMap(Uri site) => new XDeclaration("1.0", "utf-8", null) + "\n" + new XElement(s_map + "urlset",
        new XAttribute(XNamespace.Xmlns + "xhtml", s_xhtml), SitePages.Listed.OrderBy(page => page.Route, StringComparer.Ordinal).Select(page => Entry(site, page)));

    internal static string Robots(Uri site) =>
        $"User-agent: *\n{string.Concat(s_notForThem.Select(path => $"Disallow: {path}\n"))}\nSitemap: {new Uri(site, PortalUrls.SiteMap)}\n";

    private static XElement Entry(Uri site, ImportedPage page) => new(s_map + "url",
        new XElement(s_map + "loc", new Uri(site, page.Route)),
        page.Alternates.OrderBy(other => other.Key, StringComparer.Ordinal).Select(other => new XElement(s_xhtml + "link",
            new XAttribute("rel", "alternate"), new XAttribute("hreflang", other.Key), new XAttribute("href", new Uri(site, other.Value)))));
}
