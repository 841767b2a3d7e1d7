using ItfPortal.Web.Features.Accounts.Sessions;

namespace ItfPortal.Tests.Features.Accounts.Sessions;

public class SessionKeyTests
{
    [Fact]
    public void T_COOKIE_New_256RandomBitsAndNothingElse()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => SessionKey.New()).ToList();
        keys.Should().OnlyHaveUniqueItems().And.OnlyContain(key => key.Length == 43);
        SessionKey.IdOf(keys[0]).Should().NotBe(keys[0]).And.HaveLength(43);
        SessionKey.ToBytes(SessionKey.IdOf(keys[0])!).Should().HaveCount(32);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("admin")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'--")]
    public void T_COOKIE_IdOf_NotOneOfOurs_Null(string? value) => SessionKey.IdOf(value).Should().BeNull();
}
