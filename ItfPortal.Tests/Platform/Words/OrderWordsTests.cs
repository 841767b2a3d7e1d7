using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Tests.Platform.Words;

public sealed class OrderWordsTests
{
    private static readonly DateOnly s_today = TestData.Today;

    public static TheoryData<SaleState, ShipmentState> EveryState()
    {
        var data = new TheoryData<SaleState, ShipmentState>();
        foreach (var state in Enum.GetValues<SaleState>())
        {
            foreach (var shipments in Enum.GetValues<ShipmentState>())
            {
                data.Add(state, shipments);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(EveryState))]
    public void Of_EveryCombination_OneWordAndNeverLate(SaleState state, ShipmentState shipments)
    {
        var expected = (state, shipments) switch
        {
            (SaleState.Draft, _) => OrderWord.Draft,
            (SaleState.Quotation, _) => OrderWord.Quotation,
            (SaleState.Confirmed, _) => OrderWord.Confirmed,
            (SaleState.Processing, ShipmentState.PartiallyShipped) => OrderWord.PartlyShipped,
            (SaleState.Processing, ShipmentState.Sent) => OrderWord.Shipped,
            (SaleState.Processing, _) => OrderWord.Preparing,
            (SaleState.Done, _) => OrderWord.Done,
            (SaleState.Cancelled, _) => OrderWord.Cancelled,
            _ => throw new InvalidOperationException(),
        };
        OrderWords.Of(TestData.Row(state: state, shipments: shipments), s_today).Should().Be(new OrderStanding(expected, false));
    }

    [Theory]
    [MemberData(nameof(EveryState))]
    public void Of_PromiseOfYesterday_LateOnlyWhileOpen(SaleState state, ShipmentState shipments)
    {
        var late = state is SaleState.Confirmed or SaleState.Processing;
        var row = TestData.Row(state: state, shipments: shipments, promised: s_today.AddDays(-1));

        OrderWords.Of(row, s_today).Late.Should().Be(late);
        OrderWords.Of(row with { Promised = s_today }, s_today).Late.Should().BeFalse("the day itself is in time");
        OrderWords.Of(row with { Promised = null }, s_today).Late.Should().BeFalse("nothing is left to ship");
    }

    [Fact]
    public void Answers_LateBesideItsWord_BothFindTheOrder()
    {
        var row = TestData.Row(state: SaleState.Processing, promised: s_today.AddDays(-3));

        OrderWords.Answers(row, [OrderWord.Late], s_today).Should().BeTrue();
        OrderWords.Answers(row, [OrderWord.Preparing], s_today).Should().BeTrue();
        OrderWords.Answers(row, [OrderWord.Confirmed, OrderWord.Done], s_today).Should().BeFalse();
    }

    [Theory]
    [InlineData("fr", "Brouillon,Devis,Confirmée,En préparation,Expédiée en partie,Expédiée,Terminée,Annulée,En retard")]
    [InlineData("en", "Draft,Quotation,Confirmed,In preparation,Partly shipped,Shipped,Completed,Cancelled,Late")]
    public void Name_EveryWord_AsPeopleSayIt(string language, string expected)
    {
        using var reader = new InLanguage(language);
        string.Join(',', Enum.GetValues<OrderWord>().Select(OrderWords.Name)).Should().Be(expected);
    }

    [Theory]
    [InlineData("fr", "12 palettes reconditionnées 48×40, grade A, 2 autres")]
    [InlineData("en", "12 reconditioned pallets 48×40, grade A, 2 others")]
    public void What_FirstLineAndOthers_InWords(string language, string expected)
    {
        using var reader = new InLanguage(language);
        OrderWords.What(TestData.Row()).Should().Be(expected);
        OrderWords.What(TestData.Row() with { What = null }).Should().BeNull();
    }
}
