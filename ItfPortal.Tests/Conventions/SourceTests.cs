namespace ItfPortal.Tests.Conventions;

public sealed class SourceTests
{
    [Fact]
    public void MarkupString_IsNowhere() => CodeBase.Files("ItfPortal.Web", ".cs", ".razor")
        .SelectMany(file => file.Where(line => line.Contains("MarkupString", StringComparison.Ordinal) || line.Contains("AddMarkupContent", StringComparison.Ordinal)))
        .Should().BeEmpty("text from Tryton must never become markup");

    [Fact]
    public void InlineScriptsAndHandlers_AreNowhere() => CodeBase.Files("ItfPortal.Web", ".razor")
        .SelectMany(file => file.Where(line =>
            line.Contains("javascript:", StringComparison.OrdinalIgnoreCase)
            || System.Text.RegularExpressions.Regex.IsMatch(line, @"\son[a-z]+=""")
            || System.Text.RegularExpressions.Regex.IsMatch(line, @"<script(?![^>]*\bsrc=)")))
        .Should().BeEmpty("the content security policy forbids them");

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
}
