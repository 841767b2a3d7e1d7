using ItfPortal.Tests.Support;
using ItfPortal.Web.Features.Marketing.Pages;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Every page of the showcase site looks in the portal as it does as a file.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class ShowcaseParityTests(BrowserFixture browser)
{
    private const string Origin = "http://showcase.test";

    // Who is signed in, the company's facts, the choice of a theme.
    private const string Live = ".site-tools, .company, .foot-theme";

    // Three pictures of every page and of its file take minutes: `make portal-test FILTER=ShowcaseParity`.
    [Theory]
    [Trait("needs", "minutes")]
    [InlineData("fr-CA")]
    [InlineData("en-CA")]
    public async Task Pages_LookAsTheirFilesDo(string language)
    {
        await using var visitor = await browser.VisitAsync(language[..2]);
        await SiteParity.ServeAsync(visitor.Context, Origin, Path.Combine(Stack.Root, "siteweb-itf", "src"));
        var (file, scratch) = (await visitor.NewTabAsync(), await visitor.NewTabAsync());
        var failures = new List<string>();
        foreach (var page in ImportedPages.All.Where(page => page.Language == language))
        {
            await file.GotoAsync(page.Route is "/" or "/en" ? $"{Origin}{page.Route.TrimEnd('/')}/index.html" : $"{Origin}{page.Route}.html");
            await visitor.Page.GotoAsync(page.Route);
            failures.AddRange(await SiteParity.DifferencesAsync(file, visitor.Page, scratch, "showcase" + page.Route.Replace('/', '-'), Live));
        }
        failures.Should().BeEmpty();
        visitor.Complaints.Should().BeEmpty("the content security policy lets structured data through, because it is data");
    }

    [Fact]
    public async Task Comparison_SeesWhatDiffers()
    {
        await using var visitor = await browser.VisitAsync();
        await SiteParity.ServeAsync(visitor.Context, Origin, Path.Combine(Stack.Root, "siteweb-itf", "src"));
        var (file, scratch) = (await visitor.NewTabAsync(), await visitor.NewTabAsync());
        await file.GotoAsync(Origin + "/faq.html");
        await visitor.Page.GotoAsync("/faq");
        await visitor.Page.EvaluateAsync("() => { document.querySelector('h1').style.letterSpacing = '1px'; }");
        (await SiteParity.DifferencesAsync(file, visitor.Page, scratch, "seen", Live)).Should().HaveCount(3);
    }
}
