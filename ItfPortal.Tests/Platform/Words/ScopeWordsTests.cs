using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Tests.Platform.Words;

public sealed class ScopeWordsTests
{
    private static readonly DateOnly s_today = new(2026, 11, 22);
    private static readonly DateOnly s_soon = new(2026, 12, 22);
    private static readonly Grant s_whole = new(PortalRole.Buyer, GrantScope.Company, null, null);
    private static readonly Grant s_levis = new(PortalRole.Buyer, GrantScope.Site, 31, "Usine de Lévis");
    private static readonly Grant s_gatineau = new(PortalRole.Viewer, GrantScope.Site, 32, "Entrepôt de Gatineau");
    private static readonly Grant s_own = new(PortalRole.Viewer, GrantScope.Own, null, null);
    private static readonly Grant s_bills = new(PortalRole.Accounting, GrantScope.Company, null, null);

    public static TheoryData<string, string, Grant[]> Sentences() => new()
    {
        { "Toutes les commandes de Boréal", "All orders of Boréal", [s_whole] },
        { "Toutes les commandes de Boréal", "All orders of Boréal", [s_levis, s_whole with { Until = s_soon }, s_whole, s_own, s_bills] },
        { "Commandes du site Usine de Lévis seulement", "Orders of the site Usine de Lévis only", [s_levis, s_bills] },
        { "Commandes des sites Entrepôt de Gatineau et Usine de Lévis seulement", "Orders of the sites Entrepôt de Gatineau and Usine de Lévis only", [s_levis, s_gatineau] },
        { "Vos propres commandes pour Boréal", "Your own orders at Boréal", [s_own] },
        { "Commandes du site Usine de Lévis, et vos propres commandes", "Orders of the site Usine de Lévis, and your own orders", [s_levis, s_own] },
        { "Toutes les commandes de Boréal, jusqu’au 22 décembre", "All orders of Boréal, until December 22", [s_whole with { Until = s_soon }] },
        {
            "Toutes les commandes de Boréal, jusqu’au 22 décembre; ensuite : commandes du site Usine de Lévis seulement",
            "All orders of Boréal, until December 22; then: orders of the site Usine de Lévis only", [s_whole with { Until = s_soon }, s_levis]
        },
        {
            "Toutes les commandes de Boréal, jusqu’au 22 décembre", "All orders of Boréal, until December 22",
            [s_whole with { Until = s_soon }, s_levis with { Until = new DateOnly(2026, 12, 1) }]
        },
        { "Commandes du site Usine de Lévis seulement, jusqu’au 22 décembre", "Orders of the site Usine de Lévis only, until December 22", [s_levis with { Until = s_soon }] },
        {
            "Commandes des sites Entrepôt de Gatineau (jusqu’au 22 décembre) et Usine de Lévis seulement",
            "Orders of the sites Entrepôt de Gatineau (until December 22) and Usine de Lévis only", [s_levis, s_gatineau with { Until = s_soon }]
        },
        { "", "", [s_bills] },
    };

    [Theory]
    [MemberData(nameof(Sentences))]
    public void Orders_AreSaidInWords(string french, string english, Grant[] grants)
    {
        Plain(() => ScopeWords.Orders(Scope("Boréal", grants), s_today), "fr").Should().Be(french);
        Plain(() => ScopeWords.Orders(Scope("Boréal", grants), s_today), "en").Should().Be(english);
    }

    [Fact]
    public void Invoices_AreTheOnesOfTheRolesThatOpenThem()
    {
        Plain(() => ScopeWords.Invoices(Scope("Érablière", s_bills, s_levis), s_today), "fr").Should().Be("Toutes les factures d’Érablière");
        Plain(() => ScopeWords.Invoices(Scope("Érablière", s_levis), s_today), "fr").Should().BeEmpty();
    }

    private static PartyScope Scope(string name, params Grant[] grants) => new(12, new CompanyAccess(5, "C", name, [.. grants], []));

    private static string Plain(Func<string> words, string language)
    {
        using var reader = new InLanguage(language);
        return words().Replace('\u00A0', ' ');
    }
}
