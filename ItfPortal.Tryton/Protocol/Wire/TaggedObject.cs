using System.Buffers;
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
    private const int Year = 1, Month = 2, Day = 3, Hour = 4, Minute = 5, Second = 6, Microsecond = 7, Decimal = 8, Seconds = 9, Base64 = 10;

    // In the order in which Tryton writes them.
    private static readonly MemberNames s_names = new(
        "__class__", "year", "month", "day", "hour", "minute", "second", "microsecond", "decimal", "seconds", "base64");

    // Longer than any number that fits.
    private const int LongestNumber = 64;

    private int _present;
    private int _year, _month, _day, _hour, _minute, _second, _microsecond;
    private decimal _number;
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
        var next = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = s_names.Find(ref reader, next);
            reader.Read();
            tagged.ReadMember(member, ref reader);
            next = member > 0 ? member + 1 : First(tagged.Class);
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
    public readonly decimal ToDecimal()
    {
        Need(TaggedClass.Decimal, 1 << Decimal);
        return _number;
    }

    /// <summary>As <c>datetime.date</c>.</summary>
    public readonly DateOnly ToDate()
    {
        Need(TaggedClass.Date, 1 << Year | 1 << Month | 1 << Day);
        return DateOnly.FromDateTime(Midnight());
    }

    /// <summary>As <c>datetime.datetime</c>, which is naive UTC.</summary>
    public readonly DateTime ToDateTime()
    {
        Need(TaggedClass.DateTime, 1 << Year | 1 << Month | 1 << Day);
        return Midnight().AddTicks(TimeOfDay());
    }

    /// <summary>As <c>datetime.time</c>.</summary>
    public readonly TimeOnly ToTime()
    {
        Need(TaggedClass.Time, 1 << Hour);
        return new TimeOnly(TimeOfDay());
    }

    /// <summary>As <c>datetime.timedelta</c>.</summary>
    public readonly TimeSpan ToTimeSpan()
    {
        Need(TaggedClass.TimeDelta, 1 << Seconds);
        return _number is > -LongestSeconds and < LongestSeconds
            ? new TimeSpan((long)decimal.Round(_number * TimeSpan.TicksPerSecond)) : OfEnds(_number);
    }

    /// <summary>As <c>bytes</c>.</summary>
    public readonly byte[] ToBytes()
    {
        Need(TaggedClass.Bytes, 1 << Base64);
        return _bytes!;
    }

    /// <summary>A decimal written as text, on which the reader stands.</summary>
    public static decimal ReadDecimalText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            Span<byte> buffer = stackalloc byte[LongestNumber];
            var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
            if (length <= LongestNumber
                && decimal.TryParse(buffer[..reader.CopyString(buffer)], NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }
        }

        throw new JsonException("Not a decimal that fits");
    }

    private const decimal LongestSeconds = long.MaxValue / TimeSpan.TicksPerSecond;

    // The last second of what a TimeSpan can hold needs care with its fraction.
    private static TimeSpan OfEnds(decimal seconds)
    {
        try
        {
            return new TimeSpan((long)decimal.Round(seconds * TimeSpan.TicksPerSecond));
        }
        catch (OverflowException e)
        {
            throw new JsonException("Out of range", e);
        }
    }

    // Where the members of a class begin.
    private static int First(TaggedClass kind) => kind switch
    {
        TaggedClass.Decimal => Decimal,
        TaggedClass.Time => Hour,
        TaggedClass.TimeDelta => Seconds,
        TaggedClass.Bytes => Base64,
        _ => Year,
    };

    private static TaggedClass ClassOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("Decimal"u8) ? TaggedClass.Decimal
        : reader.ValueTextEquals("date"u8) ? TaggedClass.Date
        : reader.ValueTextEquals("datetime"u8) ? TaggedClass.DateTime
        : reader.ValueTextEquals("time"u8) ? TaggedClass.Time
        : reader.ValueTextEquals("timedelta"u8) ? TaggedClass.TimeDelta
        : reader.ValueTextEquals("bytes"u8) ? TaggedClass.Bytes
        : TaggedClass.Unknown;

    private readonly void Need(TaggedClass kind, int members)
    {
        if (Class != kind || (_present & members) != members)
        {
            throw new JsonException($"A whole value of class {kind} was expected");
        }
    }

    private readonly DateTime Midnight() =>
        _year is >= 1 and <= 9999 && _month is >= 1 and <= 12 && _day >= 1 && _day <= DateTime.DaysInMonth(_year, _month)
            ? new DateTime(_year, _month, _day, 0, 0, 0, DateTimeKind.Utc) : throw new JsonException("Out of range");

    private readonly long TimeOfDay() =>
        _hour is >= 0 and < 24 && _minute is >= 0 and < 60 && _second is >= 0 and < 60 && _microsecond is >= 0 and < 1_000_000
            ? (((((_hour * 60L) + _minute) * 60) + _second) * TimeSpan.TicksPerSecond) + (_microsecond * TimeSpan.TicksPerMicrosecond)
            : throw new JsonException("Out of range");

    private void ReadMember(int member, ref Utf8JsonReader reader)
    {
        switch (member)
        {
            case 0: Class = reader.TokenType == JsonTokenType.String ? ClassOf(ref reader) : throw new JsonException("A text was expected"); break;
            case Year: _year = Number(ref reader); break;
            case Month: _month = Number(ref reader); break;
            case Day: _day = Number(ref reader); break;
            case Hour: _hour = Number(ref reader); break;
            case Minute: _minute = Number(ref reader); break;
            case Second: _second = Number(ref reader); break;
            case Microsecond: _microsecond = Number(ref reader); break;
            case Decimal: _number = ReadDecimalText(ref reader); break;
            case Seconds: _number = SecondsOf(ref reader); break;
            case Base64: _bytes = Bytes(ref reader); break;
            default: Skip(ref reader); return;
        }

        _present |= 1 << member;
    }

    private static int Number(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var value)
            ? value : throw new JsonException("A whole number was expected");

    private static decimal SecondsOf(ref Utf8JsonReader reader) =>
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
            return System.Buffers.Text.Base64.DecodeFromUtf8InPlace(rented.AsSpan(0, written), out var decoded) == OperationStatus.Done
                ? rented.AsSpan(0, decoded).ToArray() : throw new JsonException("Not base64");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
