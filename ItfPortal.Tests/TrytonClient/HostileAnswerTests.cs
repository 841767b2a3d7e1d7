using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Protocol;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>
/// Something that answers in Tryton's place and means harm, or is broken: every answer ends as a typed error, within the call's time, after
/// a bounded number of bytes.
/// </summary>
public sealed class HostileAnswerTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(3);

    public static TheoryData<string> Answers =>
    [
        "", "\r\n", "\0\0\0\0", "SSH-2.0-OpenSSH_9.2\r\n", "220 mail.example.com ESMTP\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1\r\n\r\n",
        "HTTP/1.1 99999 No\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        Ok, Ok + "Content-Length: -1\r\n\r\n", Ok + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n12345", Ok + "Content-Length: 5\r\n\r\n12",
        Ok + "Content-Length: 99999999999999999999\r\n\r\n{}", Ok + "Content-Length: 9223372036854775807\r\n\r\n{\"id\":2,\"result\":1}",
        Ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", Ok + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
        Ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n0\r\n\r\n", Ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0",
        Ok + "Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnone", Ok + "Content-Encoding: br\r\nContent-Length: 4\r\n\r\n\u00ff\u00ff\u00ff\u00ff",
        Ok + "Content-Encoding: compress\r\nContent-Length: 4\r\n\r\n1234", Ok + "Content-Length: 2\r\n\r\n\u00ef\u00bb",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 999999999999999999999\r\nContent-Length: 0\r\n\r\n",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_ThatIsNoneOfTrytons_IsATypedError_InTime(string bytes)
    {
        await using var tryton = new RawTryton(async connection =>
        {
            await connection.BodyAsync();
            await connection.SendAsync(bytes);
            connection.Close();
            throw new IOException("closed after the answer");
        });
        await FailsInTimeAsync(tryton);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-Endless: header\r\n", 16 << 20)]
    [InlineData("HTTP/1.1 200 OK\r\nX-Long: ", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", 16 << 20)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n", "1;long=extension\r\n \r\n", 400 << 20)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000000\r\n\r\n", "                                                                ", 100 << 20)]
    [InlineData("", "HTTP/1.1 100 Continue\r\n\r\n", 1 << 30)]
    public async Task Answer_WithoutEnd_IsATypedError_AfterABoundedNumberOfBytes(string head, string more, int bytes)
    {
        RawConnection? flooded = null;
        await using var tryton = new RawTryton(async connection =>
        {
            flooded = connection;
            await connection.BodyAsync();
            await connection.SendAsync(head);
            await connection.FloodAsync(string.Concat(Enumerable.Repeat(more, 200)), bytes);
        });
        await FailsInTimeAsync(tryton);
        flooded!.Sent.Should().BeLessThan(bytes, "the client has hung up before");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-Slow: drip\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n", " ")]
    [InlineData("", "H")]
    public async Task Answer_ThatDrips_EndsWithTheCallsTime(string head, string drop)
    {
        await using var tryton = new RawTryton(async connection =>
        {
            await connection.BodyAsync();
            await connection.SendAsync(head);
            await connection.FloodAsync(drop, long.MaxValue, TimeSpan.FromMilliseconds(20));
        });
        await FailsInTimeAsync(tryton);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Answer_OfAHundredMegabytes_IsTooLarge(string encoding)
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = Clients(tryton.Url);
        tryton.Then(async (http, request) =>
        {
            http.Response.ContentType = "application/json";
            http.Response.Headers.ContentEncoding = encoding;
            var raw = http.Response.Body;
            await using var body = encoding switch
            {
                "gzip" => new GZipStream(raw, CompressionLevel.Fastest, leaveOpen: true),
                "br" => new BrotliStream(raw, CompressionLevel.Fastest, leaveOpen: true),
                _ => raw,
            };
            await body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{request.Id},\"result\":\"")));
            var block = new byte[1 << 16];
            for (var written = 0L; written < 100 << 20 && !http.RequestAborted.IsCancellationRequested; written += block.Length)
            {
                await body.WriteAsync(block);
            }
        });
        (await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonTransportException>())
            .Which.Failure.Should().Be(TransportFailure.TooLarge);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("{\"__class__\":")]
    [InlineData("[{\"__class__\":\"bytes\",\"base64\":")]
    public async Task Answer_OfTenThousandLevels_IsUnreadable(string level)
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = Clients(tryton.Url);
        foreach (var member in new[] { "result", "error", "stranger" })
        {
            tryton.Then(Body($"{{\"id\":1,\"{member}\":{string.Concat(Enumerable.Repeat(level, 10_000))}"));
            (await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonTransportException>())
                .Which.Failure.Should().Be(TransportFailure.Unreadable);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("0")]
    [InlineData("\"\"")]
    public async Task Answer_OfNothingButEmptyValues_DoesNotFillTheMemory(string value)
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = Clients(tryton.Url);
        var many = (7 << 20) / (value.Length + 1);
        tryton.Then(Result('[' + string.Join(',', Enumerable.Repeat(value, many)) + ']'));
        (await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonTransportException>())
            .Which.Failure.Should().Be(TransportFailure.Unreadable);
    }

    [Theory]
    [InlineData("{\"__class__\": \"Popen\", \"args\": [\"rm\"]}")]
    [InlineData("{\"__class__\": \"System.Diagnostics.Process\"}")]
    [InlineData("{\"$type\": \"System.IO.FileInfo, System.IO.FileSystem\", \"fileName\": \"x\"}")]
    public async Task Answer_OfAnUnknownClass_IsOnlyADictionary(string value)
    {
        await using var tryton = await FakeTryton.StartAsync();
        await using var clients = Clients(tryton.Url);
        tryton.Then(Result(value), Result($$"""[{"id": 5, "name": {{value}}}]"""));
        (await clients.WriteAsync()).Should().BeOfType<Dictionary<string, object?>>();
        var records = await clients.Models.SearchAsync(FakeTrytonClients.Session, new ModelQuery("x", [], ["name"]), CancellationToken.None);
        records[0].Invoking(r => r.Get<decimal>("name")).Should().Throw<TrytonTransportException>();
    }

    private static FakeTrytonClients Clients(Uri url) => new(url, limits => limits.WriteTime = TimeSpan.FromSeconds(20));

    private static async Task FailsInTimeAsync(RawTryton tryton)
    {
        await using var clients = new FakeTrytonClients(tryton.Url, limits => limits.WriteTime = s_time);
        var clock = Stopwatch.StartNew();
        await FluentActions.Awaiting(() => clients.WriteAsync()).Should().ThrowAsync<TrytonException>();
        clock.Elapsed.Should().BeLessThan(s_time * 3, "the machine may be busy, but not for ever");
    }
}
