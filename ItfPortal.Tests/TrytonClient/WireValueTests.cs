using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using ItfPortal.Tryton.Protocol.Wire;

namespace ItfPortal.Tests.TrytonClient;

public sealed class WireValueTests
{
    // Microseconds, because Python has no finer ones.
    private static readonly Gen<DateTime> s_dateTimes =
        Gen.Long[0, DateTime.MaxValue.Ticks / 10].Select(us => new DateTime(us * 10, DateTimeKind.Utc));

    private static readonly Gen<object?> s_leaves = Gen.OneOf<object?>(
        Gen.Bool.Select(_ => (object?)null),
        Gen.Bool.Select(v => (object?)v),
        Gen.Long.Select(v => (object?)v),
        Gen.Double[-1e9, 1e9].Where(v => v != Math.Floor(v)).Select(v => (object?)v),
        Gen.String.Select(v => (object?)v),
        Gen.Decimal.Select(v => (object?)v),
        Gen.DateOnly.Select(v => (object?)v),
        s_dateTimes.Select(v => (object?)v),
        Gen.Long[0, (TimeSpan.TicksPerDay / 10) - 1].Select(us => (object?)new TimeOnly(us * 10)),
        Gen.Long[TimeSpan.MinValue.Ticks / 10, TimeSpan.MaxValue.Ticks / 10].Select(us => (object?)TimeSpan.FromTicks(us * 10)),
        Gen.Byte.Array[0, 300].Select(v => (object?)v));

    [Fact]
    public void Value_AnyNesting_ComesBackAsItWent() =>
        Nested(4).Sample(value => Same(value, Read(Write(value))), iter: 5_000);

    [Fact]
    public void Leaf_OfEveryKind_ComesBackAsItWent() =>
        s_leaves.Sample(value => Same(value, Read(Write(value))), iter: 20_000, print: v => Write(v) + v?.GetType());

    [Fact]
    public void Decimal_IsNeverAJsonNumber_AndKeepsItsZeros() =>
        Write(12.500m).Should().Be("""{"__class__":"Decimal","decimal":"12.500"}""");

    [Fact]
    public void DateTime_IsNaiveUtcWithMicroseconds() =>
        Write(new DateTime(2026, 11, 22, 18, 4, 5, DateTimeKind.Utc).AddTicks(1_234_567))
            .Should().Be("""{"__class__":"datetime","year":2026,"month":11,"day":22,"hour":18,"minute":4,"second":5,"microsecond":123456}""");

    [Fact]
    public void TimeSpan_IsSecondsWithFraction() =>
        Write(TimeSpan.FromMilliseconds(-1500)).Should().Be("""{"__class__":"timedelta","seconds":-1.5}""");

    [Fact]
    public void Bytes_WrappedAsPythonWrapsThem_AreRead()
    {
        var bytes = Enumerable.Range(0, 200).Select(i => (byte)i).ToArray();
        var wrapped = string.Concat(Convert.ToBase64String(bytes).Chunk(76).Select(line => new string(line) + "\\n"));
        Read($$"""{"__class__":"bytes","base64":"{{wrapped}}"}""").Should().BeEquivalentTo(bytes);
    }

    [Fact]
    public void Object_OfAnUnknownClass_StaysAnObject() =>
        Read("""{"__class__":"Eval","v":"x"}""").Should().BeEquivalentTo(new Dictionary<string, object?> { ["__class__"] = "Eval", ["v"] = "x" });

    [Fact]
    public void Object_ClassNotFirst_IsStillRead() =>
        Read("""{"day":3,"__class__":"date","month":2,"year":2026}""").Should().Be(new DateOnly(2026, 2, 3));

    [Fact]
    public void Number_BeyondSixtyFourBits_IsADecimal_AndOneBeyondThat_IsRefused()
    {
        Read("18446744073709551616").Should().Be(18446744073709551616m);
        Read("1e3").Should().Be(1000.0);
        FluentActions.Invoking(() => Read(new string('9', 40))).Should().Throw<JsonException>();
        FluentActions.Invoking(() => Read("1e999")).Should().Throw<JsonException>();
    }

    [Fact]
    public void Class_WrittenWithEscapes_IsTheSameClass() =>
        Read("""{"__cl\u0061ss__":"d\u0061te","ye\u0061r":2026,"month":2,"day":3}""").Should().Be(new DateOnly(2026, 2, 3));

    [Fact]
    public void Values_MoreThanAnAnswerMayHold_AreRefused()
    {
        var lists = "[" + string.Join(',', Enumerable.Repeat("[]", WireValue.MostValues)) + "]";
        FluentActions.Invoking(() => Read(lists)).Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("""{"__class__":"Decimal","decimal":"NaN"}""")]
    [InlineData("""{"__class__":"Decimal","decimal":"1E+400"}""")]
    [InlineData("""{"__class__":"Decimal","decimal":null}""")]
    [InlineData("""{"__class__":"Decimal"}""")]
    [InlineData("""{"__class__":"date","year":2026,"month":13,"day":1}""")]
    [InlineData("""{"__class__":"date","year":2026,"month":2.5,"day":1}""")]
    [InlineData("""{"__class__":"datetime","year":2026}""")]
    [InlineData("""{"__class__":"datetime","year":2026,"month":1,"day":1,"microsecond":1000000}""")]
    [InlineData("""{"__class__":"time","hour":24}""")]
    [InlineData("""{"__class__":"timedelta","seconds":1e28}""")]
    [InlineData("""{"__class__":"timedelta","seconds":"1"}""")]
    [InlineData("""{"__class__":"bytes","base64":"*"}""")]
    [InlineData("""{"__class__":"bytes"}""")]
    public void Object_ThatDoesNotFit_IsATypedError(string json) =>
        FluentActions.Invoking(() => Read(json)).Should().Throw<JsonException>();

    [Theory]
    [InlineData("é œ « » 48×40 \u2028 \0 \" \\ 🪵")]
    [InlineData("half of a pair \ud83e")]
    public void String_OfAnyCharacters_IsWrittenWithoutFailing(string text) =>
        Read(Write(text)).Should().Be(text.Replace('\ud83e', '\ufffd').Replace("\ufffd\udeb5", "🪵", StringComparison.Ordinal));

    [Fact]
    public void Value_WithoutAForm_IsTheProgrammersMistake() =>
        FluentActions.Invoking(() => Write(new Uri("http://x"))).Should().Throw<NotSupportedException>();

    private static Gen<object?> Nested(int depth) => depth == 0
        ? s_leaves
        : Gen.OneOf(
            s_leaves,
            Nested(depth - 1).List[0, 4].Select(v => (object?)v),
            Gen.Dictionary(Gen.String[Gen.Char.AlphaNumeric, 1, 8], Nested(depth - 1))[0, 4].Select(v => (object?)v));

    private static bool Same(object? sent, object? read) => (sent, read) switch
    {
        (null, null) => true,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (List<object?> a, List<object?> b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (Dictionary<string, object?> a, Dictionary<string, object?> b) =>
            a.Count == b.Count && a.All(pair => b.TryGetValue(pair.Key, out var other) && Same(pair.Value, other)),
        (DateTime a, DateTime b) => a == b && b.Kind == DateTimeKind.Utc,
        (decimal a, decimal b) => a == b && a.Scale == b.Scale,
        _ => sent is not null && sent.Equals(read),
    };

    private static string Write(object? value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WireValue.Write(writer, value);
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static object? Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        reader.Read();
        var value = WireValue.Read(ref reader);
        reader.Read().Should().BeFalse("the whole value is read");
        return value;
    }
}
