using System.Buffers;
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
    private static readonly MediaTypeHeaderValue s_json = new("application/json");

    /// <summary>The request, ready to send once.</summary>
    public static HttpRequestMessage Create(Uri address, TrytonCall call, SessionToken? session, long id, string portalKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = Content(call, id) };
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
    private static ReadOnlyMemoryContent Content(TrytonCall call, long id)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
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
                writer.WriteStartObject();
                writer.WriteString("language"u8, call.Language);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        var content = new ReadOnlyMemoryContent(buffer.WrittenMemory);
        content.Headers.ContentType = s_json;
        return content;
    }
}
