using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// Tryton's JSON-RPC as somebody with a stolen password and the portal's key would speak it: bytes in, bytes out. Not the
/// product's client, which would refuse to send most of this.
/// </summary>
internal sealed class RpcWire(string address, string database, string? key) : IDisposable
{
    public const int Connections = 8;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, UseProxy = false, AllowAutoRedirect = false });
    private readonly Uri _site = new(address);

    public Uri Site => _site;

    public string Database => database;

    public string? Key => key;

    /// <summary>The test stack's Tryton, with the portal's key.</summary>
    public static RpcWire OfStack() => new(Stack.TrytonRpcUrl, Stack.TrytonDatabase, Stack.Get("TRYTON_PORTAL_KEY"));

    /// <summary>The same without the key.</summary>
    public RpcWire Keyless() => new(address, database, null);

    /// <summary>What the Authorization header carries for a session of this person.</summary>
    public async Task<string> SignInAsync(string login, string password)
    {
        var answer = await CallAsync(null, "common.db.login", new JsonArray(login, new JsonObject { ["password"] = password }, "fr").ToJsonString());
        if (answer.Status != 200)
        {
            throw new InvalidOperationException($"{login} cannot sign in: {answer.Status}");
        }
        var session = JsonNode.Parse(answer.Body)!["result"]!.AsArray();
        var token = string.Create(CultureInfo.InvariantCulture, $"{login}:{session[0]!.GetValue<int>()}:{session[1]!.GetValue<string>()}");
        return "Session " + Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
    }

    /// <summary>Calls a method; <paramref name="parameters"/> is the JSON text of the list.</summary>
    public Task<RpcAnswer> CallAsync(string? authorization, string method, string parameters) =>
        SendAsync(HttpMethod.Post, database + "/", authorization, $$"""{"id":1,"method":"{{method}}","params":{{parameters}}}""", "application/json");

    public async Task<RpcAnswer> SendAsync(HttpMethod verb, string path, string? authorization, string? body = null, string type = "text/plain")
    {
        using var request = new HttpRequestMessage(verb, new Uri(_site, path));
        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue(type));
        }
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("X-ITF-Portal-Key", key);
        }
        using var response = await _http.SendAsync(request, CancellationToken.None);
        var headers = response.Headers.Concat(response.Content.Headers).Where(header => header.Key != "Date")
            .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}").Order(StringComparer.Ordinal);
        return new RpcAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), string.Join('\n', headers));
    }

    public void Dispose() => _http.Dispose();
}

/// <summary>What came back; <paramref name="Headers"/> without the date.</summary>
internal sealed record RpcAnswer(int Status, string Body, string Headers)
{
    /// <summary>Tryton has answered with a result, be it null, and not with a refusal or an error.</summary>
    public bool IsResult => Status == 200 && !(JsonNode.Parse(Body) is JsonObject answer && answer.ContainsKey("error"));
}
