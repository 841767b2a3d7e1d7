using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Features.Marketing.Requests;

namespace ItfPortal.Tests.Features.Marketing.Requests;

public sealed class RequestFormsTests
{
    private static readonly DateOnly s_today = new(2026, 12, 1);

    [Fact]
    public void Quote_BecomesWhatTrytonTakes()
    {
        var form = Quote();
        form.Problems(s_today).Should().BeEmpty();
        form.ToRequest("en").Should().Be(new NewVisitorRequest(
            VisitorRequestKind.Quote, null, "Luc Gagné", "luc@gagne.example", null, null, "", "en",
            new QuoteFacts(VisitorProduct.Custom, "52 × 44 po", 1200, VisitorRhythm.Monthly, "Lévis", new DateOnly(2027, 1, 15), true)));
    }

    [Fact]
    public void Pickup_BecomesWhatTrytonTakes()
    {
        var form = Pickup();
        form.Problems(s_today).Should().BeEmpty();
        form.ToRequest("fr").Pickup.Should().Be(new PickupFacts(300, VisitorCondition.Broken, null, "12, rue du Quai", "Sorel-Tracy", "J3P 1A1", null, "7 h à 15 h", true));
    }

    [Fact]
    public void EveryField_ThatCannotStay_IsNamedInTheOrderOfThePage()
    {
        new QuoteForm { Size = new('x', 101), Wished = "demain", Email = "luc", Phone = new('1', 41), Company = new('x', 101), Message = new('x', 2001) }.Problems(s_today)
            .Should().Equal("Product", "Size", "Quantity", "Rhythm", "City", "Wished", "Name", "Email", "Phone", "Company", "Message");
        new PickupForm { Size = new('x', 101), Hours = new('x', 101), Wished = "2026-11-30" }.Problems(s_today)
            .Should().Equal("Quantity", "Condition", "Size", "Street", "City", "PostalCode", "Wished", "Hours", "Dock", "Name", "Email");
        new ContactForm { Message = " \n " }.Problems(s_today).Should().Equal("Name", "Email", "Message");
    }

    [Theory]
    [InlineData("1\u00a0200", true)]
    [InlineData("100000", true)]
    [InlineData("100001", false)]
    [InlineData("0", false)]
    [InlineData("-5", false)]
    [InlineData("1.5", false)]
    [InlineData("99999999999", false)]
    public void Quantity_IsAWholeNumberWithinBounds(string quantity, bool good)
    {
        var form = Quote();
        form.Quantity = quantity;
        form.Problems(s_today).Should().Equal(good ? [] : ["Quantity"]);
    }

    [Theory]
    [InlineData("2026-12-01", true)]
    [InlineData("2029-11-30", true)]
    [InlineData("2029-12-01", false)]
    [InlineData("2026-11-30", false)]
    [InlineData("15/01/2027", false)]
    public void Wished_IsADayToCome(string day, bool good)
    {
        var form = Quote();
        form.Wished = day;
        form.Problems(s_today).Should().Equal(good ? [] : ["Wished"]);
    }

    [Theory]
    [InlineData("j3p1a1", true)]
    [InlineData("J3P-1A1", true)]
    [InlineData("D3P 1A1", false)]
    [InlineData("12345", false)]
    public void PostalCode_IsCanadian(string code, bool good)
    {
        var form = Pickup();
        form.PostalCode = code;
        form.Problems(s_today).Should().Equal(good ? [] : ["PostalCode"]);
    }

    [Fact]
    public void Custom_NeedsItsSize_AndChoicesAreThoseOfThePage()
    {
        var form = Quote();
        form.Size = " ";
        form.Problems(s_today).Should().Equal("Size");
        (form.Product, form.Rhythm) = ("1", "custom");
        form.Problems(s_today).Should().Equal("Product", "Rhythm");
    }

    private static QuoteForm Quote() => new()
    {
        Name = "Luc Gagné",
        Email = "Luc@Gagne.example ",
        Company = " ",
        Product = "Custom",
        Size = "52 × 44 po",
        Quantity = "1 200",
        Rhythm = "Monthly",
        City = " Lévis",
        Wished = "2027-01-15",
        Export = "true",
    };

    private static PickupForm Pickup() => new()
    {
        Name = "Luc Gagné",
        Email = "luc@gagne.example",
        Quantity = "300",
        Condition = "Broken",
        Street = "12, rue du Quai",
        City = "Sorel-Tracy",
        PostalCode = "j3p 1a1",
        Wished = "",
        Hours = "7 h à 15 h",
        Dock = "true",
    };
}
