using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Conventions;

/// <summary>Each threat of the security page that is answered today is in the name of a test that shows the answer.</summary>
public sealed partial class ThreatsTests
{
    [Fact]
    public void Threats_AnsweredOnes_EachIsInTheNameOfATest()
    {
        var page = File.ReadAllLines(Path.Combine(Stack.Root, "docs", "security.md"));
        var answered = page.Select(line => Row().Match(line)).Where(row => row.Success && !row.Groups["answer"].ValueSpan.IsWhiteSpace())
            .SelectMany(row => Id().Matches(row.Groups["ids"].Value).Select(id => id.Value)).ToList();
        answered.Should().OnlyHaveUniqueItems().And.HaveCountGreaterThan(30);

        var names = CodeBase.Files("ItfPortal.Tests", ".cs").Concat(CodeBase.Files("tryton", ".py"))
            .SelectMany(file => file.Lines).Select(line => Test().Match(line)).Where(test => test.Success).Select(test => test.Groups["name"].Value).ToList();
        answered.Where(id => !names.Any(name => name.StartsWith(id.Replace('-', '_') + "_", StringComparison.Ordinal)))
            .Should().BeEmpty("a threat is answered when a test shows it");
        names.Select(name => answered.Where(id => name.StartsWith(id.Replace('-', '_') + "_", StringComparison.Ordinal)).DefaultIfEmpty(null).First() ?? name)
            .Where(name => name.StartsWith("T_", StringComparison.Ordinal)).Should().BeEmpty("a test names a threat of the page");
    }

    // | id | threat | what answers it | tests |
    [GeneratedRegex(@"^\| (?<ids>T-[^|]+) \|[^|]+\|(?<answer>[^|]*)\|[^|]*\|$")]
    private static partial Regex Row();

    [GeneratedRegex("T-[A-Z]+(-[A-Z]+)*")]
    private static partial Regex Id();

    [GeneratedRegex(@"(?:public (?:async Task|void|Task) |def test_)(?<name>T_\w+)\(")]
    private static partial Regex Test();
}
