using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace ItfPortal.Tryton.Protocol.Wire;

/// <summary>Values of <c>__class__</c>.</summary>
internal enum TaggedClass
{
    /// <summary>No such member, or one that is no text.</summary>
    None,

    /// <summary>One that Tryton does not decode either.</summary>
    Unknown,

    /// <summary><c>Decimal</c>.</summary>
    Decimal,

    /// <summary><c>date</c>.</summary>
    Date,

    /// <summary><c>datetime</c>.</summary>
    DateTime,

    /// <summary><c>time</c>.</summary>
    Time,

    /// <summary><c>timedelta</c>.</summary>
    TimeDelta,

    /// <summary><c>bytes</c>.</summary>
    Bytes,
}

/// <summary>One of Tryton's <c>__class__</c> objects while it is read; members may come in any order, strangers are skipped.</summary>
/// <remarks>
/// Source: trytond/protocols/jsonrpc.py, JSONEncoder. Whatever does not fit throws <see cref="JsonException"/>, never with the value in it.
/// Reads the bytes as they stand and makes no strings: an order has a dozen of these objects.
/// </remarks>
internal struct TaggedObject
{
    // Longer than any number that fits; longer texts are no numbers of ours.
    private const int LongestShortText = 64;

    private int? _year, _month, _day, _hour, _minute, _second, _microsecond;
    private decimal? _decimal;
    private decimal? _seconds;
    private byte[]? _bytes;

    /// <summary>The class so far.</summary>
    public TaggedClass Class { get; private set; }

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

    /// <summary>The class of the object on which the reader stands, without moving it.</summary>
    public static TaggedClass Peek(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("__class__"u8))
            {
                reader.Read();
                return reader.TokenType == JsonTokenType.String ? ClassOf(ref reader) : TaggedClass.None;
            }

            reader.Read();
            Skip(ref reader);
        }

        return TaggedClass.None;
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
    public readonly decimal ToDecimal() => Need(Of(TaggedClass.Decimal)._decimal);

    /// <summary>As <c>datetime.date</c>.</summary>
    public readonly DateOnly ToDate() => Checked(Of(TaggedClass.Date), static t => new DateOnly(Need(t._year), Need(t._month), Need(t._day)));

    /// <summary>As <c>datetime.datetime</c>, which is naive UTC.</summary>
    public readonly DateTime ToDateTime() => Checked(Of(TaggedClass.DateTime), static t =>
        new DateTime(Need(t._year), Need(t._month), Need(t._day), t._hour ?? 0, t._minute ?? 0, t._second ?? 0, DateTimeKind.Utc)
            .AddTicks(Microseconds(t._microsecond)));

    /// <summary>As <c>datetime.time</c>.</summary>
    public readonly TimeOnly ToTime() => Checked(Of(TaggedClass.Time), static t =>
        new TimeOnly(Need(t._hour), t._minute ?? 0, t._second ?? 0).Add(TimeSpan.FromTicks(Microseconds(t._microsecond))));

    /// <summary>As <c>datetime.timedelta</c>.</summary>
    public readonly TimeSpan ToTimeSpan() => Checked(Of(TaggedClass.TimeDelta), static t =>
        new TimeSpan((long)decimal.Round(Need(t._seconds) * TimeSpan.TicksPerSecond)));

    /// <summary>As <c>bytes</c>.</summary>
    public readonly byte[] ToBytes() => Of(TaggedClass.Bytes)._bytes ?? throw new JsonException("bytes without base64");

    /// <summary>A decimal written as text, on which the reader stands.</summary>
    public static decimal ReadDecimalText(ref Utf8JsonReader reader)
    {
        Span<byte> buffer = stackalloc byte[LongestShortText];
        return reader.TokenType == JsonTokenType.String
            && decimal.TryParse(buffer[..ShortText(ref reader, buffer)], NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value : throw new JsonException("Not a decimal that fits");
    }

    private static TaggedClass ClassOf(ref Utf8JsonReader reader)
    {
        Span<byte> buffer = stackalloc byte[LongestShortText];
        ReadOnlySpan<byte> name = buffer[..ShortText(ref reader, buffer)];
        return name.SequenceEqual("Decimal"u8) ? TaggedClass.Decimal
            : name.SequenceEqual("date"u8) ? TaggedClass.Date
            : name.SequenceEqual("datetime"u8) ? TaggedClass.DateTime
            : name.SequenceEqual("time"u8) ? TaggedClass.Time
            : name.SequenceEqual("timedelta"u8) ? TaggedClass.TimeDelta
            : name.SequenceEqual("bytes"u8) ? TaggedClass.Bytes
            : TaggedClass.Unknown;
    }

    // Copies a text without its escapes and says how long it is; nothing of one too long to mean anything here.
    private static int ShortText(ref readonly Utf8JsonReader reader, scoped Span<byte> buffer)
    {
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        return length <= buffer.Length ? reader.CopyString(buffer) : 0;
    }

    private readonly TaggedObject Of(TaggedClass kind) =>
        Class == kind ? this : throw new JsonException($"A value of class {kind} was expected");

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
        Span<byte> buffer = stackalloc byte[LongestShortText];
        ReadOnlySpan<byte> name = buffer[..ShortText(ref reader, buffer)];
        reader.Read();
        if (name.SequenceEqual("__class__"u8))
        {
            Class = reader.TokenType == JsonTokenType.String ? ClassOf(ref reader) : throw new JsonException("A text was expected");
        }
        else if (name.SequenceEqual("decimal"u8))
        {
            _decimal = ReadDecimalText(ref reader);
        }
        else if (name.SequenceEqual("base64"u8))
        {
            _bytes = Bytes(ref reader);
        }
        else if (name.SequenceEqual("seconds"u8))
        {
            _seconds = Seconds(ref reader);
        }
        else if (!ReadPartOfTime(name, ref reader))
        {
            Skip(ref reader);
        }
    }

    private bool ReadPartOfTime(scoped ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("year"u8))
        {
            _year = Number(ref reader);
        }
        else if (name.SequenceEqual("month"u8))
        {
            _month = Number(ref reader);
        }
        else if (name.SequenceEqual("day"u8))
        {
            _day = Number(ref reader);
        }
        else if (name.SequenceEqual("hour"u8))
        {
            _hour = Number(ref reader);
        }
        else if (name.SequenceEqual("minute"u8))
        {
            _minute = Number(ref reader);
        }
        else if (name.SequenceEqual("second"u8))
        {
            _second = Number(ref reader);
        }
        else if (name.SequenceEqual("microsecond"u8))
        {
            _microsecond = Number(ref reader);
        }
        else
        {
            return false;
        }

        return true;
    }

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
