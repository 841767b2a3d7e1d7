using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Layout;

namespace ItfPortal.Tests.Layout;

public sealed class PortalNavTests
{
    private static readonly CompanyAccess s_boreal = Company(5, "BOREAL", PortalRole.Buyer);
    private static readonly CompanyAccess s_cedre = Company(6, "CEDRE", PortalRole.Accounting);

    [Theory]
    [InlineData(PortalRole.Viewer, new[] { "/espace/commandes" })]
    [InlineData(PortalRole.Accounting, new[] { "/espace/factures" })]
    [InlineData(PortalRole.CompanyAdministrator, new[] { "/espace/commandes", "/espace/factures", "/espace/entreprise", "/espace/entreprise/journal" })]
    public void Places_FollowTheRole(PortalRole role, string[] expected)
    {
        var company = Company(5, "BOREAL", role);

        PortalNav.Of(Person(null, company), company).Select(item => item.Href).Should().Equal(expected);
    }

    [Theory]
    [InlineData(PortalFeature.Invoices, "/espace/factures")]
    [InlineData(PortalFeature.CompanyAccess, "/espace/entreprise")]
    [InlineData(PortalFeature.Journal, "/espace/entreprise/journal")]
    public void Places_OfAFeatureThatIsOff_AreNotThere(PortalFeature off, string place)
    {
        var all = Company(5, "BOREAL", PortalRole.CompanyAdministrator);
        var some = all with { Features = all.Features.Remove(off) };

        PortalNav.Of(Person(null, all), all).Select(item => item.Href).Except(PortalNav.Of(Person(null, some), some).Select(item => item.Href))
            .Should().Equal(place);
    }

    [Fact]
    public void Staff_GoesToSupportOnly() =>
        PortalNav.Of(Person(StaffRole.Support), null).Select(item => item.Href).Should().Equal("/soutien");

    [Fact]
    public void Administrator_SeesWhoHasAccessAndTheJournal() =>
        PortalNav.Of(Person(StaffRole.Administrator), null).Select(item => item.Href).Should().Equal("/soutien", "/admin", "/admin/journal");

    [Fact]
    public void Current_OfAPlaceInsideAnother_IsTheInnerOne()
    {
        NavItem outer = new("/a", "/a", default, "A"), inner = new("/a/b", "/a/b", default, "B");
        PortalNav.Current([outer, inner], "/a/b/7").Should().Be(inner);
        PortalNav.Current([outer, inner], "/a/c").Should().Be(outer);
        PortalNav.Current([outer, inner], "/ab").Should().BeNull();
    }

    [Fact]
    public void NobodyInParticular_GoesNowhere() => PortalNav.Of(Person(null), null).Should().BeEmpty();

    [Fact]
    public void SeveralCompanies_AreNamedInTheAddress() =>
        PortalNav.Of(Person(null, s_boreal, s_cedre), s_cedre).Select(item => item.Href).Should().Equal("/espace/factures?societe=CEDRE");

    [Fact]
    public void Switch_GoesWhereTheOtherRoleMaySee()
    {
        var person = Person(null, s_boreal, s_cedre);

        PortalNav.Switch(person, s_cedre, "/espace/commandes/412").Should().Be("/espace/factures?societe=CEDRE");
        PortalNav.Switch(person, s_boreal, "/espace/commandes/412").Should().Be("/espace/commandes?societe=BOREAL");
    }

    [Fact]
    public void Company_OfAnUnknownCode_IsTheFirst() =>
        PortalNav.CompanyOf(Person(null, s_boreal, s_cedre), "X")!.Code.Should().Be("BOREAL");

    [Fact]
    public void Here_IsThePlaceAndWhatLiesInIt()
    {
        var orders = PortalNav.Of(Person(null, s_boreal), s_boreal)[0];

        PortalNav.Here(orders, "/espace/commandes/412").Should().BeTrue();
        PortalNav.Here(orders, "/espace/commandes-anciennes").Should().BeFalse();
    }

    private static CompanyAccess Company(int party, string code, PortalRole role) =>
        new(party, code, code, [new Grant(role, GrantScope.Company, null, null)], [.. Enum.GetValues<PortalFeature>()]);

    private static Identity Person(StaffRole? staff, params CompanyAccess[] companies) =>
        new(1, "a@example.test", "A", "fr", staff, [.. companies], new OwnCompany("ITF", null, null, "America/Toronto", "CAD"));
}
