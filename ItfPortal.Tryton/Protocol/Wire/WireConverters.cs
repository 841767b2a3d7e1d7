using System.Text.Json;
using System.Text.Json.Serialization;

namespace ItfPortal.Tryton.Protocol.Wire;

/// <summary>Numeric fields. Read leniently, because Tryton's own code mixes <c>Decimal</c>, floats and texts; written as <c>Decimal</c>.</summary>
internal sealed class DecimalConverter : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <summary>The number on which the reader stands.</summary>
    public static decimal Read(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => TaggedObject.Read(ref reader).ToDecimal(),
        JsonTokenType.String => TaggedObject.ReadDecimalText(ref reader),
        JsonTokenType.Number when reader.TryGetDecimal(out var value) => value,
        _ => throw new JsonException("A decimal was expected"),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) => WireValue.WriteDecimal(writer, value);
}

/// <summary>Tryton's <c>date</c>.</summary>
internal sealed class DateConverter : JsonConverter<DateOnly>
{
    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaggedObject.Read(ref reader).ToDate();

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) => WireValue.WriteDate(writer, value);
}

/// <summary>Tryton's <c>datetime</c>: UTC.</summary>
internal sealed class DateTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaggedObject.Read(ref reader).ToDateTime();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => WireValue.WriteDateTime(writer, value);
}

/// <summary>Tryton's <c>time</c>.</summary>
internal sealed class TimeConverter : JsonConverter<TimeOnly>
{
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaggedObject.Read(ref reader).ToTime();

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) => WireValue.WriteTime(writer, value);
}

/// <summary>Tryton's <c>timedelta</c>.</summary>
internal sealed class TimeSpanConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaggedObject.Read(ref reader).ToTimeSpan();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => WireValue.WriteTimeSpan(writer, value);
}

/// <summary>Tryton's <c>bytes</c>.</summary>
internal sealed class BytesConverter : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TaggedObject.Read(ref reader).ToBytes();

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => WireValue.WriteBytes(writer, value);
}

/// <summary>PostgreSQL's <c>xid8</c>: a text on the wire, because 64 bits do not fit every JSON reader; a number is read too.</summary>
internal sealed class TransactionIdConverter : JsonConverter<ulong>
{
    public override ulong Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetUInt64(out var value) => value,
        JsonTokenType.String when ulong.TryParse(reader.GetString(), out var value) => value,
        _ => throw new JsonException("A transaction id was expected"),
    };

    public override void Write(Utf8JsonWriter writer, ulong value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>Any value, as <see cref="WireValue"/> reads it.</summary>
internal sealed class AnyConverter : JsonConverter<object>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => WireValue.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options) => WireValue.Write(writer, value);
}
