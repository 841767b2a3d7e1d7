using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ItfPortal.Tests.Support;

/// <summary>
/// Staff at work in Tryton, by plain JSON-RPC as their own client speaks it: what makes pages change in the tests.
/// Deliberately not the product's client, so that a fault in one is not hidden by the same fault in the other.
/// </summary>
public sealed class StaffRpc : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
    private JsonObject _context = [];
    private string? _authorization;
    private int _id;

    /// <summary>Signs an agent in.</summary>
    public static async Task<StaffRpc> SignInAsync(DemoPerson? person = null)
    {
        person ??= Stack.Person("support");
        var rpc = new StaffRpc();
        var session = (await rpc.PostAsync("common.db.login", [person.Login, new JsonObject { ["password"] = person.Password }, "en"]))!.AsArray();
        var token = string.Create(CultureInfo.InvariantCulture, $"{person.Login}:{session[0]!.GetValue<int>()}:{session[1]!.GetValue<string>()}");
        rpc._authorization = Convert.ToBase64String(Encoding.UTF8.GetBytes(token));
        rpc._context = (await rpc.CallAsync("model.res.user.get_preferences", true))!.AsObject();
        return rpc;
    }

    /// <summary>Calls a method; the context is added.</summary>
    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] arguments) =>
        await PostAsync(method, new JsonArray([.. arguments, _context.DeepClone()]));

    /// <summary>Ids of the records that match.</summary>
    public async Task<int[]> SearchAsync(string model, string domain, int limit = 1, string order = "[[\"id\", \"DESC\"]]") =>
        (await CallAsync($"model.{model}.search", JsonNode.Parse(domain), 0, limit, JsonNode.Parse(order)))!.AsArray()
            .Select(id => id!.GetValue<int>()).ToArray();

    /// <summary>One field of one record.</summary>
    public async Task<JsonNode?> ReadAsync(string model, int id, string field) =>
        (await CallAsync($"model.{model}.read", new JsonArray(id), new JsonArray(field)))![0]![field];

    /// <summary>Writes one field of one record.</summary>
    public Task WriteAsync(string model, int id, string field, JsonNode? value) =>
        CallAsync($"model.{model}.write", new JsonArray(id), new JsonObject { [field] = value });

    /// <summary>Presses a button.</summary>
    public Task ClickAsync(string model, string button, int id) => CallAsync($"model.{model}.{button}", new JsonArray(id));

    public void Dispose() => _http.Dispose();

    private async Task<JsonNode?> PostAsync(string method, JsonArray parameters)
    {
        var body = new JsonObject { ["id"] = ++_id, ["method"] = method, ["params"] = parameters };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(Stack.TrytonRpcUrl), Stack.TrytonDatabase + "/"))
        {
            Content = new StringContent(body.ToJsonString(), new MediaTypeHeaderValue("application/json")),
        };
        if (_authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Session " + _authorization);
        }
        using var response = await _http.SendAsync(request, CancellationToken.None);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method}: HTTP {(int)response.StatusCode} {text}");
        }
        var answer = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!.AsObject();
        return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error.ToJsonString()}") : answer["result"];
    }
}
