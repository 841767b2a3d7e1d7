using System.Text.RegularExpressions;
using Bunit;
using MudBlazor;

namespace ItfPortal.Tests.Platform.Ui;

/// <summary>css/mud.css stands in for a MudThemeProvider: it must say everything the provider would.</summary>
public sealed partial class MudThemeTests : ComponentTest
{
    [Fact]
    public void MudCss_EveryVariableOfTheProvider_IsSet()
    {
        var provided = Variables(Render<MudThemeProvider>().Markup);
        provided.Should().HaveCountGreaterThan(100, "the provider writes its variables into the page");

        var ours = Variables(Css.Read("mud.css"));

        provided.Except(ours).Should().BeEmpty();
    }

    private static SortedSet<string> Variables(string css) =>
        new(VariableName().Matches(css).Select(match => match.Groups[1].Value), StringComparer.Ordinal);

    [GeneratedRegex(@"(--mud-[a-z0-9-]+)\s*:")]
    private static partial Regex VariableName();
}
