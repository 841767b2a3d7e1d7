using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tests.Support;

/// <summary>
/// Answers of the real Tryton 7.0 with the demo company (invented people), kept as they came in <c>TrytonClient/Recorded</c>. The live test
/// of the same name looks whether Tryton still answers so, and with <c>TEST_RECORD_ANSWERS=1</c> writes them anew.
/// </summary>
public static class RecordedAnswers
{
    private const string Bad = """{"party": 0, "search": null, "states": ["nonsense"], "from": null, "to": null, "sort": "date", "descending": true, "cursor": null, "backwards": false, "limit": 25}""";

    /// <summary>Every recording: its name, who asks, the method, and the parameters, in which PARTY and ORDER stand for ids.</summary>
    public static IReadOnlyList<Recording> All { get; } =
    [
        new("version", null, "common.server.version", "[]"),
        new("login-exception", null, "common.db.login", """["marc.vezina@example.com", {}, "fr"]"""),
        new("whoami", "marc.vezina", "model.itf_portal.account.whoami", """[{"language": "fr"}]"""),
        new("order-page", "maude.gendron", "model.itf_portal.order.page",
            """[{"party": PARTY, "search": null, "states": null, "from": null, "to": null, "sort": "date", "descending": true, "cursor": null, "backwards": false, "limit": 25}, {"language": "fr"}]"""),
        new("order-detail", "maude.gendron", "model.itf_portal.order.detail", """[PARTY, ORDER, {"language": "fr"}]"""),
        new("bad-query", "maude.gendron", "model.itf_portal.order.page", $$"""[{{Bad}}, {"language": "fr"}]"""),
        new("board-page", "nathalie.sirois", "model.itf_portal.board.page", """[{"search": null, "states": null, "customer": null, "cursor": null, "limit": 5}, {"language": "en"}]"""),
        new("missing-context", "nathalie.sirois", "model.res.user.search", "[[]]"),
        new("moves-of-every-type", "nathalie.sirois", "model.stock.move.search_read",
            """[[["unit_price", "!=", null], ["state", "=", "done"]], 0, 3, [["id", "ASC"]], ["id", "quantity", "effective_date", "create_date", "unit_price", "product.rec_name", "origin", "_timestamp"], {"language": "fr"}]"""),
        new("access-refused", "nathalie.sirois", "model.res.user.warning.delete", """[[0], {"language": "fr"}]"""),
    ];

    /// <summary>Where they lie.</summary>
    public static string Folder { get; } = Path.Combine(Stack.Root, "ItfPortal.Tests", "TrytonClient", "Recorded");

    /// <summary>The body of an answer, byte for byte; the request's id was 1.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Folder, name + ".json"));

    /// <summary>The <c>result</c> or <c>error</c> of an answer.</summary>
    public static string Part(string name, string member)
    {
        using var answer = JsonDocument.Parse(Read(name));
        return answer.RootElement.GetProperty(member).GetRawText();
    }

    /// <summary>Asks the real Tryton, by plain HTTP, and gives the body.</summary>
    public static async Task<string> AskAsync(HttpMessageInvoker http, Recording recording, SessionToken? session, int party, int order)
    {
        var parameters = recording.Parameters.Replace("PARTY", $"{party}", StringComparison.Ordinal).Replace("ORDER", $"{order}", StringComparison.Ordinal);
        var path = recording.Method == "common.server.version" ? "" : Stack.TrytonDatabase + "/";
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(Stack.TrytonRpcUrl), path))
        {
            Content = new StringContent($$"""{"id": 1, "method": "{{recording.Method}}", "params": {{parameters}}}""", new MediaTypeHeaderValue("application/json")),
        };
        request.Headers.TryAddWithoutValidation("X-ITF-Portal-Key", Stack.Get("TRYTON_PORTAL_KEY"));
        if (session is not null)
        {
            var token = Convert.ToBase64String(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{session.Login}:{session.UserId}:{session.Key}")));
            request.Headers.TryAddWithoutValidation("Authorization", $"Session {token}");
        }
        using var response = await http.SendAsync(request, CancellationToken.None);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The shape of an answer: the names and types in it, whatever the values and however many rows.</summary>
    public static ISet<string> Shape(string body)
    {
        var shape = new SortedSet<string>(StringComparer.Ordinal);
        Walk(JsonNode.Parse(body), "", shape);
        return shape;
    }

    private static void Walk(JsonNode? node, string path, SortedSet<string> shape)
    {
        switch (node)
        {
            case JsonObject map when map["__class__"] is { } name:
                shape.Add($"{path}: {name}");
                break;
            case JsonObject map:
                foreach (var (key, value) in map)
                {
                    Walk(value, $"{path}.{key}", shape);
                }
                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    Walk(item, path + "[]", shape);
                }
                break;
            case null:
                shape.Add($"{path}: Null");
                break;
            default:
                shape.Add($"{path}: {(node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "Boolean" : node.GetValueKind().ToString())}");
                break;
        }
    }
}

/// <summary>One recorded answer.</summary>
public sealed record Recording(string Name, string? Person, string Method, string Parameters);
