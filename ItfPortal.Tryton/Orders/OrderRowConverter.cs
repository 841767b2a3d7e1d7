using System.Text.Json;
using System.Text.Json.Serialization;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tryton.Orders;

/// <summary>
/// Reads an <see cref="OrderRow"/> by hand, as strictly as the generated code would: it is what lists, boards and events are made of, and
/// the generated code boxes each of a large record's members.
/// </summary>
internal sealed class OrderRowConverter : JsonConverter<OrderRow>
{
    private static readonly MemberNames s_row = new(
        "id", "party", "party_name", "site", "owner", "number", "reference", "date", "state", "shipment_state", "invoice_state", "currency",
        "total", "ordered", "shipped", "promised", "what", "changed_at");

    private static readonly MemberNames s_what = new("quantity", "unit", "name", "more");
    private static readonly MemberNames s_text = new("fr", "en");

    public override OrderRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var row = default(Row);
        var present = 0;
        for (var next = 0; Member(ref reader, s_row, ref next, out var member);)
        {
            switch (member)
            {
                case 0: row.Id = reader.GetInt32(); break;
                case 1: row.Party = reader.GetInt32(); break;
                case 2: row.PartyName = Text(ref reader); break;
                case 3: row.Site = IntOrNull(ref reader); break;
                case 4: row.Owner = IntOrNull(ref reader); break;
                case 5: row.Number = reader.GetString(); break;
                case 6: row.Reference = reader.GetString(); break;
                case 7: row.Date = TaggedObject.Read(ref reader).ToDate(); break;
                case 8: row.State = Words.SaleStates.Read(ref reader); break;
                case 9: row.ShipmentState = Words.ShipmentStates.Read(ref reader); break;
                case 10: row.InvoiceState = Words.InvoiceStates.Read(ref reader); break;
                case 11: row.Currency = Text(ref reader); break;
                case 12: row.Total = IsNull(ref reader) ? null : DecimalConverter.Read(ref reader); break;
                case 13: row.Ordered = DecimalConverter.Read(ref reader); break;
                case 14: row.Shipped = DecimalConverter.Read(ref reader); break;
                case 15: row.Promised = IsNull(ref reader) ? null : TaggedObject.Read(ref reader).ToDate(); break;
                case 16: row.What = IsNull(ref reader) ? null : Summary(ref reader); break;
                case 17: row.ChangedAt = TaggedObject.Read(ref reader).ToDateTime(); break;
                default: TaggedObject.Skip(ref reader); continue;
            }

            present |= 1 << member;
        }

        Whole(present, s_row);
        return new OrderRow(
            row.Id, row.Party, row.PartyName!, row.Site, row.Owner, row.Number, row.Reference, row.Date, row.State, row.ShipmentState,
            row.InvoiceState, row.Currency!, row.Total, row.Ordered, row.Shipped, row.Promised, row.What, row.ChangedAt);
    }

    public override void Write(Utf8JsonWriter writer, OrderRow value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Orders are only read");

    private static OrderSummary Summary(ref Utf8JsonReader reader)
    {
        var (quantity, more, present) = (0m, 0, 0);
        Text? unit = null, name = null;
        for (var next = 0; Member(ref reader, s_what, ref next, out var member);)
        {
            switch (member)
            {
                case 0: quantity = DecimalConverter.Read(ref reader); break;
                case 1: unit = IsNull(ref reader) ? null : BothLanguages(ref reader); break;
                case 2: name = BothLanguages(ref reader); break;
                case 3: more = reader.GetInt32(); break;
                default: TaggedObject.Skip(ref reader); continue;
            }

            present |= 1 << member;
        }

        Whole(present, s_what);
        return new OrderSummary(quantity, unit, name!, more);
    }

    private static Text BothLanguages(ref Utf8JsonReader reader)
    {
        var (fr, en, present) = ("", "", 0);
        for (var next = 0; Member(ref reader, s_text, ref next, out var member);)
        {
            switch (member)
            {
                case 0: fr = Text(ref reader); break;
                case 1: en = Text(ref reader); break;
                default: TaggedObject.Skip(ref reader); continue;
            }

            present |= 1 << member;
        }

        Whole(present, s_text);
        return new Text(fr, en);
    }

    // Goes to the value of the next member; false at the object's end.
    private static bool Member(ref Utf8JsonReader reader, MemberNames names, ref int next, out int member)
    {
        if (next == 0 && reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object was expected");
        }

        reader.Read();
        if (reader.TokenType != JsonTokenType.PropertyName)
        {
            member = -1;
            return false;
        }

        member = names.Find(ref reader, next);
        next = member < 0 ? Math.Max(next, 1) : member + 1;
        return reader.Read();
    }

    private static void Whole(int present, MemberNames names)
    {
        if (present != names.All)
        {
            throw new JsonException("A member is missing");
        }
    }

    private static bool IsNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null;

    private static int? IntOrNull(ref Utf8JsonReader reader) => IsNull(ref reader) ? null : reader.GetInt32();

    private static string Text(ref Utf8JsonReader reader) => reader.GetString() ?? throw new JsonException("A text was expected");

    private struct Row
    {
        public int Id, Party;
        public string? PartyName, Currency;
        public int? Site, Owner;
        public string? Number, Reference;
        public DateOnly Date;
        public SaleState State;
        public ShipmentState ShipmentState;
        public InvoiceState InvoiceState;
        public decimal? Total;
        public decimal Ordered, Shipped;
        public DateOnly? Promised;
        public OrderSummary? What;
        public DateTime ChangedAt;
    }
}
