using ItfPortal.Web.Platform.Accounts;

namespace ItfPortal.Tests.Platform.Accounts;

/// <summary>Eight digits out of a secret, and as people type them.</summary>
public sealed class MailedCodeTests
{
    [Fact]
    public void Of_TheSameSecret_TheSameDigits_EvenlySpread()
    {
        var secret = LinkSecret.New();
        MailedCode.Of(secret).Should().Be(MailedCode.Of(secret)).And.MatchRegex("^[0-9]{8}$");
        var codes = Enumerable.Range(0, 2000).Select(_ => MailedCode.Of(LinkSecret.New())).ToList();
        codes.Distinct().Should().HaveCountGreaterThan(1995);
        codes.GroupBy(code => code[0]).Should().HaveCount(10, "a code may begin with nought").And.OnlyContain(first => first.Count() > 120);
    }

    [Theory]
    [InlineData("12345678", "12345678")]
    [InlineData(" 1234 5678 ", "12345678")]
    [InlineData("1234\u00A05678", "12345678")]
    [InlineData("1234-5678", "12345678")]
    [InlineData("1234567", null)]
    [InlineData("123456789", null)]
    [InlineData("1234567O", null)]
    [InlineData("\uFF11\uFF12345678", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Typed_SpacesAndDashesDoNotCount(string? typed, string? digits) => MailedCode.Typed(typed).Should().Be(digits);

    [Fact]
    public void InWords_TwoGroupsThatStayTogether() => MailedCode.InWords("01234567").Should().Be("0123\u00A04567");
}
