using System.Text.RegularExpressions;
using System.Xml.Linq;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Conventions;

/// <summary>Every text exists in both languages, says the same things, and is used.</summary>
public sealed partial class ResourcesTests
{
    private static readonly string s_web = Path.Combine(Stack.Root, "ItfPortal.Web");

    public static TheoryData<string> Resources() =>
        [.. Directory.GetFiles(s_web, "*.resx", SearchOption.AllDirectories).Where(path => !path.EndsWith(".en.resx", StringComparison.Ordinal))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal)).Select(path => Path.GetRelativePath(s_web, path))];

    [Theory]
    [MemberData(nameof(Resources))]
    public void Texts_AreCompleteInBothLanguages(string path)
    {
        var (french, english) = (Read(path), Read(path.Replace(".resx", ".en.resx", StringComparison.Ordinal)));
        english.Keys.Should().BeEquivalentTo(french.Keys);
        foreach (var (key, text) in french)
        {
            text.Should().NotBeNullOrWhiteSpace(key);
            Places(english[key]).Should().BeEquivalentTo(Places(text), $"{key} must say the same in both");
        }
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Texts_AreUsed(string path)
    {
        // A key made of parts counts by the part that is written down: T[$"Period_{period}"], T[$"{key}Title"].
        var source = string.Join('\n', CodeBase.Files("ItfPortal.Web", ".cs", ".razor").SelectMany(file => file.Lines));
        var literals = Literal().Matches(source).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var beginnings = Interpolated().Matches(source).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var endings = Ending().Matches(source).Select(match => match.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var enums = typeof(Web.Platform.Ui.Formats).Assembly.GetTypes().Where(type => type.IsEnum).SelectMany(Enum.GetNames).ToHashSet(StringComparer.Ordinal);

        Read(path).Keys
            .Where(key => !literals.Contains(key) && !beginnings.Any(beginning => key.StartsWith(beginning, StringComparison.Ordinal)) && !enums.Contains(key))
            .Where(key => !endings.Any(ending => key.EndsWith(ending, StringComparison.Ordinal) && literals.Contains(key[..^ending.Length])))
            .Should().BeEmpty("nobody reads these texts");
    }

    private static Dictionary<string, string> Read(string path) => XDocument.Load(Path.Combine(s_web, path)).Root!
        .Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct();

    [GeneratedRegex(@"\{[0-9]")]
    private static partial Regex Place();

    [GeneratedRegex("\"([A-Z][A-Za-z0-9_]*)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("[}+] ?\"?([A-Z_][A-Za-z_]*)\"")]
    private static partial Regex Ending();

    [GeneratedRegex("\"([A-Z][A-Za-z0-9]*[_.])(?:\\{|\" \\+)")]
    private static partial Regex Interpolated();
}
