using System.Text;
using CsCheck;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>Whatever the bytes are: a right answer, or one of the typed errors.</summary>
public sealed class AnswerReaderTests
{
    private static readonly AnswerReader s_reader = new(new ErrorParser(NullLogger<ErrorParser>.Instance));
    private static readonly TrytonCall s_call = new("itf_portal.order", "detail", CallKind.Read);
    private static readonly byte[] s_answer = Encoding.UTF8.GetBytes($$"""{"id": 1, "result": {{Samples.Detail}}}""");
    private static readonly byte[] s_error = Encoding.UTF8.GetBytes("""{"id": 1, "error": ["UserError", ["Requête mal formée.", "itf_portal.bad_query", null]]}""");

    [Fact]
    public async Task Noise_IsATypedError() =>
        await Gen.Byte.Array[0, 200].SampleAsync(bytes => OnlyTypedErrorsAsync(bytes), iter: 5_000);

    [Fact]
    public async Task JsonLikeNoise_IsATypedError() =>
        await Gen.String[Gen.Char["{}[]\",:0123456789.eE-\\undftrlasi_cC "], 0, 120]
            .SampleAsync(text => OnlyTypedErrorsAsync(Encoding.UTF8.GetBytes($$"""{"id": 1, "result": {{text}}}""")), iter: 5_000);

    [Fact]
    public async Task Answer_WithBytesChanged_IsReadOrATypedError() =>
        await Gen.Select(Gen.Bool, Gen.Select(Gen.Int[0, int.MaxValue], Gen.Byte).Array[1, 3]).SampleAsync(
            change =>
            {
                var bytes = (change.Item1 ? s_answer : s_error).ToArray();
                foreach (var (at, value) in change.Item2)
                {
                    bytes[at % bytes.Length] = value;
                }
                return OnlyTypedErrorsAsync(bytes);
            },
            iter: 5_000);

    [Fact]
    public async Task Answer_WithAMemberOfAnotherType_IsReadOrATypedError()
    {
        string[] strangers = ["null", "true", "-1", "1e400", "\"x\"", "[]", "{}", "[[null]]", """{"__class__": "Decimal"}""", """{"__class__": 7}"""];
        var text = Encoding.UTF8.GetString(s_answer);
        for (var colon = text.IndexOf(": ", StringComparison.Ordinal); colon >= 0; colon = text.IndexOf(": ", colon + 1, StringComparison.Ordinal))
        {
            var end = text.IndexOfAny([',', '}', ']'], colon);
            foreach (var stranger in strangers)
            {
                await OnlyTypedErrorsAsync(Encoding.UTF8.GetBytes($"{text[..(colon + 2)]}{stranger}{text[end..]}"));
            }
        }
    }

    [Fact]
    public async Task Answer_CutAtAnyByte_IsUnreadable()
    {
        for (var length = 0; length < s_answer.Length; length += 7)
        {
            var half = s_answer[..length];
            (await FluentActions.Awaiting(() => ReadAsync(half)).Should().ThrowAsync<TrytonTransportException>())
                .Which.Failure.Should().Be(TransportFailure.Unreadable);
        }
    }

    [Theory]
    [InlineData("party_name")]
    [InlineData("as_of")]
    [InlineData("lines")]
    [InlineData("changes")]
    [InlineData("back_ordered")]
    [InlineData("more")]
    public async Task Answer_WithoutAPromisedMember_IsUnreadable(string member)
    {
        var text = Encoding.UTF8.GetString(s_answer).Replace($"\"{member}\":", "\"stranger\":", StringComparison.Ordinal);
        (await FluentActions.Awaiting(() => ReadAsync(Encoding.UTF8.GetBytes(text))).Should().ThrowAsync<TrytonTransportException>())
            .Which.Failure.Should().Be(TransportFailure.Unreadable);
    }

    [Fact]
    public async Task List_Null_IsUnreadable()
    {
        var text = """{"id": 1, "result": {"rows": null, "next": null, "previous": null, "count": 0, "more": false, "as_of": """ + Samples.AsOf + "}}";
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await FluentActions.Awaiting(() => s_reader.ReadAsync(body, s_call, 1, TrytonJson.Default.RpcAnswerOrderPage, CancellationToken.None))
            .Should().ThrowAsync<TrytonTransportException>();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(200)]
    public async Task Answer_LargeAndInPieces_IsRead(int atOnce)
    {
        // Beyond the reader's buffer, so that values are met in the middle of the stream.
        var events = string.Join(", ", Enumerable.Repeat(Samples.Event, 100));
        var stranger = """ {"stranger": [{"__class__": "date", "year": 2026, "of": {"deep": []}, "month": 1, "day": 2}], """;
        var text = $$$"""{"id": 1, "result": {"events": [{{{events.Replace("{\"shipment\"", stranger + "\"shipment\"", StringComparison.Ordinal)}}}], "horizon": "7"}}""";
        using var body = new InPieces(Encoding.UTF8.GetBytes(text), atOnce);
        var batch = await s_reader.ReadAsync(body, s_call, 1, TrytonJson.Default.RpcAnswerEventBatch, CancellationToken.None);
        batch!.Events.Should().HaveCount(100).And.OnlyContain(e => e.Detail.Row != null && e.Detail.Row.Id == 412 && e.Detail.Shipment == 3);
    }

    [Fact]
    public async Task Answer_LargerThanTheReadersBuffer_IsRead()
    {
        var events = string.Join(',', Enumerable.Repeat(Samples.Event, 200));
        var text = $$"""{"id": 1, "result": {{Samples.Detail.Replace($"[{Samples.Event}]", $"[{events}]", StringComparison.Ordinal)}}}""";
        text.Length.Should().BeGreaterThan(50_000);
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(text));
        (await s_reader.ReadAsync(body, s_call, 1, TrytonJson.Default.RpcAnswerOrderDetail, CancellationToken.None))!.Changes.Should().HaveCount(200);
    }

    private static async Task OnlyTypedErrorsAsync(byte[] bytes)
    {
        try
        {
            await ReadAsync(bytes);
        }
        catch (TrytonException)
        {
            // What callers are told to expect.
        }
    }

    private static async Task<OrderDetail?> ReadAsync(byte[] bytes)
    {
        using var body = new MemoryStream(bytes);
        var detail = await s_reader.ReadAsync(body, s_call, 1, TrytonJson.Default.RpcAnswerOrderDetail, CancellationToken.None);
        detail?.Lines.IsDefault.Should().BeFalse();
        return detail;
    }

    private sealed class InPieces(byte[] bytes, int atOnce) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atOnce, buffer.Length)], cancellationToken);
    }
}
