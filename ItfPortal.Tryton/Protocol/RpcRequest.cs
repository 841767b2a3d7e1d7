using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Protocol;

/// <summary>Writes a call as Tryton reads it.</summary>
internal static class RpcRequest
{
    /// <summary>
    /// From this size on a request is sent compressed. Only with a session: Tryton refuses compressed bodies of strangers
    /// (trytond/protocols/wrappers.py, decoded_data). Below it, compressing costs more than it saves on the portal's own network.
    /// </summary>
    public const int CompressedFromBytes = 32 << 10;

    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>The request, ready to send once.</summary>
    public static HttpRequestMessage Create(Uri address, TrytonCall call, SessionToken? session, long id, string portalKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Content(call, session, id) };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.TryAddWithoutValidation("X-ITF-Portal-Key", portalKey);
        if (session is not null)
        {
            var token = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{session.Login}:{session.UserId}:{session.Key}"));
            request.Headers.TryAddWithoutValidation("Authorization", $"Session {token}");
        }

        // Parsed and written anew: what arrives here began in a visitor's request and must not become a header line of its own.
        if (IPAddress.TryParse(call.VisitorAddress, out var visitor))
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", visitor.ToString());
        }

        return request;
    }

    // In one piece, because Tryton answers 411 to a body without Content-Length (trytond/wsgi.py, check_request_size).
    private static ReadOnlyMemoryContent Content(TrytonCall call, SessionToken? session, long id)
    {
        var body = Body(call, session, id);
        var compress = session is not null && body.Length >= CompressedFromBytes;
        var content = new ReadOnlyMemoryContent(compress ? Compress(body) : body);
        content.Headers.ContentType = s_json;
        if (compress)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }

        return content;
    }

    private static ReadOnlyMemory<byte> Body(TrytonCall call, SessionToken? session, long id)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteNumber("id"u8, id);
        writer.WriteString("method"u8, call.WireMethod);
        writer.WriteStartArray("params"u8);
        foreach (var arg in call.Args)
        {
            WireValue.Write(writer, arg);
        }

        if (!call.IsCommon)
        {
            WriteContext(writer, call, session);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteContext(Utf8JsonWriter writer, TrytonCall call, SessionToken? session)
    {
        writer.WriteStartObject();
        writer.WriteString("language"u8, call.Language ?? session?.Language ?? SessionToken.DefaultLanguage);
        foreach (var (key, value) in call.Context.Where(pair => pair.Key != "language"))
        {
            writer.WritePropertyName(key);
            WireValue.Write(writer, value);
        }

        writer.WriteEndObject();
    }

    private static ReadOnlyMemory<byte> Compress(ReadOnlyMemory<byte> body)
    {
        using var compressed = new MemoryStream(body.Length / 4);
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body.Span);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }
}
