using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Conventions;

public sealed partial class SourceTests
{
    // What search engines read of the public pages: constants, read as JSON when they were imported. It is data, and runs nowhere.
    private const string StructuredData = "ItfPortal.Web/Features/Marketing/Pages/StructuredData.razor";

    [Fact]
    public void T_XSS_MarkupString_IsNowhere() => CodeBase.Files("ItfPortal.Web", ".cs", ".razor")
        .Where(file => file.Path is not StructuredData and not "ItfPortal.Web/Cli/ImportSite/RazorFile.cs")
        .SelectMany(file => file.Where(line => line.Contains("MarkupString", StringComparison.Ordinal) || line.Contains("AddMarkupContent", StringComparison.Ordinal)))
        .Should().BeEmpty("text from Tryton must never become markup");

    [Fact]
    public void T_XSS_StructuredData_IsAConstantOfItsPage() => CodeBase.Files("ItfPortal.Web", ".razor")
        .SelectMany(file => file.Lines.Where(line => line.Contains("<StructuredData", StringComparison.Ordinal))
            .Where(line => !(Constant().Match(line) is { Success: true } given && file.Lines.Any(other => other.Contains($"private const string {given.Groups[1].Value} =", StringComparison.Ordinal))))
            .Select(line => $"{file.Path}: {line.Trim()}"))
        .Should().BeEmpty("it is written into the page as it is");

    [Fact]
    public void T_XSS_InlineScriptsAndHandlers_AreNowhere() => CodeBase.Files("ItfPortal.Web", ".razor").Where(file => file.Path != StructuredData)
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

    [GeneratedRegex("""<StructuredData Json="(Data[0-9]+)" />""")]
    private static partial Regex Constant();

    // What a person types into, not what they choose or what is hidden.
    [GeneratedRegex("""<(?:textarea|input(?![^>]*\btype="(?:hidden|checkbox|radio|date|file|submit|number)"))\b[^>]*>|<Mud(?:TextField|Autocomplete)\b[^>]*>""")]
    private static partial Regex TextField();
}
