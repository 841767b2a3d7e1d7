using System.Text.RegularExpressions;
using ItfPortal.Web.Cli;
using ItfPortal.Web.Cli.ImportSite;

namespace ItfPortal.Tests.Cli.ImportSite;

public sealed partial class SiteImportTests : IDisposable
{
    private readonly StaticSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Page_RouteTitleAndMeta_AreTheComponents()
    {
        _site.AddPage("index.html", "<p>a</p>").AddPage("en/a-propos.html", "<p>b</p>",
            """<meta property="og:url" content="a-propos.html"><link rel="alternate" hreflang="fr" href="../index.html"><meta name="description" content="à 3 &amp; plus">""").Import();

        var page = _site.Component("En/AProposPage");
        page.Should().Contain("@page \"/en/a-propos\"\n").And.Contain("<PageTitle>Page</PageTitle>").And.Contain("content=\"à 3 &amp; plus\"")
            .And.Contain("hreflang=\"fr\" href=\"@Navigation.ToAbsoluteUri(\"/\")\"").And.Contain("property=\"og:url\" content=\"@Navigation.ToAbsoluteUri(\"/en/a-propos\")\"")
            .And.Contain("rel=\"canonical\" href=\"@Navigation.ToAbsoluteUri(\"/en/a-propos\")\"");
        File.ReadAllText(Path.Combine(_site.Project, ImportRequest.PagesFolder, "ImportedPages.cs"))
            .Should().Contain("namespace Shop.Features.Marketing.Pages;").And.Contain("new(\"/en/a-propos\", \"fr\", true, new() { [\"fr\"] = \"/\" })");
    }

    [Fact]
    public void Addresses_OfPagesFilesAndPlaces_AreFromTheRoot()
    {
        _site.AddPage("index.html", """
            <a href="docs/prix.html?x=1#bas">1</a><a href="#ici">2</a><a href="docs/">3</a><a href="mailto:a@b.ca">4</a><a href="https://example.org/x">5</a>
            <img src="img/a%20b.png" srcset="img/a%20b.png 1x, img/c.png 2x"><img data-src="img/c.png" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">
            """)
            .AddPage("docs/prix.html", "<a href=\"../index.html\">1</a><a href=\"/docs/\">2</a>").AddPage("docs/index.html", "").Add("img/a b.png", "A").Add("img/c.png", "C").Import();

        var home = _site.Component("IndexPage");
        home.Should().Contain("href=\"/docs/prix?x=1#bas\"").And.Contain("href=\"/#ici\"").And.Contain("href=\"/docs\"").And.Contain("mailto:a@@b.ca").And.Contain("https://example.org/x")
            .And.MatchRegex("src=\"/site/img/a-b\\.[0-9a-f]{10}\\.png\" srcset=\"/site/img/a-b\\.[0-9a-f]{10}\\.png 1x, /site/img/c\\.[0-9a-f]{10}\\.png 2x\"")
            .And.MatchRegex("data-src=\"/site/img/c\\.[0-9a-f]{10}\\.png\"").And.Contain("data:image/gif");
        _site.Component("Docs/PrixPage").Should().Contain("<a href=\"/\">1</a><a href=\"/docs\">2</a>");
    }

    [Fact]
    public void StyleSheets_TheirAddresses_FollowWhatTheyHold()
    {
        _site.AddPage("index.html", "<p>a</p>", "<link rel=stylesheet href=css/a.css>")
            .Add("css/a.css", "@import 'b.css';\n/* url(no.png) */\na { background: url(../img/x.png) }\nb { background: url(\"gone.png\") }\ni { background: url(https://example.org/y.png) }")
            .Add("css/b.css", "p { background: url('../img/x.png') }").Add("img/x.png", "1");
        var outcome = _site.Import();
        var first = _site.Asset("css/a.");
        first.Should().MatchRegex("^@import url\\(\"/site/css/b\\.[0-9a-f]{10}\\.css\"\\);").And.MatchRegex("a \\{ background: url\\(\"/site/img/x\\.[0-9a-f]{10}\\.png\"\\) \\}")
            .And.Contain("/* url(no.png) */").And.NotContain("example.org").And.NotContain("gone");
        outcome.Report.Lines().Should().ContainMatch("lost *css/a.css:4 *gone.png*no such file*").And.ContainMatch("lost *css/a.css:5 *example.org*");

        _site.Add("img/x.png", "2").Import();
        _site.Asset("css/a.").Should().NotBe(first, "a new picture has a new name, so the sheet that shows it is new too");
        _site.Written().Keys.Count(path => path.Contains("/img/x.", StringComparison.Ordinal)).Should().Be(1, "what an earlier import left and nobody refers to goes");
    }

    [Fact]
    public void StyleSheets_ThatImportEachOther_End()
    {
        _site.AddPage("index.html", "", "<link rel=stylesheet href=a.css>").Add("a.css", "@import 'b.css';").Add("b.css", "@import 'a.css';");
        _site.Import().Report.IsRefused.Should().BeFalse();
    }

    [Fact]
    public void Files_ThatTheProjectServesAlready_AreNotServedTwice()
    {
        Directory.CreateDirectory(Path.Combine(_site.Project, "wwwroot", "css"));
        File.WriteAllText(Path.Combine(_site.Project, "wwwroot", "css", "tokens.css"), ":root{}");
        File.WriteAllText(Path.Combine(_site.Project, "wwwroot", "css", "late.css"), "p{}");
        File.WriteAllText(Path.Combine(_site.Project, "App.razor"), "<link rel=\"stylesheet\" href=\"@Assets[\"css/tokens.css\"]\" />");
        _site.AddPage("index.html", "", "<link rel=stylesheet href=css/tokens.css><link rel=stylesheet href=css/late.css>").Add("css/tokens.css", ":root{}").Add("css/late.css", "p{}").Import();

        _site.Component("IndexPage").Should().Contain("href=\"/css/late.css\"").And.NotContain("tokens.css", "every page has it by App.razor");
        Directory.Exists(Path.Combine(_site.Project, "wwwroot", "site")).Should().BeFalse();
    }

    [Fact]
    public void HeaderAndFooter_ThatPagesShare_AreComponents()
    {
        string Page(string here, string foot) => $"""<header><nav><a href="index.html"{(here == "a" ? " class=\"on active\" aria-current=\"page\"" : " class=\"on\"")}>A</a><a href="b.html"{(here == "b" ? " class=\"on active\" aria-current=\"page\"" : " class=\"on\"")}>B</a></nav></header><p>{here}</p><footer>{foot}</footer>""";
        _site.AddPage("index.html", Page("a", "same")).AddPage("b.html", Page("b", "same")).AddPage("c.html", Page("c", "other"));
        _site.Import().Parts.Should().Be(2);

        _site.Component("SiteHeader").Should().Contain("<a href=\"/b\" aria-current=\"@(Here switch { \"/b\" => \"page\", _ => null })\" class=\"@(Here switch { \"/b\" => \"on active\", _ => \"on\" })\">B</a>");
        _site.Component("SiteFooter").Should().Contain("<footer>same</footer>");
        _site.Component("BPage").Should().Contain("<SiteHeader /><p>b</p><SiteFooter />");
        _site.Component("CPage").Should().Contain("<SiteHeader /><p>c</p><footer>other</footer>");
    }

    [Fact]
    public void LiveParts_BecomeTheProjectsComponents()
    {
        Directory.CreateDirectory(Path.Combine(_site.Project, "Layout"));
        File.WriteAllText(Path.Combine(_site.Project, "Layout", "CompanyCard.razor"), "");
        _site.AddPage("index.html", "<p data-component=\"CompanyCard\">here</p><p data-component=\"Nobody\">stays</p><p data-component=\"@code{}\">too</p>");
        _site.Import().Report.Lines().Should().ContainMatch("lost *index.html:2 *Nobody*").And.ContainMatch("lost *@code{}*");
        _site.Component("IndexPage").Should().Contain("@using Shop.Layout\n").And.Contain("<CompanyCard /><p>stays</p><p>too</p>");
    }

    [Fact]
    public void StructuredData_IsAConstant_ThatCannotEndItsElement()
    {
        _site.AddPage("index.html", "", """<script type="application/ld+json">{"@type":"FAQPage","url":"b.html","name":"</scr","x":"<b>\"\"\"@"}</script><script type="application/ld+json">{no</script>""").AddPage("b.html", "");
        _site.Import().Report.Lines().Should().ContainMatch("lost *structured data that is not JSON*");
        _site.Component("IndexPage").Should().Contain("<StructuredData Json=\"Data1\" />").And.Contain("\"url\": \"/b\"").And.NotContain("</scr").And.NotContain("<b>").And.NotContain("Data2");
    }

    [Fact]
    public void Import_Twice_ChangesNothing_AndTwoImportsAreTheSame()
    {
        using var other = new StaticSite();
        foreach (var site in new[] { _site, other })
        {
            site.AddPage("index.html", "<nav>n</nav><p style=\"color: red\" onclick=\"go()\">a</p><script>go = 1</script>").AddPage("b.html", "<nav>n</nav>").Import();
        }
        _site.Written().Should().Equal(other.Written());
        var before = _site.Written();
        _site.Import().Changed.Should().BeEmpty();
        _site.Written().Should().Equal(before);
    }

    [Fact]
    public void DryRun_SaysWhatItWouldDo_AndDoesNothing()
    {
        _site.AddPage("index.html", "<p>a</p>");
        var before = _site.Written();
        _site.Import(dryRun: true).Changed.Should().Contain("Features/Marketing/Pages/IndexPage.razor");
        _site.Written().Should().Equal(before);
    }

    [Fact]
    public void EditedPages_AreLeftAlone_UnlessForced()
    {
        _site.AddPage("index.html", "<p>one</p>").AddPage("b.html", "<p>one</p>").Import();
        var edited = Path.Combine(_site.Project, ImportRequest.PagesFolder, "IndexPage.razor");
        File.WriteAllText(edited, _site.Component("IndexPage").Replace("one", "by hand", StringComparison.Ordinal));
        _site.AddPage("index.html", "<p>two</p>").AddPage("b.html", "<p>two</p>");

        _site.Import().Report.Lines().Should().ContainMatch("kept *IndexPage.razor *edited*");
        _site.Component("IndexPage").Should().Contain("by hand");
        _site.Component("BPage").Should().Contain("two", "nobody has touched it");
        _site.Import(force: true).Report.Count(Finding.Kept).Should().Be(0);
        _site.Component("IndexPage").Should().Contain("two");
    }

    [Fact]
    public void EditedPages_WithOtherLineEnds_AreNotEdited()
    {
        _site.AddPage("index.html", "<p>one</p>").Import();
        var page = Path.Combine(_site.Project, ImportRequest.PagesFolder, "IndexPage.razor");
        File.WriteAllText(page, File.ReadAllText(page).Replace("\n", "\r\n", StringComparison.Ordinal));
        _site.AddPage("index.html", "<p>two</p>").Import().Report.Count(Finding.Kept).Should().Be(0);
    }

    [Fact]
    public void Writing_ThatFailsInTheMiddle_LeavesEverythingAsItWas()
    {
        _site.AddPage("a.html", "<p>one</p>").AddPage("b.html", "<p>one</p>").Import();
        _site.AddPage("a.html", "<p>two</p>").AddPage("b.html", "<p>two</p>").AddPage("z.html", "");
        // Where the last page belongs lies something that is no file.
        Directory.CreateDirectory(Path.Combine(_site.Project, ImportRequest.PagesFolder, "ZPage.razor", "in-the-way"));
        var before = _site.Written();

        _site.Import().Report.IsRefused.Should().BeTrue();
        _site.Written().Should().Equal(before);
        Directory.EnumerateDirectories(_site.Project).Select(Path.GetFileName).Should().NotContain(name => name!.StartsWith('.'));
    }

    [Theory]
    [InlineData("a.html", "a.htm")]
    [InlineData("A.html", "a.html")]
    [InlineData("docs.html", "docs/index.html")]
    public void Pages_OfOneAddress_AreRefused_AndNothingIsWritten(string one, string other)
    {
        _site.AddPage(one, "1").AddPage(other, "2");
        var before = _site.Written();
        _site.Import().Report.Lines().Should().ContainMatch("refused *the same address or name as*");
        _site.Written().Should().Equal(before);
    }

    [Fact]
    public async Task Verb_AnswersByItsNumber()
    {
        _site.AddPage("index.html", "<p>a</p>");
        (await Run("import-site")).Code.Should().Be(2);
        (await Run("import-site", _site.Site, "--what")).Code.Should().Be(2);
        var refused = await Run("import-site", _site.Site + "x", "--out", _site.Project);
        refused.Code.Should().Be(1);
        refused.Text.Should().Contain("there is no such folder").And.Contain("Nothing was written");
        (await Run("import-site", _site.Site, "--out", _site.Project, "--dry-run")).Text.Should().Contain("would write Features/Marketing/Pages/IndexPage.razor");
        var done = await Run("import-site", _site.Site, "--out", _site.Project);
        done.Code.Should().Be(0);
        done.Text.Should().MatchRegex(Summary());
    }

    private static async Task<(int? Code, string Text)> Run(params string[] arguments)
    {
        await using var output = new StringWriter();
        return (await Verbs.RunAsync(arguments, output, CancellationToken.None), output.ToString());
    }

    [GeneratedRegex("Pages 1, shared parts 0, files 0; lost 0, .* pages a second")]
    private static partial Regex Summary();
}
