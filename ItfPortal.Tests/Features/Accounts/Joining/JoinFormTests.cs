using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Features.Accounts.Joining;

namespace ItfPortal.Tests.Features.Accounts.Joining;

public sealed class JoinFormTests
{
    [Fact]
    public void Good_BecomesWhatTrytonTakes()
    {
        var form = Form();
        (form.Company, form.Email, form.Phone, form.Message) = ("  Scierie\u00a0Gagné\u202e ", " Luc@Gagne.example ", "  ", "Une\r\nligne\u0007 \net\tplus\n");
        form.Problems().Should().BeEmpty();
        form.ToRequest("en").Should().Be(new NewVisitorRequest(
            VisitorRequestKind.Account, "Scierie Gagné", "Luc Gagné", "luc@gagne.example", null, null, "Une\nligne\net plus", "en"));
    }

    [Fact]
    public void EveryField_ThatCannotStay_IsNamed()
    {
        var form = new JoinForm { Phone = new('1', 41), TaxNumber = new('1', 31), Message = new('x', 2001), Email = "luc" };
        form.Problems().Should().Equal("Company", "Name", "Email", "Phone", "TaxNumber", "Message");
        new JoinForm { Company = "\u200b", Name = "\u202e", Email = "a@b.ca", Message = " \n " }.Problems().Should().Equal("Company", "Name", "Message");
    }

    [Theory]
    [InlineData("luc@gagne.example", true)]
    [InlineData("luc@gagne", false)]
    [InlineData("luc@@gagne.example", false)]
    [InlineData("luc gagne@x.example", false)]
    [InlineData("<luc@gagne.example>", false)]
    [InlineData("luc@gagne.example\nBcc: x@y.example", false)]
    [InlineData("luc@gagne.e", false)]
    public void Email_IsWhatMailsAndTrytonBothTake(string email, bool good)
    {
        var form = Form();
        form.Email = email;
        form.Problems().Should().Equal(good ? [] : ["Email"]);
    }

    private static JoinForm Form() => new() { Company = "Scierie", Name = "Luc Gagné", Email = "luc@gagne.example", Message = "Bonjour" };
}
