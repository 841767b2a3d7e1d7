using System.Globalization;
using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Platform.Ui;

/// <summary>WCAG AA (4.5 to 1 for text, 3 to 1 for the edges of controls) for every pair of colours that meet, in both themes.</summary>
public sealed partial class TokensTests
{
    private static readonly Dictionary<string, (string Light, string Dark)> s_tokens = Color().Matches(Css.Read("tokens.css"))
        .ToDictionary(match => match.Groups[1].Value, match => (match.Groups[2].Value, match.Groups[3].Value));

    public static TheoryData<string, string> TextPairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var ground in (string[])["paper", "card", "sunk"])
        {
            foreach (var ink in (string[])["ink", "muted", "pine", "kraft-ink", "steel", "rust"])
            {
                pairs.Add(ink, ground);
            }
        }
        foreach (var tint in (string[])["pine-tint", "kraft-tint", "steel-tint", "rust-tint"])
        {
            pairs.Add("ink", tint);
            pairs.Add("muted", tint);
        }
        foreach (var state in (string[])["draft", "quotation", "confirmed", "preparing", "shipped", "done", "cancelled", "late"])
        {
            pairs.Add($"state-{state}-ink", $"state-{state}-tint");
        }
        pairs.Add("on-pine", "pine");
        pairs.Add("on-pine", "pine-deep");
        pairs.Add("on-rust", "rust");
        pairs.Add("pine", "pine-tint");
        pairs.Add("kraft-ink", "kraft-tint");
        return pairs;
    }

    [Theory]
    [MemberData(nameof(TextPairs))]
    public void Text_OnItsGround_IsReadable(string ink, string ground)
    {
        Contrast(s_tokens[ink].Light, s_tokens[ground].Light).Should().BeGreaterThanOrEqualTo(4.5, "light");
        Contrast(s_tokens[ink].Dark, s_tokens[ground].Dark).Should().BeGreaterThanOrEqualTo(4.5, "dark");
    }

    [Theory]
    [InlineData("line-strong", "paper")]
    [InlineData("line-strong", "card")]
    [InlineData("pine", "paper")]
    [InlineData("pine", "line")]
    public void Edge_OfControlOrDrawing_IsVisible(string edge, string ground)
    {
        Contrast(s_tokens[edge].Light, s_tokens[ground].Light).Should().BeGreaterThanOrEqualTo(3, "light");
        Contrast(s_tokens[edge].Dark, s_tokens[ground].Dark).Should().BeGreaterThanOrEqualTo(3, "dark");
    }

    [Fact]
    public void Styles_UseColoursFromTokensOnly()
    {
        var strays = Directory.EnumerateFiles(Css.Folder(), "*.css")
            .Where(path => Path.GetFileName(path) is not "tokens.css" and not "mud.css")
            .SelectMany(path => File.ReadLines(path).Select((line, index) => (Name: Path.GetFileName(path), index, line)))
            // Masks and printing have no theme: black there is a shape or ink on paper.
            .Where(entry => Hex().IsMatch(entry.line) && !entry.line.Contains("mask:", StringComparison.Ordinal) && !entry.line.Contains("#fff; color: #000", StringComparison.Ordinal))
            .Select(entry => $"{entry.Name}:{entry.index + 1} {entry.line.Trim()}");

        strays.Should().BeEmpty();
    }

    private static double Contrast(string one, string other)
    {
        var (a, b) = (Luminance(one), Luminance(other));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(string hex)
    {
        double Channel(int at)
        {
            var value = int.Parse(hex.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.03928 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }

        return (0.2126 * Channel(0)) + (0.7152 * Channel(2)) + (0.0722 * Channel(4));
    }

    [GeneratedRegex(@"--([a-z0-9-]+): light-dark\(#([0-9A-F]{6}), #([0-9A-F]{6})\);")]
    private static partial Regex Color();

    [GeneratedRegex(@"#[0-9A-Fa-f]{3,8}\b")]
    private static partial Regex Hex();
}
