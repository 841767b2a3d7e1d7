using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Resources;
using ItfPortal.Web;

namespace ItfPortal.Tests.Platform.Ui;

/// <summary>Every text of every feature exists in both languages, with the same places to fill.</summary>
public sealed partial class LocalizationTests
{
    private static readonly Assembly s_web = typeof(PortalUrls).Assembly;

    public static TheoryData<string> Resources() =>
        new(s_web.GetManifestResourceNames().Where(name => name.EndsWith(".resources", StringComparison.Ordinal)).Select(name => name[..^".resources".Length]));

    [Theory]
    [MemberData(nameof(Resources))]
    public void Texts_AreInBothLanguages(string name)
    {
        var manager = new ResourceManager(name, s_web);
        var french = Texts(manager, CultureInfo.InvariantCulture);
        var english = Texts(manager, CultureInfo.GetCultureInfo("en"));

        english.Keys.Should().BeEquivalentTo(french.Keys);
        foreach (var (key, text) in french)
        {
            Places(english[key]).Should().BeEquivalentTo(Places(text), "{0} fills both alike", key);
        }
    }

    private static Dictionary<string, string> Texts(ResourceManager manager, CultureInfo culture) =>
        manager.GetResourceSet(culture, createIfNotExists: true, tryParents: false)!.Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct();

    [System.Text.RegularExpressions.GeneratedRegex(@"\{\d+")]
    private static partial System.Text.RegularExpressions.Regex Place();
}
