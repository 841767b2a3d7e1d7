using System.Xml.Linq;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Cli.ImportSite;
using ItfPortal.Web.Features.Marketing;
using ItfPortal.Web.Features.Marketing.Pages;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Cli.ImportSite;

/// <summary>The showcase site of the repository and the public pages that came of it.</summary>
public sealed class ShowcaseTests
{
    private static readonly string s_site = Path.Combine(Stack.Root, "siteweb-itf", "src");
    private static readonly string s_web = Path.Combine(Stack.Root, "ItfPortal.Web");

    [Fact]
    public void Pages_AreWhatTheImporterWrites()
    {
        var outcome = SiteImport.Run(new ImportRequest(s_site, s_web, DryRun: true, Force: false, new HashSet<string> { "404.html", "en/404.html" }));
        outcome.Changed.Should().BeEmpty("make showcase writes them anew");
        outcome.Report.Count(Finding.Lost).Should().Be(0);
        outcome.Pages.Should().Be(16);
    }

    [Fact]
    public void StyleSheetsAndFonts_AreThePortalsOwn()
    {
        var shared = Directory.EnumerateFiles(s_site, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(s_site, path))
            .Where(path => File.Exists(Path.Combine(s_web, "wwwroot", path))).ToList();
        shared.Should().HaveCountGreaterThan(10).And.Contain("css/tokens.css");
        shared.Where(path => !File.ReadAllBytes(Path.Combine(s_site, path)).AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(s_web, "wwwroot", path))))
            .Should().BeEmpty("what the site and the portal share is the same in both: make showcase");
    }

    [Fact]
    public void Pages_EachIsInBothLanguages_AndServed()
    {
        var routes = typeof(ImportedPages).Assembly.GetTypes().SelectMany(type => type.GetCustomAttributes(typeof(RouteAttribute), false).Cast<RouteAttribute>()).Select(route => route.Template).ToHashSet();
        ImportedPages.All.Should().HaveCount(16).And.OnlyContain(page => routes.Contains(page.Route) && page.Alternates[page.Language] == page.Route);
        foreach (var page in ImportedPages.All.Concat(SitePages.Own))
        {
            page.Alternates.Keys.Should().BeEquivalentTo("fr-CA", "en-CA");
            foreach (var (language, route) in page.Alternates)
            {
                SitePages.At(route)!.Language.Should().Be(language);
                SitePages.At(route)!.Alternates.Should().BeEquivalentTo(page.Alternates, "both say the same of each other");
            }
        }
    }

    [Theory]
    [InlineData("/services", "en", "/en/services")]
    [InlineData("/en/about?x=1", "fr", "/a-propos")]
    [InlineData("/", "en", "/en")]
    [InlineData("/connexion", "en", null)]
    [InlineData("/", "xx", null)]
    public void LanguageSwitch_LeadsToTheSamePage(string url, string language, string? expected) => SitePages.InLanguage(url, language).Should().Be(expected);

    [Fact]
    public void SiteMap_ListsEveryPageWithItsTranslations()
    {
        var map = XDocument.Parse(SearchEngines.SiteMap(new Uri("https://portail.example")));
        map.Descendants().Where(element => element.Name.LocalName == "loc").Select(element => element.Value)
            .Should().BeEquivalentTo(ImportedPages.All.Concat(SitePages.Own).Select(page => new Uri(new Uri("https://portail.example"), page.Route).ToString()));
        map.Descendants().Count(element => element.Name.LocalName == "link").Should().Be(44);
        SearchEngines.Robots(new Uri("https://portail.example")).Should().Contain("Sitemap: https://portail.example/sitemap.xml\n").And.Contain("Disallow: /espace/\n");
    }
}
