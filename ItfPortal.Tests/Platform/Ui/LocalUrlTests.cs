using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Tests.Platform.Ui;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/espace/commandes?etat=confirmee&societe=BOREAL")]
    [InlineData("/style#a")]
    public void Path_OfThisSite_IsKept(string url) => LocalUrl.OrHome(url).Should().Be(url);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("espace")]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("/a\\b")]
    [InlineData("https://evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nSet-Cookie: x=y")]
    [InlineData("/\t/evil.example")]
    public void AnythingElse_LeadsHome(string? url) => LocalUrl.OrHome(url).Should().Be("/");
}
