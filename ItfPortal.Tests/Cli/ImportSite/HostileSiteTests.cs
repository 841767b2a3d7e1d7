using System.Text;
using ItfPortal.Web.Cli.ImportSite;

namespace ItfPortal.Tests.Cli.ImportSite;

public sealed class HostileSiteTests : IDisposable
{
    private readonly StaticSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public void Html_Broken_IsMendedAsBrowsersDo_AndSaid()
    {
        _site.Add("index.html", "<html lang=fr><body><p>un<div><b>deux</p></b><table><tr><td>trois</table></section>\n<p class=\"a\" class=\"b\">quatre");
        _site.Import().Report.Lines().Should().ContainMatch("note *index.html:1 *broken HTML*").And.ContainMatch("note *index.html:2 *broken HTML*");
        _site.Component("IndexPage").Should().Contain("<table><tbody><tr><td>trois</td></tr></tbody></table>").And.Contain("<p class=\"a\">quatre</p>");
    }

    [Theory]
    [InlineData("<meta charset=windows-1252>")]
    [InlineData("<meta http-equiv=Content-Type content=\"text/html; charset=iso-8859-1\">")]
    [InlineData("<meta charset=utf-8>")]
    [InlineData("")]
    public void Html_InWindows1252_WhateverItSays_KeepsItsLetters(string said)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes($"<html lang=fr>{said}<p>"), 0x43, 0xF4, 0x74, 0xE9, 0x20, 0x80, 0x92];
        _site.Add("index.html", body).Import().Report.Lines().Should().ContainMatch("note *index.html *windows-1252*");
        _site.Component("IndexPage").Should().Contain("Côté €’");
    }

    [Fact]
    public void Html_WithoutHtml_IsAPage()
    {
        _site.Add("index.html", "Bonjour").Import().Report.Lines().Should().ContainMatch("note *no <html>*").And.ContainMatch("note *says no language*");
        _site.Component("IndexPage").Should().Contain("\nBonjour\n");
    }

    [Fact]
    public void Html_Empty_IsAPage() => _site.Add("index.html", "").Import().Pages.Should().Be(1);

    [Fact]
    public void T_XSS_InlineCode_IsInFiles_AndNoneIsLeft()
    {
        _site.AddPage("index.html", """
            <script>document.title = "x"</script><style media="print">p { color: red }</style>
            <p style="color: blue; background: url(img/x.png)" onclick="go(this, '&quot;')">a</p><a href="javascript:go(1)">b</a><a href=" JAVASCRIPT:void(0)">c</a>
            <svg onload="go(2)"><a xlink:href="javascript:go(3)"><text>d</text></a></svg><form action="javascript:go(4)"></form><iframe srcdoc="<script>go(5)</script>"></iframe>
            <object data="img/x.png"></object><script src="https://example.org/a.js"></script><img src=x onerror=go(6)><script type="text/x-template">{{a}}</script>
            """, "<meta http-equiv=refresh content=\"0;url=javascript:go(7)\">").Add("img/x.png", "1");
        var outcome = _site.Import();

        var page = _site.Component("IndexPage");
        page.Should().NotMatchRegex(@"\son[a-z]+\s*=").And.NotContainEquivalentOf("javascript:").And.NotMatchRegex("<script(?![^>]*\\bsrc=)").And.NotContain("<style").And.NotContain(" style=")
            .And.NotContain("iframe").And.NotContain("<object").And.NotContain("example.org").And.NotContain("refresh").And.NotContain("go(");
        page.Should().MatchRegex("<script src=\"/site/inline/IndexPage-1\\.[0-9a-f]{10}\\.js\"></script>").And.MatchRegex("href=\"/site/inline/IndexPage-2\\.[0-9a-f]{10}\\.css\" media=\"print\"");
        _site.Asset("inline/IndexPage-1").Should().Be("document.title = \"x\"");
        _site.Asset("inline/IndexPage.").Should().MatchRegex("^\\.s-[0-9a-f]{8}:not\\(#_\\):not\\(#_\\) \\{ color: blue; background: url\\(\"/site/img/x\\.[0-9a-f]{10}\\.png\"\\) \\}\n$");
        var handlers = _site.Written().Where(file => file.Key.Contains("inline/on-", StringComparison.Ordinal)).Select(file => file.Value).ToList();
        handlers.Should().Contain(text => text.Contains("go(this, '\"')")).And.Contain(text => text.Contains("go(1);return false")).And.Contain(text => text.Contains("\"error\""));
        outcome.Report.Lines().Should().ContainMatch("lost *index.html:4 *iframe*").And.ContainMatch("lost *example.org*").And.ContainMatch("lost *http-equiv*").And.ContainMatch("lost *text/x-template*");
    }

    [Fact]
    public void StyleAttribute_CannotBreakOutOfItsRule()
    {
        _site.AddPage("index.html", "<p style=\"color: red } body { display: none\">a</p>").Import();
        _site.Asset("inline/IndexPage.").Count(c => c == '{').Should().Be(1);
    }

    [Fact]
    public void Razor_InTexts_StaysText()
    {
        _site.AddPage("index.html", """<p title="@Model">@(1+1) écrire à a@b.ca @code { } @@ @page "/x" &lt;b&gt; &amp;amp;</p><Router AppAssembly="x">R</Router><div @click="x" v-on:click="y" data-a="@DateTime.Now">d</div>""");
        _site.Import().Report.Lines().Should().ContainMatch("lost *@click*");
        _site.Component("IndexPage").Should().Contain("""<p title="@@Model">@@(1+1) écrire à a@@b.ca @@code { } @@@@ @@page "/x" &lt;b&gt; &amp;amp;</p><router appassembly="x">R</router>""")
            .And.Contain("data-a=\"@@DateTime.Now\"").And.NotContain("@click");
    }

    [Fact]
    public void Base_IsFollowed_AndLeftOut()
    {
        _site.AddPage("a/index.html", "<a href=\"c.html\">1</a><a href=\"#x\">2</a><img src=\"i.png\">", "<base href=\"../b/\">").AddPage("b/c.html", "").Add("b/i.png", "1");
        _site.Import().Report.Lines().Should().ContainMatch("note *<base> left out*");
        _site.Component("A/IndexPage").Should().Contain("href=\"/b/c\"").And.Contain("href=\"/a#x\"").And.Contain("/site/b/i.").And.NotContain("<base");
    }

    [Fact]
    public void Files_ThatAreMissing_AreSaidByLine_AndThePageIsWritten()
    {
        _site.AddPage("index.html", "\n<img src=\"gone.png\" alt=\"x\">\n<a href=\"gone.html\">a</a><a href=\"/connexion\">b</a><script src=\"gone.js\"></script>", "<link rel=stylesheet href=gone.css>");
        _site.Import().Report.Lines().Should().ContainMatch("lost *index.html:2 *gone.css*no such file*").And.ContainMatch("lost *index.html:3 *gone.png*").And.ContainMatch("lost *index.html:4 *gone.html*")
            .And.ContainMatch("lost *index.html:4 *gone.js*").And.ContainMatch("note *index.html:4 */connexion*left to the portal");
        _site.Component("IndexPage").Should().Contain("<img src=\"data:,\" alt=\"x\" />").And.Contain("href=\"/connexion\"");
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("..%2fsecret.txt")]
    [InlineData("img/../../secret.txt")]
    [InlineData("..\\secret.txt")]
    [InlineData("/../secret.txt")]
    [InlineData("file:///{0}/secret.txt")]
    [InlineData("{0}/secret.txt")]
    [InlineData("link/secret.txt")]
    [InlineData("link.txt")]
    public void T_IMPORT_Paths_ThatLeaveTheFolder_BringNothing(string address)
    {
        File.WriteAllText(Path.Combine(_site.Root, "secret.txt"), "the secret");
        File.CreateSymbolicLink(Path.Combine(_site.Site, "link.txt"), Path.Combine(_site.Root, "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(_site.Site, "link"), _site.Root);
        var url = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, _site.Root);
        _site.AddPage("index.html", $"<img src=\"{url}\"><img srcset=\"{url} 2x\"><a href=\"{url}\">a</a><p style=\"background: url('{url}')\">b</p>", $"<link rel=stylesheet href=\"{url}\"><base href=\"{url}\">");

        var lines = _site.Import().Report.Lines().ToList();
        _site.Written().Values.Should().NotContain(text => text.Contains("the secret", StringComparison.Ordinal));
        lines.Where(line => line.StartsWith("lost", StringComparison.Ordinal)).Should().HaveCountGreaterThan(3);
        lines.Should().ContainMatch("lost *link *symbolic link*").And.ContainMatch("lost *link.txt *symbolic link*");
    }

    [Fact]
    public void Pages_TooLargeOrTooDeep_AreLeftOut_AndTheOthersAreNot()
    {
        _site.AddPage("index.html", "<a href=\"huge.html\">a</a><img src=\"huge.png\">").Add("huge.html", new byte[SiteFiles.MaxPageBytes + 1])
            .AddPage("deep.html", string.Concat(Enumerable.Repeat("<div>", 50_000))).AddPage("deeper.html", string.Concat(Enumerable.Repeat("<b>", 500)))
            .AddPage("long.html", string.Concat(Enumerable.Repeat("<p>a<br><img alt=b>", 5_000)));
        using (var file = File.Create(Path.Combine(_site.Site, "huge.png")))
        {
            file.SetLength(SiteFiles.MaxAssetBytes + 1);
        }
        var outcome = _site.Import();
        outcome.Report.Lines().Should().ContainMatch("lost *huge.html *too large*").And.ContainMatch("lost *huge.png *too large*").And.ContainMatch("lost *deep.html *too deep*").And.ContainMatch("lost *deeper.html *400 elements deep*").And.ContainMatch("lost *index.html:2 *huge.png*");
        outcome.Pages.Should().Be(2, "a long page is no deep one");
    }

    [Fact]
    public void Report_CannotSteerATerminal_NorGoOnForever()
    {
        _site.AddPage("index.html", $"<a href=\"\u001b[2Jgone.html{new string('x', 5000)}\">a</a>");
        _site.Import().Report.Lines().Should().OnlyContain(line => !line.Any(char.IsControl) && line.Length < 400);
    }

    [Fact]
    public void Names_OfFiles_BecomeNamesOfCode()
    {
        _site.AddPage("2024 à propos{x}.html", "a").AddPage("new/class.html", "b").Import();
        _site.Component("P2024AProposXPage").Should().Contain("@page \"/2024-a-propos-x-\"");
        _site.Component("New/ClassPage").Should().Contain("@page \"/new/class\"");
    }
}
