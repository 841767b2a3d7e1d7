using CsCheck;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Support;

namespace ItfPortal.Tests.Features.Support;

public class BoardFilterTests
{
    private static readonly Gen<BoardFilter> s_filters = Gen.Select(
        Gen.String[Gen.Char["aé ’&=?#%+:/\u00A0ß漢"], 0, 12], Gen.Enum<OrderWord>().Array[0, 3], Gen.String[Gen.Char["BOREAL& é"], 0, 8],
        Gen.String[Gen.Char["abc123-_="], 0, 10],
        (search, states, customer, after) => BoardFilter.Parse(
            new BoardFilter(search, [.. states.Distinct().Order()], customer, after.Length == 0 ? null : after).ToQuery()));

    [Fact]
    public void ToQuery_ThenParse_GivesTheSame() => s_filters.Sample(filter => BoardFilter.Parse(filter.ToQuery()).Equals(filter), iter: 500);

    [Theory]
    [InlineData("", "")]
    [InlineData("?q=&etat=&client=", "")]
    [InlineData("?etat=devis&etat=confirmee", "etat=devis&etat=confirmee")]
    [InlineData("?etat=confirmee,devis,devis", "etat=devis&etat=confirmee")]
    [InlineData("?etat=nonsense&unknown=1", "")]
    [InlineData("?q=%20%20a%09%00b%20", "q=a%20b")]
    [InlineData("?client=BOREAL", "client=BOREAL")]
    [InlineData("?apres=a%20b", "")]
    public void Parse_WhatMakesNoSense_IsLeftOut(string query, string expected) => BoardFilter.Parse(query).ToQuery().Should().Be(expected);

    [Fact]
    public void Parse_TooLong_IsCut() => BoardFilter.Parse("?q=" + new string('x', 900)).Search.Should().HaveLength(BoardFilter.MaxSearch);

    [Fact]
    public void Takes_ByCustomerAndState()
    {
        var filter = BoardFilter.All with { States = [OrderWord.Confirmed] };
        filter.Takes(TestData.Row(), null, TestData.Today).Should().BeTrue();
        filter.Takes(TestData.Row(), TestData.Party, TestData.Today).Should().BeTrue();
        filter.Takes(TestData.Row(), TestData.Party + 1, TestData.Today).Should().BeFalse();
        filter.Takes(TestData.Row(state: SaleState.Quotation), null, TestData.Today).Should().BeFalse();
    }

    [Fact]
    public void EveryState_HasItsWord_AndEveryCounterItsCount()
    {
        Enum.GetValues<OrderWord>().Select(BoardFilter.Word).Should().OnlyHaveUniqueItems();
        BoardRows.Counters.Select(BoardRows.CountWord).Should().OnlyHaveUniqueItems().And.NotContainNulls();
    }

    [Theory]
    [InlineData("boreal", 5)]
    [InlineData("BOREAL", 5)]
    [InlineData("Boréal inc.", 5)]
    [InlineData("bor", null)]
    public void Customer_CodeOrNameOrTheOnlyOne(string typed, int? expected) =>
        CustomerChoice.Of(typed, [new Customer(5, "Boréal inc.", "BOREAL"), new Customer(6, "Boréal Nord", "BORNORD")]).Found?.Id.Should().Be(expected);

    [Fact]
    public void Customer_Several_AreOffered() =>
        CustomerChoice.Of("bor", [new Customer(5, "Boréal inc.", "BOREAL"), new Customer(6, "Boréal Nord", "BORNORD")]).Candidates.Should().HaveCount(2);
}
