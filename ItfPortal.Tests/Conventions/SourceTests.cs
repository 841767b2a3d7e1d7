using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Conventions;

public sealed partial class SourceTests
{
    [Fact]
    public void T_XSS_MarkupString_IsNowhere() => CodeBase.Files("ItfPortal.Web", ".cs", ".razor")
        .SelectMany(file => file.Where(line => line.Contains("MarkupString", StringComparison.Ordinal) || line.Contains("AddMarkupContent", StringComparison.Ordinal)))
        .Should().BeEmpty("text from Tryton must never become markup");

    [Fact]
    public void T_XSS_InlineScriptsAndHandlers_AreNowhere() => CodeBase.Files("ItfPortal.Web", ".razor")
        .SelectMany(file => file.Where(line =>
            line.Contains("javascript:", StringComparison.OrdinalIgnoreCase)
            || Regex.IsMatch(line, @"\son[a-z]+=""")
            || Regex.IsMatch(line, @"<script(?![^>]*\bsrc=)")))
        .Should().BeEmpty("the content security policy forbids them");

    [Fact]
    public void T_MSG_TextFields_EachHasALength() => CodeBase.Files("ItfPortal.Web", ".razor")
        .Where(file => !file.Path.EndsWith("/StylePage.razor", StringComparison.Ordinal))
        .SelectMany(file => TextField().Matches(string.Join('\n', file.Lines)).Select(field => $"{file.Path}: {field.Value}"))
        .Where(field => !field.Contains("maxlength=", StringComparison.OrdinalIgnoreCase) && !field.Contains(" readonly ", StringComparison.Ordinal))
        .Should().BeEmpty("a text that is too long for a message of the hub ends the circuit without a word");

    [Fact]
    public void Suppressions_GiveTheirReason() => CodeBase.Files("ItfPortal.Tryton", ".cs").Concat(CodeBase.Files("ItfPortal.Web", ".cs", ".razor"))
        .SelectMany(file => file.Where(line =>
            (line.Contains("#pragma warning disable", StringComparison.Ordinal) && !line.Contains("//", StringComparison.Ordinal)) || line.TrimStart().StartsWith("#region", StringComparison.Ordinal)))
        .Should().BeEmpty();

    [Fact]
    public void UnfinishedWork_IsNowhere()
    {
        string[] marks = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
        CodeBase.Files("ItfPortal.Tryton", ".cs").Concat(CodeBase.Files("ItfPortal.Web", ".cs", ".razor")).Concat(CodeBase.Files("ItfPortal.Tests", ".cs"))
            .SelectMany(file => file.Where(line => marks.Any(mark => line.Contains(mark, StringComparison.Ordinal))))
            .Should().BeEmpty();
    }

    // What a person types into, not what they choose or what is hidden.
    [GeneratedRegex("""<(?:textarea|input(?![^>]*\btype="(?:hidden|checkbox|radio|date|file|submit|number)"))\b[^>]*>|<Mud(?:TextField|Autocomplete)\b[^>]*>""")]
    private static partial Regex TextField();
}
