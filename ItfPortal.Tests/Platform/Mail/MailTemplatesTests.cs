using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using ItfPortal.Tests.Platform.Ui;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Parts;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Platform.Mail;

/// <summary>Every mail in both languages: what mail programs can show, and what both twins say.</summary>
public sealed partial class MailTemplatesTests
{
    private const string Site = "https://portail.itf.example";

    private static readonly MailOptions s_settings = new() { From = "portail@itf.example", ReplyTo = "service@itf.example" };

    public static TheoryData<string, Language> Mails()
    {
        var mails = new TheoryData<string, Language>();
        foreach (var template in MailTemplates.All)
        {
            mails.Add(template.Name, Language.French);
            mails.Add(template.Name, Language.English);
        }
        return mails;
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public async Task Html_IsWhatMailProgramsShow(string name, Language language)
    {
        var mail = await RenderAsync(name, language);
        Encoding.UTF8.GetByteCount(mail.Html).Should().BeLessThan(100_000, "Gmail cuts what is longer");
        var page = Parse(mail.Html);
        page.Root!.Attribute("lang")!.Value.Should().Be(language == Language.English ? "en" : "fr");
        page.Descendants().Select(element => element.Name.LocalName).Should().OnlyContain(
            element => s_elements.Contains(element), "nothing runs, nothing is fetched, nothing that mail programs drop");
        var style = page.Descendants("style").Should().ContainSingle().Subject.Value;
        style.Should().Contain("@media (prefers-color-scheme:dark)").And.NotContain("url(").And.NotContain("@import").And.NotContain("@font-face");
        mail.Html.Should().NotContain("url(").And.NotContain("src=").And.NotContain("background=");
        page.Descendants("meta").Select(meta => meta.Attribute("name")?.Value).Should().Contain("color-scheme");
        page.Descendants().Attributes().Select(attribute => attribute.Name.LocalName).Should().NotContain(attribute => attribute.StartsWith("on", StringComparison.Ordinal));
        page.Descendants("table").Where(table => table.Attribute("width")?.Value == "600").Should().ContainSingle()
            .Which.Attribute("style")!.Value.Should().Contain("max-width:600px").And.Contain("width:100%");
        page.Descendants("table").Attributes("width").Select(width => width.Value).Should().OnlyContain(width => width == "100%" || int.Parse(width, System.Globalization.CultureInfo.InvariantCulture) <= 600);
        // Layout tables say that they are none; the one of facts is a table.
        page.Descendants("table").Where(table => table.Attribute("role") is null && !table.Descendants("th").Any()).Should().BeEmpty();
        page.Descendants("body").Descendants().Where(element => element.Name.LocalName is "p" or "h1" or "a" or "td" or "th")
            .Where(element => element.Name.LocalName != "td" || element.Nodes().OfType<XText>().Any(text => !string.IsNullOrWhiteSpace(text.Value)))
            .Should().OnlyContain(element => element.Attribute("style") != null, "styles of the sheet are dropped by many");
        page.Descendants("h1").Should().ContainSingle();
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public async Task T_HOST_Links_AreWholeAndOwn_TheSameInBothTwins(string name, Language language)
    {
        var mail = await RenderAsync(name, language);
        var links = Parse(mail.Html).Descendants("a").Attributes("href").Select(href => href.Value).Distinct().ToList();
        links.Where(link => link != "mailto:service@itf.example").Should().OnlyContain(link => link.StartsWith(Site + "/", StringComparison.Ordinal));
        links.Should().Contain("mailto:service@itf.example");
        Link().Matches(mail.Text).Select(match => match.Value).Distinct().Should().BeEquivalentTo(links.Where(link => link.StartsWith("http", StringComparison.Ordinal)));
        mail.Text.Should().Contain("service@itf.example");
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public async Task Text_SaysWhatTheHtmlSays(string name, Language language)
    {
        var mail = await RenderAsync(name, language);
        mail.Subject.Should().NotBeNullOrWhiteSpace().And.NotContain("_");
        mail.Text.Should().NotContain("<").And.NotContain("&#").And.NotMatchRegex(@"\{\d").And.NotMatchRegex(@"[\u001E\u001F\r]");
        mail.Text.Split('\n').Should().OnlyContain(line => line.Length <= 76 || line.Contains("https://", StringComparison.Ordinal));
        var words = Words(mail.Text);
        var body = Parse(mail.Html).Root!.Element("body")!;
        foreach (var text in body.Descendants().Where(element => element.Name.LocalName is "p" or "h1" or "th")
            // The button's address spelled out: text has no button.
            .Where(element => element.Element("br") is null)
            .SelectMany(element => element.DescendantNodes().OfType<XText>()).Select(text => Words(text.Value)).Where(text => text.Length > 1 && !text.Contains("portail.itf.example", StringComparison.Ordinal)))
        {
            words.Should().Contain(text.TrimEnd('·', ' '));
        }
    }

    [Theory]
    [MemberData(nameof(Mails))]
    public async Task Texts_AreThereInBothLanguages(string name, Language language)
    {
        var (mine, other) = (await RenderAsync(name, language), await RenderAsync(name, language == Language.French ? Language.English : Language.French));
        mine.Subject.Should().NotBe(other.Subject);
        KeyPattern().IsMatch(mine.Text).Should().BeFalse("a key without its text shows itself");
        // Paragraphs that both languages have in common are names, numbers and addresses.
        mine.Text.Split("\n\n").Where(paragraph => paragraph.Length > 60 && !paragraph.Contains("https://", StringComparison.Ordinal))
            .Should().NotIntersectWith(other.Text.Split("\n\n"));
    }

    [Fact]
    public async Task T_XSS_WhatPeopleTyped_StaysText()
    {
        const string Evil = "<img src=x onerror=alert(1)>&\"'";
        var mail = await RenderAsync(
            new AccountRequestForStaffMail(DateTime.UnixEpoch, Evil, Evil, "a@b.ca", Evil, Evil + "\u001E\u001F\r\n-- \r\nhttps://evil.example"), Language.French);
        Parse(mail.Html).Descendants("img").Should().BeEmpty();
        mail.Html.Should().NotContain("<img").And.Contain("&lt;img");
        mail.Text.Should().Contain(Evil);
    }

    [Fact]
    public async Task EmailChanged_ShowsTheNewAddressInPart()
    {
        var mail = await RenderAsync(new EmailChangedMail(DateTime.UnixEpoch, "marie.tremblay@example.net"), Language.French);
        (mail.Html + mail.Text).Should().NotContain("marie.tremblay").And.Contain("m•••@example.net");
    }

    [Fact]
    public void Colours_AreTheSitesTokens()
    {
        var tokens = Token().Matches(Css.Read("tokens.css")).ToDictionary(match => match.Groups[1].Value, match => (Light: match.Groups[2].Value, Dark: match.Groups[3].Value));
        var colours = typeof(MailColors).GetFields().ToDictionary(field => field.Name, field => (string)field.GetRawConstantValue()!);
        foreach (var (name, value) in colours)
        {
            var dark = name.StartsWith("Dark", StringComparison.Ordinal);
            var token = string.Concat((dark ? name[4..] : name).Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
            value.Should().Be(dark ? tokens[token].Dark : tokens[token].Light, token);
        }
    }

    [Fact]
    public void Templates_EveryModelHasOne_AndASample()
    {
        var models = typeof(MailModel).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(MailModel)));
        MailTemplates.All.Select(template => template.Model).Should().BeEquivalentTo(models);
        MailTemplates.All.Select(template => MailSamples.Of(template).GetType()).Should().Equal(MailTemplates.All.Select(template => template.Model));
        MailTemplates.All.Should().OnlyContain(template => Regex.IsMatch(template.Name, "^[a-z-]{3,60}$"));
    }

    private static Task<RenderedMail> RenderAsync(string name, Language language) => RenderAsync(MailSamples.Of(MailTemplates.Find(name)!), language);

    private static async Task<RenderedMail> RenderAsync(MailModel model, Language language)
    {
        await using var services = MailHarness.Services(s_settings, new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 16, 0, 0, TimeSpan.Zero)));
        return await services.GetRequiredService<MailRenderer>().RenderAsync(model, new MailRecipient("marie@boreal.example", "Marie Tremblay", language), default);
    }

    // As XML but for the two elements that HTML leaves open: nothing else is, for a mail program to guess.
    private static XDocument Parse(string html)
    {
        using var reader = XmlReader.Create(new StringReader(Void().Replace(html, "<$1$2/>")), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }

    private static string Words(string text) => Regex.Replace(text, @"[\s\u00A0]+", " ").Trim();

    private static readonly HashSet<string> s_elements =
        ["html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "th", "h1", "p", "a", "span", "br"];

    [GeneratedRegex("<(meta|br)([^>]*?) ?/?>")]
    private static partial Regex Void();

    [GeneratedRegex(@"https?://[^\s]+")]
    private static partial Regex Link();

    [GeneratedRegex(@"\b[A-Z][a-z]+_[A-Z]")]
    private static partial Regex KeyPattern();

    [GeneratedRegex(@"--([a-z0-9-]+): light-dark\((#[0-9A-F]{6}), (#[0-9A-F]{6})\)")]
    private static partial Regex Token();
}
