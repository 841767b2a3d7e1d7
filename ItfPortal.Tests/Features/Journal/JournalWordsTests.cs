using System.Text.RegularExpressions;
using System.Xml.Linq;
using ItfPortal.Tests.Conventions;
using ItfPortal.Tests.Platform.Words;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Features.Journal;
using ItfPortal.Web.Platform.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Tests.Features.Journal;

/// <summary>A line says in words what it holds.</summary>
public sealed partial class JournalWordsTests
{
    [Fact]
    public void Causes_EachWrittenInCodeHasItsText()
    {
        var source = string.Join('\n', CodeBase.Files("ItfPortal.Web", ".cs", ".razor").SelectMany(file => file.Lines));
        var causes = Cause().Matches(source)
            .SelectMany(match => match.Groups.Cast<Group>().Skip(1).Where(group => group.Success)).Select(group => group.Value.Replace(' ', '-')).Distinct().ToList();
        causes.Should().Contain(["invite", "grant", "disable", "limit", "new-sign-in", "grants", "password", "tryton", "access"], "the search finds every way to write one");
        var keys = XDocument.Load(Path.Combine(Stack.Root, "ItfPortal.Web/Features/Journal/JournalTexts.resx")).Root!
            .Elements("data").Select(data => data.Attribute("name")!.Value).ToHashSet();
        causes.Where(cause => !keys.Contains($"Cause_{cause}")).Should().BeEmpty();
    }

    [Theory]
    [InlineData(0, "0 ligne")]
    [InlineData(1, "1 ligne")]
    [InlineData(2, "2 lignes")]
    public void Rows_InTheirNumber(int rows, string expected)
    {
        using var french = new InLanguage("fr");
        Words().More(new AuditDetail { Rows = rows }).Should().Be(expected);
    }

    [Fact]
    public void Access_RoleDocumentsAndDates()
    {
        using var french = new InLanguage("fr");
        Words().More(new AuditDetail { Cause = "grant", Role = "buyer", Scope = "company" })
            .Should().Be("accès de plus à un collègue · Achats · toute l’entreprise");
        Words().More(new AuditDetail { Role = "company_administrator", OldRole = "viewer", Scope = "site", Site = 4, To = new DateOnly(2020, 5, 2) })
            .Should().StartWith("Administration · auparavant Consultation · un seul site · terminé le 2");
        Words().More(new AuditDetail { OldRole = "buyer" }).Should().Be("Achats");
    }

    private static JournalWords Words() => new(
        new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<JournalTexts>>(), TimeProvider.System);

    [GeneratedRegex("""Cause = "([^"]+)"|EndAsync\([^"\n]*"([^"]+)"|Note\(attempt, [^"\n]*"([^"]+)"(?: : [a-z]+ \? "([^"]+)")?(?: : "([^"]+)")?""")]
    private static partial Regex Cause();
}
