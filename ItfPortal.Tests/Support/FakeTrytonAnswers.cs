using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ItfPortal.Tests.Support;

/// <summary>Answers and faults for <see cref="FakeTryton"/>.</summary>
public static class FakeAnswers
{
    private const string Json = "application/json";

    /// <summary>A result, as JSON text.</summary>
    public static FakeAnswer Result(string json) => (http, request) => WriteAsync(http, Envelope(request.Id, "result", json));

    /// <summary>An error array, as JSON text. Comes with HTTP 200, as in Tryton.</summary>
    public static FakeAnswer Error(string json) => (http, request) => WriteAsync(http, Envelope(request.Id, "error", json));

    /// <summary>Any body as JSON.</summary>
    public static FakeAnswer Body(string text) => (http, _) => WriteAsync(http, text);

    /// <summary>A result under another request's id.</summary>
    public static FakeAnswer WrongId(string json) => (http, request) => WriteAsync(http, Envelope(request.Id + 1, "result", json));

    /// <summary>A status with an HTML page, as werkzeug answers.</summary>
    public static FakeAnswer Status(int status) => (http, _) =>
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync("<!doctype html><title>Error</title>");
    };

    /// <summary>A login page of something that is not Tryton, with status 200.</summary>
    public static FakeAnswer Html() => Status(StatusCodes.Status200OK);

    /// <summary>Another place; never to be followed, the session key would go along.</summary>
    public static FakeAnswer Redirect(string address) => (http, _) =>
    {
        http.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
        http.Response.Headers.Location = address;
        return Task.CompletedTask;
    };

    /// <summary>Half of the body, then the connection breaks.</summary>
    public static FakeAnswer CutInTheMiddle(string json) => async (http, request) =>
    {
        var text = Encoding.UTF8.GetBytes(Envelope(request.Id, "result", json));
        http.Response.ContentType = Json;
        http.Response.ContentLength = text.Length;
        await http.Response.Body.WriteAsync(text.AsMemory(0, text.Length / 2));
        await http.Response.Body.FlushAsync();
        http.Abort();
    };

    /// <summary>Reads the request and breaks the connection without a byte.</summary>
    public static FakeAnswer Cut() => (http, _) =>
    {
        http.Abort();
        return Task.CompletedTask;
    };

    /// <summary>Never answers.</summary>
    public static FakeAnswer Hang() => (http, _) => ForeverAsync(http.RequestAborted);

    /// <summary>A byte now and then, without end.</summary>
    public static FakeAnswer Drip() => async (http, request) =>
    {
        http.Response.ContentType = Json;
        await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{request.Id},\"result\":"));
        while (!http.RequestAborted.IsCancellationRequested)
        {
            await http.Response.WriteAsync(" ");
            await http.Response.Body.FlushAsync();
            await Task.Delay(20, CancellationToken.None);
        }
    };

    /// <summary>A text of so many bytes as the result, gzipped if asked: a bomb.</summary>
    public static FakeAnswer Huge(long bytes, bool gzip = false) => async (http, request) =>
    {
        http.Response.ContentType = Json;
        if (gzip)
        {
            http.Response.Headers.ContentEncoding = "gzip";
        }
        await using var body = gzip ? new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true) : http.Response.Body;
        var block = new byte[1 << 16];
        block.AsSpan().Fill((byte)'x');
        await body.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{request.Id},\"result\":\"")));
        for (var sent = 0L; sent < bytes && !http.RequestAborted.IsCancellationRequested; sent += block.Length)
        {
            await body.WriteAsync(block);
        }
        await body.WriteAsync("\"}"u8.ToArray());
    };

    /// <summary>Arrays in arrays as the result.</summary>
    public static FakeAnswer Nested(int depth) => Result(new string('[', depth) + new string(']', depth));

    /// <summary>A result, gzipped.</summary>
    public static FakeAnswer Compressed(string json) => async (http, request) =>
    {
        http.Response.ContentType = Json;
        http.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(http.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(Encoding.UTF8.GetBytes(Envelope(request.Id, "result", json)));
    };

    /// <summary>Another answer, held back until the gate opens.</summary>
    public static FakeAnswer After(Task gate, FakeAnswer answer) => async (http, request) =>
    {
        await gate;
        await answer(http, request);
    };

    private static string Envelope(long id, string member, string json) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},\"{member}\":{json}}}");

    private static async Task WriteAsync(HttpContext http, string text)
    {
        http.Response.ContentType = Json;
        var bytes = Encoding.UTF8.GetBytes(text);
        http.Response.ContentLength = bytes.Length;
        http.Response.BodyWriter.Write(bytes);
        await http.Response.BodyWriter.FlushAsync();
    }

    private static async Task ForeverAsync(CancellationToken aborted)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, aborted);
        }
        catch (OperationCanceledException)
        {
            // The client went away.
        }
    }
}
