using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;

namespace ItfPortal.Tests.Features.Accounts.SignIn;

public class ReturnUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/espace/commandes")]
    [InlineData("/espace/commandes/412?societe=BOREAL")]
    [InlineData("/espace/commandes?recherche=palettes%20r%C3%A9cup%C3%A9r%C3%A9es&etat=confirmed")]
    [InlineData("/espace/commandes?recherche=100%25")]
    public void T_REDIR_Clean_PageOfThisSite_Kept(string url) => ReturnUrl.Clean(url).Should().Be(url);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("espace/commandes")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/\t/evil.example")]
    [InlineData("/%09/evil.example")]
    [InlineData("/%5Cevil.example")]
    [InlineData("/%2Fevil.example")]
    [InlineData("/%252Fevil.example")]
    [InlineData("/%25252Fevil.example")]
    [InlineData("/%2525252Fevil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/@evil.example")]
    [InlineData("/espace\r\nSet-Cookie: a=b")]
    [InlineData("/espace%0d%0aSet-Cookie:%20a=b")]
    [InlineData("/\u202Eespace")]
    [InlineData("/espace/../connexion")]
    [InlineData("/connexion?ReturnUrl=//evil.example")]
    [InlineData("/Connexion")]
    [InlineData("/deconnexion")]
    public void T_REDIR_Clean_AnythingElse_Null(string? url) => ReturnUrl.Clean(url).Should().BeNull();

    [Fact]
    public void T_REDIR_Clean_TooLong_Null() => ReturnUrl.Clean("/" + new string('a', 2000)).Should().BeNull();

    [Fact]
    public void Landing_Roles_FirstPageTheyMaySee()
    {
        ReturnUrl.Landing(Somebody(null, Company("A", PortalRole.Buyer))).Should().Be("/espace/commandes");
        ReturnUrl.Landing(Somebody(null, Company("A", PortalRole.Accounting))).Should().Be("/espace/factures");
        ReturnUrl.Landing(Somebody(StaffRole.Support)).Should().Be("/soutien");
        ReturnUrl.Landing(Somebody(null, Company("A", PortalRole.Accounting), Company("B", PortalRole.Viewer)))
            .Should().Be("/espace/commandes?societe=B", "the first company whose orders they may see");
    }

    [Fact]
    public void For_PageOfAnotherKind_TheirOwnFirstPage()
    {
        var customer = Somebody(null, Company("A", PortalRole.Buyer));
        ReturnUrl.For(customer, "/soutien").Should().Be("/espace/commandes");
        ReturnUrl.For(customer, "/espace/commandes/4").Should().Be("/espace/commandes/4");
        ReturnUrl.For(customer, "/").Should().Be("/espace/commandes");
        ReturnUrl.For(Somebody(StaffRole.Support), "/espace/commandes").Should().Be("/soutien");
        ReturnUrl.For(Somebody(StaffRole.Support), "/soutien?etat=late").Should().Be("/soutien?etat=late");
    }

    private static Identity Somebody(StaffRole? staff, params CompanyAccess[] companies) =>
        new(7, "x", "X", "fr", staff, [.. companies], new OwnCompany("ITF", null, null, "America/Toronto", "CAD"));

    private static CompanyAccess Company(string code, PortalRole role) =>
        new(code[0], code, code, ImmutableArray.Create(new Grant(role, GrantScope.Company, null, null)), [.. Enum.GetValues<PortalFeature>()]);
}
