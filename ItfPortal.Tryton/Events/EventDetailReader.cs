using System.Text;
using System.Text.Json;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tryton.Events;

/// <inheritdoc/>
/// <remarks>
/// Nothing that stands in the column makes it throw: rows live 90 days, longer than any one version of the portal, and one
/// event that cannot be read must not stop those behind it.
/// </remarks>
internal sealed class EventDetailReader : IEventDetailReader
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = TrytonJson.MaxDepth };

    /// <inheritdoc/>
    public EventDetail Read(EventKind kind, string json)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), s_options);
            reader.Read();
            return ReadDetail(kind, reader);
        }
        catch (JsonException)
        {
            return new EventDetail();
        }
    }

    /// <inheritdoc/>
    public EventKind Kind(string text) => KindOf(text);

    /// <inheritdoc/>
    public EventArea Area(string text) => AreaOf(text);

    /// <summary>See <see cref="Kind"/>.</summary>
    public static EventKind KindOf(string? text) => Words.EventKinds.Find(text) ?? EventKind.Unknown;

    /// <summary>See <see cref="Area"/>.</summary>
    public static EventArea AreaOf(string? text) => Words.EventAreas.Find(text) ?? EventArea.Internal;

    /// <summary>Reads the detail on which a copy of a reader stands: an object, or a text that holds one as the column does.</summary>
    public static EventDetail ReadDetail(EventKind kind, Utf8JsonReader reader)
    {
        try
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(reader.GetString()!), s_options);
                reader.Read();
            }

            return reader.TokenType == JsonTokenType.StartObject ? ReadObject(kind, ref reader) : new EventDetail();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new EventDetail();
        }
    }

    private static EventDetail ReadObject(EventKind kind, ref Utf8JsonReader reader)
    {
        var members = new Members([]);
        OrderRow? row = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (name == "row")
            {
                row = ReadRow(reader);
                TaggedObject.Skip(ref reader);
            }
            else
            {
                members.Values[name] = WireValue.Read(ref reader);
            }
        }

        return members.ToDetail(kind, row);
    }

    // A row of another version's shape is left out; what the sentence needs may still be there.
    private static OrderRow? ReadRow(Utf8JsonReader reader)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, TrytonJson.Default.OrderRow);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Members as they came; each is read as the type that its place needs, and one of another type is as good as absent.</summary>
    private readonly record struct Members(Dictionary<string, object?> Values)
    {
        public EventDetail ToDetail(EventKind kind, OrderRow? row) => new()
        {
            Old = Word("old"),
            New = Word("new"),
            OldDate = Date("old"),
            NewDate = Date("new"),
            OldTotal = Amount("old"),
            NewTotal = Amount("new"),
            Shipment = Id("shipment"),
            Invoice = Id("invoice"),
            Number = Word("number"),
            Tracking = Word("tracking"),
            Quantity = Amount("quantity"),
            Unit = Both("unit"),
            Remaining = Amount("remaining"),
            Next = Date("next"),
            InvoiceKind = kind == EventKind.Invoice ? Word("kind") : null,
            Due = Date("due"),
            Total = Amount("total"),
            ToPay = Amount("to_pay"),
            Moved = Values.GetValueOrDefault("moved") is true,
            Reason = Word("reason"),
            By = Id("by"),
            ByStaff = Values.GetValueOrDefault("staff") is true,
            Row = row,
        };

        private string? Word(string name) => Values.GetValueOrDefault(name) as string;

        private DateOnly? Date(string name) => Values.GetValueOrDefault(name) as DateOnly?;

        private decimal? Amount(string name) => Values.GetValueOrDefault(name) switch
        {
            decimal amount => amount,
            long whole => whole,
            double number when Math.Abs(number) < 1e15 => (decimal)number,
            _ => null,
        };

        private int? Id(string name) =>
            Values.GetValueOrDefault(name) is long and >= int.MinValue and <= int.MaxValue and var id ? (int)id : null;

        private Text? Both(string name) =>
            Values.GetValueOrDefault(name) is Dictionary<string, object?> both
            && both.GetValueOrDefault("fr") is string fr && both.GetValueOrDefault("en") is string en
                ? new Text(fr, en) : null;
    }
}
