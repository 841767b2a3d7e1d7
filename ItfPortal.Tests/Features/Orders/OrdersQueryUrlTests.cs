using CsCheck;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Tests.Features.Orders;

public sealed class OrdersQueryUrlTests
{
    private static readonly Gen<DateOnly?> s_date = Gen.Int[0, 60_000].Select(days => (DateOnly?)new DateOnly(1930, 1, 1).AddDays(days));

    private static readonly Gen<OrdersFilter> s_filter = Gen.Select(
        Gen.String[0, 220].Select(OrdersQueryUrl.CleanSearch),
        Gen.Enum<OrderWord>().Array[0, 5].Select(words => words.Distinct().Order().ToArray()),
        Gen.Select(Gen.Enum<OrdersPeriod>(), s_date, s_date),
        Gen.Select(Gen.Enum<OrderSort>(), Gen.Bool),
        Gen.Select(Gen.Int[0, 2], Gen.String[Gen.Char['!', '~'], 1, 100]),
        (search, words, period, sort, cursor) =>
        {
            var custom = period.Item1 == OrdersPeriod.Custom;
            return new OrdersFilter(
                search, [.. words], period.Item1,
                custom ? (period.Item2 < period.Item3 ? period.Item2 : period.Item3) : null,
                custom ? (period.Item2 < period.Item3 ? period.Item3 : period.Item2) : null,
                sort.Item1, sort.Item2, cursor.Item1 == 0 ? null : cursor.Item2, cursor.Item1 == 2);
        });

    [Fact]
    public void Parse_WhatToUrlWrote_TheSameFilter() => s_filter.Sample(filter =>
    {
        var url = OrdersPlace.Own("BORÉAL & FILS").Filtered(filter);
        url.Should().StartWith("/espace/commandes?").And.EndWith("societe=BOR%C3%89AL%20%26%20FILS");
        return OrdersQueryUrl.Parse(url[url.IndexOf('?', StringComparison.Ordinal)..]).Equals(filter);
    });

    [Fact]
    public void Parse_Anything_AFilterThatTrytonTakes() => Gen.String[0, 400].Sample(text =>
    {
        var filter = OrdersQueryUrl.Parse($"q={text}&etat={text}&periode={text}&du={text}&au={text}&tri={text}&apres={text}&avant={text}");
        return filter.Search.Length <= OrdersFilter.MaxSearch && OrdersQueryUrl.Parse(OrdersQueryUrl.ToQuery(filter)).Equals(filter);
    });

    [Theory]
    [InlineData("")]
    [InlineData("?")]
    [InlineData("?etat=&q=%20%20&periode=")]
    [InlineData("?etat=inconnu&periode=hier&tri=couleur&du=2026-02-30&au=demain")]
    [InlineData("?tri=-date")]
    [InlineData("?societe=BOREAL&utm_source=x")]
    [InlineData("?apres=%00%01")]
    public void Parse_NothingOrNonsense_ThePlainList(string query) => OrdersQueryUrl.Parse(query).Should().Be(OrdersFilter.All);

    [Fact]
    public void Parse_SeveralStates_RepeatedOrWithCommas()
    {
        var repeated = OrdersQueryUrl.Parse("?etat=en-retard&etat=devis&etat=devis");
        repeated.States.Should().Equal(OrderWord.Quotation, OrderWord.Late);
        OrdersQueryUrl.Parse("?etat=devis,en-retard").Should().Be(repeated);
        OrdersPlace.Own(null).Filtered(repeated).Should().Be("/espace/commandes?etat=devis&etat=en-retard");
    }

    [Fact]
    public void Parse_DatesAndPeriod_ThePeriodWinsAndTurnedDatesAreTurned()
    {
        OrdersQueryUrl.Parse("?periode=90-jours&du=2026-01-01").Should().Be(OrdersFilter.All with { Period = OrdersPeriod.Days90 });
        OrdersQueryUrl.Parse("?periode=dates&du=2026-03-31&au=2026-01-01").Should().Be(
            OrdersFilter.All with { Period = OrdersPeriod.Custom, From = new(2026, 1, 1), To = new(2026, 3, 31) });
    }

    [Fact]
    public void ToUrl_PlainList_NothingInIt()
    {
        OrdersPlace.Own(null).Filtered(OrdersFilter.All).Should().Be("/espace/commandes");
        OrdersPlace.Own("BOREAL").Filtered(OrdersFilter.All).Should().Be("/espace/commandes?societe=BOREAL");
    }

    [Theory]
    [InlineData(OrdersPeriod.Days30, "2026-10-23", null)]
    [InlineData(OrdersPeriod.Months12, "2025-11-22", null)]
    [InlineData(OrdersPeriod.ThisYear, "2026-01-01", null)]
    [InlineData(OrdersPeriod.LastYear, "2025-01-01", "2025-12-31")]
    [InlineData(OrdersPeriod.Any, null, null)]
    public void Dates_Period_OnTheDay(OrdersPeriod period, string? from, string? to)
    {
        var query = (OrdersFilter.All with { Period = period }).ToQuery(5, TestData.Today);
        (query.From is { } first ? Formats.Date(first) : null, query.To is { } last ? Formats.Date(last) : null).Should().Be((from, to));
        query.Should().Match<OrderQuery>(q => q.Party == 5 && q.Search == null && q.Descending && q.Limit == 25);
    }

    [Theory]
    [InlineData("412", 412)]
    [InlineData("1", 1)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("0412", null)]
    [InlineData(" 412", null)]
    [InlineData("4e2", null)]
    [InlineData("99999999999", null)]
    [InlineData("abc", null)]
    [InlineData("٤١٢", null)]
    [InlineData("", null)]
    public void RecordId_Text_OneWayOfWriting(string text, int? expected) => RecordId.Parse(text).Should().Be(expected);
}
