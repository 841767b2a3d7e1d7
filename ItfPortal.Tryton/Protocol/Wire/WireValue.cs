using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Json;

namespace ItfPortal.Tryton.Protocol.Wire;

/// <summary>Untyped values of Tryton's JSON: arguments of every call, and answers that are no record of ours.</summary>
/// <remarks>
/// <c>Decimal</c> ↔ decimal, <c>date</c> ↔ <see cref="DateOnly"/>, <c>datetime</c> ↔ <see cref="DateTime"/> in UTC,
/// <c>time</c> ↔ <see cref="TimeOnly"/>, <c>timedelta</c> ↔ <see cref="TimeSpan"/>, <c>bytes</c> ↔ byte[],
/// whole numbers ↔ long, other numbers ↔ double, arrays ↔ List, objects ↔ Dictionary. Python keeps microseconds: finer ticks are cut off.
/// Whole numbers beyond 64 bits, which Python has, are read as decimal while they fit. Also written: the other whole-number types, float,
/// <see cref="DateTimeOffset"/> as its UTC time, any read-only memory of bytes. Source: trytond/protocols/jsonrpc.py.
/// </remarks>
internal static class WireValue
{
    /// <summary>Writes one value; a type that is not named above is a programmer's mistake.</summary>
    /// <exception cref="NotSupportedException">Such a type.</exception>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case bool b: writer.WriteBooleanValue(b); break;
            case int i: writer.WriteNumberValue(i); break;
            case long l: writer.WriteNumberValue(l); break;
            case byte or sbyte or short or ushort or uint: writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong u: writer.WriteNumberValue(u); break;
            case double d: writer.WriteNumberValue(d); break;
            case float f: writer.WriteNumberValue(f); break;
            case string s: writer.WriteStringValue(s); break;
            case decimal m: WriteDecimal(writer, m); break;
            case DateOnly d: WriteDate(writer, d); break;
            case DateTime t: WriteDateTime(writer, t); break;
            case DateTimeOffset t: WriteDateTime(writer, t.UtcDateTime); break;
            case TimeOnly t: WriteTime(writer, t); break;
            case TimeSpan t: WriteTimeSpan(writer, t); break;
            case byte[] b: WriteBytes(writer, b); break;
            case ReadOnlyMemory<byte> b: WriteBytes(writer, b.Span); break;
            case IReadOnlyDictionary<string, object?> map: WriteMap(writer, map); break;
            case IEnumerable list: WriteList(writer, list); break;
            default: throw new NotSupportedException($"{value.GetType()} has no form in Tryton's JSON");
        }
    }

    /// <summary>Most values, of all levels, that one answer may hold: an answer of nothing but empty lists takes thirty times its bytes in memory.</summary>
    public const int MostValues = 500_000;

    /// <summary>Reads the value on which the reader stands. An object of a class that is not known stays a dictionary, as in Tryton.</summary>
    /// <exception cref="JsonException">Not a value that fits.</exception>
    public static object? Read(ref Utf8JsonReader reader)
    {
        var left = MostValues;
        return Read(ref reader, ref left);
    }

    private static object? Read(ref Utf8JsonReader reader, ref int left)
    {
        if (--left < 0)
        {
            throw new JsonException("More values than an answer may hold");
        }

        return reader.TokenType switch
        {
            JsonTokenType.Null => (object?)null,
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number => ReadNumber(ref reader),
            JsonTokenType.StartArray => ReadList(ref reader, ref left),
            JsonTokenType.StartObject => TaggedObject.Peek(reader) switch
            {
                TaggedClass.Decimal => TaggedObject.Read(ref reader).ToDecimal(),
                TaggedClass.Date => TaggedObject.Read(ref reader).ToDate(),
                TaggedClass.DateTime => TaggedObject.Read(ref reader).ToDateTime(),
                TaggedClass.Time => TaggedObject.Read(ref reader).ToTime(),
                TaggedClass.TimeDelta => TaggedObject.Read(ref reader).ToTimeSpan(),
                TaggedClass.Bytes => TaggedObject.Read(ref reader).ToBytes(),
                _ => ReadMap(ref reader, ref left),
            },
            _ => throw new JsonException("A value was expected"),
        };
    }

    // Python's numbers have no end; what neither type can hold exactly enough is refused rather than bent.
    private static object ReadNumber(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
        {
            return whole;
        }

        var digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return digits.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
            ? reader.TryGetDecimal(out var large) ? large : throw new JsonException("A number that does not fit")
            : reader.TryGetDouble(out var number) && double.IsFinite(number) ? number : throw new JsonException("A number that does not fit");
    }

    /// <summary>Writes a <c>Decimal</c>. Never a JSON number: Python would make a float of it.</summary>
    public static void WriteDecimal(Utf8JsonWriter writer, decimal value)
    {
        Start(writer, "Decimal"u8);
        writer.WriteString("decimal"u8, value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();
    }

    /// <summary>Writes a <c>date</c>.</summary>
    public static void WriteDate(Utf8JsonWriter writer, DateOnly value)
    {
        Start(writer, "date"u8);
        WriteYearMonthDay(writer, value);
        writer.WriteEndObject();
    }

    /// <summary>Writes a <c>datetime</c>; local times are turned into UTC, unspecified ones are taken as UTC.</summary>
    public static void WriteDateTime(Utf8JsonWriter writer, DateTime value)
    {
        var utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        Start(writer, "datetime"u8);
        WriteYearMonthDay(writer, DateOnly.FromDateTime(utc));
        WriteTimeOfDay(writer, utc.TimeOfDay);
        writer.WriteEndObject();
    }

    /// <summary>Writes a <c>time</c>.</summary>
    public static void WriteTime(Utf8JsonWriter writer, TimeOnly value)
    {
        Start(writer, "time"u8);
        WriteTimeOfDay(writer, value.ToTimeSpan());
        writer.WriteEndObject();
    }

    /// <summary>Writes a <c>timedelta</c>.</summary>
    public static void WriteTimeSpan(Utf8JsonWriter writer, TimeSpan value)
    {
        Start(writer, "timedelta"u8);
        writer.WriteNumber("seconds"u8, value.Ticks / TimeSpan.TicksPerMicrosecond / 1_000_000m);
        writer.WriteEndObject();
    }

    /// <summary>Writes <c>bytes</c>.</summary>
    public static void WriteBytes(Utf8JsonWriter writer, ReadOnlySpan<byte> value)
    {
        Start(writer, "bytes"u8);
        writer.WriteBase64String("base64"u8, value);
        writer.WriteEndObject();
    }

    private static void Start(Utf8JsonWriter writer, ReadOnlySpan<byte> name)
    {
        writer.WriteStartObject();
        writer.WriteString("__class__"u8, name);
    }

    private static void WriteYearMonthDay(Utf8JsonWriter writer, DateOnly value)
    {
        writer.WriteNumber("year"u8, value.Year);
        writer.WriteNumber("month"u8, value.Month);
        writer.WriteNumber("day"u8, value.Day);
    }

    private static void WriteTimeOfDay(Utf8JsonWriter writer, TimeSpan value)
    {
        writer.WriteNumber("hour"u8, value.Hours);
        writer.WriteNumber("minute"u8, value.Minutes);
        writer.WriteNumber("second"u8, value.Seconds);
        writer.WriteNumber("microsecond"u8, value.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);
    }

    private static void WriteMap(Utf8JsonWriter writer, IReadOnlyDictionary<string, object?> map)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(key);
            Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter writer, IEnumerable list)
    {
        writer.WriteStartArray();
        foreach (var value in list)
        {
            Write(writer, value);
        }

        writer.WriteEndArray();
    }

    private static List<object?> ReadList(ref Utf8JsonReader reader, ref int left)
    {
        var list = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            list.Add(Read(ref reader, ref left));
        }

        return list;
    }

    private static Dictionary<string, object?> ReadMap(ref Utf8JsonReader reader, ref int left)
    {
        var map = new Dictionary<string, object?>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            map[key] = Read(ref reader, ref left);
        }

        return map;
    }
}
