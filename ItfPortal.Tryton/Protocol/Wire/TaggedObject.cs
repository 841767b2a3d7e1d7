using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace ItfPortal.Tryton.Protocol.Wire;

/// <summary>One of Tryton's <c>__class__</c> objects while it is read; members may come in any order, strangers are skipped.</summary>
/// <remarks>Source: trytond/protocols/jsonrpc.py, JSONEncoder. Whatever does not fit throws <see cref="JsonException"/>, never with the value in it.</remarks>
internal struct TaggedObject
{
    private int? _year, _month, _day, _hour, _minute, _second, _microsecond;
    private string? _decimal;
    private decimal? _seconds;
    private byte[]? _bytes;

    /// <summary>Value of <c>__class__</c>, or null.</summary>
    public string? Class { get; private set; }

    /// <summary>Reads the object on which the reader stands.</summary>
    public static TaggedObject Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("A __class__ object was expected");
        }

        var tagged = default(TaggedObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            tagged.ReadMember(ref reader);
        }

        return tagged;
    }

    /// <summary>The class of the object on which the reader stands, without moving it; null when it has none.</summary>
    public static string? Peek(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("__class__"u8))
            {
                reader.Read();
                return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            }

            reader.Read();
            Skip(ref reader);
        }

        return null;
    }

    /// <summary>Passes over a value. Not <see cref="Utf8JsonReader.Skip"/>, which refuses in a stream's middle even what is all there.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip())
        {
            throw new JsonException("A value has no end");
        }
    }

    /// <summary>As <c>decimal.Decimal</c>; exponents are allowed, not-a-number and what is beyond 28 digits before the point are not.</summary>
    public readonly decimal ToDecimal() => ParseDecimal(Of("Decimal")._decimal);

    /// <summary>As <c>datetime.date</c>.</summary>
    public readonly DateOnly ToDate() => Checked(Of("date"), static t => new DateOnly(Need(t._year), Need(t._month), Need(t._day)));

    /// <summary>As <c>datetime.datetime</c>, which is naive UTC.</summary>
    public readonly DateTime ToDateTime() => Checked(Of("datetime"), static t =>
        new DateTime(Need(t._year), Need(t._month), Need(t._day), t._hour ?? 0, t._minute ?? 0, t._second ?? 0, DateTimeKind.Utc)
            .AddTicks(Microseconds(t._microsecond)));

    /// <summary>As <c>datetime.time</c>.</summary>
    public readonly TimeOnly ToTime() => Checked(Of("time"), static t =>
        new TimeOnly(Need(t._hour), t._minute ?? 0, t._second ?? 0).Add(TimeSpan.FromTicks(Microseconds(t._microsecond))));

    /// <summary>As <c>datetime.timedelta</c>.</summary>
    public readonly TimeSpan ToTimeSpan() => Checked(Of("timedelta"), static t =>
        new TimeSpan((long)decimal.Round(Need(t._seconds) * TimeSpan.TicksPerSecond)));

    /// <summary>As <c>bytes</c>.</summary>
    public readonly byte[] ToBytes() => Of("bytes")._bytes ?? throw new JsonException("bytes without base64");

    /// <summary>A decimal written as text.</summary>
    public static decimal ParseDecimal(string? text) =>
        decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : throw new JsonException("Not a decimal that fits");

    private readonly TaggedObject Of(string name) =>
        Class == name ? this : throw new JsonException($"A value of class {name} was expected");

    private static T Need<T>(T? value)
        where T : struct => value ?? throw new JsonException("A member of a __class__ object is missing");

    private static long Microseconds(int? value) => value is null or (>= 0 and < 1_000_000)
        ? (value ?? 0) * TimeSpan.TicksPerMicrosecond : throw new JsonException("Out of range");

    private static T Checked<T>(TaggedObject tagged, Func<TaggedObject, T> make)
    {
        try
        {
            return make(tagged);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new JsonException("Out of range", e);
        }
    }

    private void ReadMember(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        reader.Read();
        switch (name)
        {
            case "__class__": Class = Text(ref reader); break;
            case "year": _year = Number(ref reader); break;
            case "month": _month = Number(ref reader); break;
            case "day": _day = Number(ref reader); break;
            case "hour": _hour = Number(ref reader); break;
            case "minute": _minute = Number(ref reader); break;
            case "second": _second = Number(ref reader); break;
            case "microsecond": _microsecond = Number(ref reader); break;
            case "decimal": _decimal = Text(ref reader); break;
            case "seconds": _seconds = Seconds(ref reader); break;
            case "base64": _bytes = Bytes(ref reader); break;
            default: Skip(ref reader); break;
        }
    }

    private static string? Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException("A text was expected");

    private static int Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value)
            ? value : throw new JsonException("A whole number was expected");

    private static decimal Seconds(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var value)
            ? value : throw new JsonException("A number was expected");

    // Python wraps base64 at 76 characters; the decoder skips the line ends. Decoded where it was unescaped: a report is megabytes.
    private static byte[] Bytes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException("A text was expected");
        }

        var length = reader.HasValueSequence ? checked((int)reader.ValueSequence.Length) : reader.ValueSpan.Length;
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        try
        {
            var written = reader.CopyString(rented);
            return Base64.DecodeFromUtf8InPlace(rented.AsSpan(0, written), out var decoded) == OperationStatus.Done
                ? rented.AsSpan(0, decoded).ToArray() : throw new JsonException("Not base64");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
