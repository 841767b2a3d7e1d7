using CsCheck;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;

namespace ItfPortal.Tests.TrytonClient;

public sealed class EventDetailReaderTests
{
    private static readonly EventDetailReader s_reader = new();

    [Fact]
    public void State_GivesWordsAndRow()
    {
        var detail = s_reader.Read(EventKind.State, $$"""{"old": "quotation", "new": "confirmed", "row": {{Samples.Row}}}""");
        (detail.Old, detail.New, detail.Row!.Number).Should().Be(("quotation", "confirmed", "2041"));
        (detail.OldDate, detail.NewTotal, detail.InvoiceKind).Should().Be((null, null, null));
    }

    [Fact]
    public void Promised_GivesDates()
    {
        var detail = s_reader.Read(EventKind.Promised, """{"old": null, "new": {"__class__": "date", "year": 2026, "month": 12, "day": 3}}""");
        (detail.Old, detail.OldDate, detail.NewDate).Should().Be((null, null, new DateOnly(2026, 12, 3)));
    }

    [Fact]
    public void Removed_SaysWhetherItMoved()
    {
        s_reader.Read(EventKind.Removed, """{"number": "2041", "moved": true}""").Should().Be(new EventDetail { Number = "2041", Moved = true });
        s_reader.Read(EventKind.Removed, """{"number": null}""").Moved.Should().BeFalse();
    }

    [Fact]
    public void Lines_GivesTotals()
    {
        var detail = s_reader.Read(EventKind.Lines, """{"old": {"__class__": "Decimal", "decimal": "10.50"}, "new": 12}""");
        (detail.OldTotal, detail.NewTotal, detail.New).Should().Be((10.50m, 12m, null));
    }

    [Fact]
    public void Shipped_GivesQuantitiesUnitAndNext()
    {
        var detail = s_reader.Read(EventKind.Shipped, """
            {"shipment": 3, "quantity": {"__class__": "Decimal", "decimal": "12"}, "unit": {"fr": "unité", "en": "Unit"},
             "remaining": 8.0, "next": {"__class__": "date", "year": 2026, "month": 12, "day": 3}}
            """);
        (detail.Shipment, detail.Quantity, detail.Unit, detail.Remaining, detail.Next)
            .Should().Be((3, 12m, new Text("unité", "Unit"), 8m, new DateOnly(2026, 12, 3)));
    }

    [Fact]
    public void Invoice_GivesItsKindAndAmounts()
    {
        var detail = s_reader.Read(EventKind.Invoice, """
            {"invoice": 7, "number": "F-12", "kind": "credit_note", "old": "posted", "new": "paid", "due": null,
             "total": {"__class__": "Decimal", "decimal": "-20.00"}, "to_pay": {"__class__": "Decimal", "decimal": "0"}}
            """);
        (detail.Invoice, detail.Number, detail.InvoiceKind, detail.New, detail.Total, detail.ToPay)
            .Should().Be((7, "F-12", "credit_note", "paid", -20m, 0m));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{\"old\": \"draft\"")]
    [InlineData("not json")]
    [InlineData("{\"old\": \"\\ud83e\"}")]
    [InlineData("{\"next\": {\"__class__\": \"date\", \"year\": 2026, \"month\": 99, \"day\": 1}}")]
    public void Detail_ThatCannotBeRead_IsEmpty(string json) =>
        s_reader.Read(EventKind.State, json).Should().Be(new EventDetail());

    [Fact]
    public void Row_OfAnotherShape_IsLeftOut_AndTheRestIsKept()
    {
        var detail = s_reader.Read(EventKind.State, """{"row": {"id": 4}, "old": "draft", "new": "quotation"}""");
        (detail.Row, detail.Old, detail.New).Should().Be((null, "draft", "quotation"));
    }

    [Fact]
    public void Member_OfAnotherType_IsLeftOut() =>
        s_reader.Read(EventKind.Shipped, """{"shipment": "x", "quantity": true, "unit": {"fr": 1}, "next": 3, "number": []}""")
            .Should().Be(new EventDetail());

    [Fact]
    public void Noise_NeverThrows() =>
        Gen.String[Gen.Char["{}[]\",:0123456789.eE-\\undftrlasi_cCow "], 0, 80]
            .Sample(text => s_reader.Read(EventKind.State, $$"""{"old": {{text}}}""") is not null && s_reader.Read(EventKind.State, text) is not null, iter: 20_000);

    [Theory]
    [InlineData("state", EventKind.State)]
    [InlineData("progress", EventKind.Progress)]
    [InlineData("access", EventKind.Access)]
    [InlineData("telepathy", EventKind.Unknown)]
    [InlineData("", EventKind.Unknown)]
    public void Kind_OfAWord(string word, EventKind kind) => s_reader.Kind(word).Should().Be(kind);

    [Theory]
    [InlineData("order", EventArea.Order)]
    [InlineData("internal", EventArea.Internal)]
    [InlineData("tomorrow", EventArea.Internal)]
    public void Area_OfAWord_UnknownIsInternal(string word, EventArea area) => s_reader.Area(word).Should().Be(area);
}
