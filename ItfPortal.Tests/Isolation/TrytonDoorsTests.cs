using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>Every other way into the portal's Tryton, with a customer's own sign-in and the portal's key.</summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed class TrytonDoorsTests(IsolationWorld world)
{
    private static readonly string[] s_verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

    [Fact]
    public async Task T_ROUTES_EveryRouteOfTrytons_EveryVerb_NotFound()
    {
        // Of the Tryton with the module nobody has seen, so that its routes count too.
        var printed = await OwnTryton.PrintAsync(
            Stack.Get("TEST_UNSEEN_PYTHONPATH"), "from trytond.application import app\nfor rule in app.url_map.iter_rules(): print(rule.rule)");
        var routes = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        routes.Should().Contain(["/<string:database_name>/bus", "/<database_name>/data/<model>", "/<database_name>/user/application/"]);
        var paths = routes.SelectMany(Filled).Append("index.html").Append("res/x").Append($"{world.Tryton.Database}/data/sale.sale?f=number").Distinct().ToList();
        var (login, password) = (world.Reader("maude.gendron").Person.Login, world.Reader("maude.gendron").Person.Password);
        string?[] authorizations = [await world.SessionAsync(login, password), "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{login}:{password}")), null];
        using var signIn = new RpcWire(Stack.TrytonLoginRpcUrl, Stack.TrytonDatabase, Stack.Get("TRYTON_PORTAL_KEY"));
        var (clock, calls) = (Stopwatch.StartNew(), 0);
        foreach (var wire in new[] { world.Tryton, signIn })
        {
            foreach (var (path, verb, authorization) in from path in paths from verb in s_verbs from authorization in authorizations select (path, verb, authorization))
            {
                if (verb == "POST" && (path.Length == 0 || path == world.Tryton.Database + "/"))
                {
                    continue;
                }
                calls++;
                var answer = await wire.SendAsync(new HttpMethod(verb), path, authorization, verb is "GET" or "HEAD" ? null : "{}", "application/json");
                answer.Status.Should().Be(404, "{0} {1}", verb, path);
            }
        }
        world.Report.Add("Tryton's other routes", $"{paths.Count} paths, every verb", calls, 0, calls, clock.Elapsed);
    }

    [Fact]
    public async Task T_ROUTES_XmlRpc_StandsBehindTheSameWall()
    {
        var reader = world.Reader("maude.gendron");
        var session = await world.SessionAsync(reader);
        var (clock, calls) = (Stopwatch.StartNew(), 0);
        var attempts = world.Surface.OneEach(5);
        await Parallel.ForEachAsync(attempts.Where(attempt => !AllowedMethods.All["everybody"].Contains(attempt.Method) && !AllowedMethods.All["portal"].Contains(attempt.Method)),
            new ParallelOptions { MaxDegreeOfParallelism = RpcWire.Connections }, async (attempt, _) =>
            {
                Interlocked.Increment(ref calls);
                (await SendXmlAsync(session, attempt.Method, attempt.Parameters)).Status.Should().Be(403, attempt.Method);
            });
        (await SendXmlAsync(session, "model.itf_portal.account.whoami", "[{}]")).Status.Should().Be(200, "the attempts are calls that Tryton understands");
        (await SendXmlAsync(null, "model.sale.sale.read", "[[1],[],{}]")).Status.Should().Be(401);
        world.Report.Add("XML-RPC", reader.Label, calls, 0, calls, clock.Elapsed);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY e \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>")]
    public async Task T_ROUTES_XmlRpcWithEntities_IsNotRead(string document)
    {
        // CVE-2022-26661 and -26662: read before anybody has signed in.
        var body = $"<?xml version=\"1.0\"?>{document}<methodCall><methodName>common.db.login</methodName><params><param><value><string>&e;</string></value></param></params></methodCall>";
        var answer = await world.Tryton.SendAsync(HttpMethod.Post, world.Tryton.Database + "/", null, body, "text/xml");
        answer.Status.Should().BeGreaterThanOrEqualTo(400);
        answer.Body.Should().NotContain("aaaaaaaaaa").And.NotContain("Traceback").And.NotContain(Environment.MachineName);
    }

    [Fact]
    public async Task T_IDOR_NamesThatLookLikeAllowedOnes_AreRefused()
    {
        var session = await world.SessionAsync(world.Reader("maude.gendron"));
        var page = OwnMethods.With(OwnMethods.Query("1"), "{}");
        foreach (var method in new[]
        {
            "model.itf_portal.order.page ", " model.itf_portal.order.page", "Model.itf_portal.order.page", "model.itf_portal.order.page\\u0000", "model.itf_portal.order.PAGE",
            "wizard.itf_portal.order.page", "report.itf_portal.order.page", "model.itf_portal.order..page", "model.itf_portal.order.page.read", "model..page",
            "model.itf_portal.order.__init__", "model.itf_portal.order.__setup__", "model.itf_portal.board.page", "model.itf_portal.board.detail",
            "model.itf_portal.board.customers", "model.itf_portal.event.poll", "model.itf_portal.event.purge", "model.itf_portal.request.purge", "common.db.login\\n", "",
        })
        {
            var answer = await world.Tryton.CallAsync(session, method, page);
            answer.Status.Should().Be(403, method);
        }
        foreach (var body in new[]
        {
            """{"id":1,"method":["model.itf_portal.order.page"],"params":[]}""", """{"id":1,"method":{"a":1},"params":[]}""", """{"id":1,"method":null,"params":[]}""",
            """[{"id":1,"method":"model.sale.sale.search","params":[[],0,1,null,{}]}]""", """{"id":1,"params":[]}""", "not json", "",
            """{"id":1,"method":"model.itf_portal.account.whoami","method":"model.sale.sale.search","params":[[],0,1,null,{}]}""",
        })
        {
            var answer = await world.Tryton.SendAsync(HttpMethod.Post, world.Tryton.Database + "/", session, body, "application/json");
            answer.IsResult.Should().BeFalse(body);
            answer.Body.Should().NotContain("Traceback").And.NotContain("/trytond/");
        }
    }

    [Fact]
    public async Task T_IDOR_OtherDatabases_KnowNobody()
    {
        var session = await world.SessionAsync(world.Reader("maude.gendron"));
        foreach (var database in new[] { "postgres", "template1", "nobody", Stack.Get("TEST_TEMPLATE"), world.Tryton.Database.ToUpperInvariant() })
        {
            var answer = await world.Tryton.SendAsync(
                HttpMethod.Post, database + "/", session, """{"id":1,"method":"model.itf_portal.account.whoami","params":[{}]}""", "application/json");
            answer.Status.Should().Be(404, database);
        }
        var list = await world.Tryton.SendAsync(HttpMethod.Post, "", session, """{"id":1,"method":"common.db.list","params":[]}""", "application/json");
        list.Status.Should().Be(403);
    }

    /// <summary>A route with something in each of its places.</summary>
    private IEnumerable<string> Filled(string route)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(world.Tryton.Database));
        var path = System.Text.RegularExpressions.Regex.Replace(route, "<(?:(?<type>\\w+):)?(?<name>\\w+)>", match => match.Groups["name"].Value switch
        {
            "database_name" when match.Groups["type"].Value == "base64" => base64,
            "database_name" => world.Tryton.Database,
            "model" => "party.party",
            "field" => "name",
            "language" => "en",
            _ => "1",
        });
        yield return path.TrimStart('/');
    }

    private Task<RpcAnswer> SendXmlAsync(string? session, string method, string parameters)
    {
        var values = string.Concat(JsonNode.Parse(parameters)!.AsArray().Select(value => $"<param>{Xml(value)}</param>"));
        return world.Tryton.SendAsync(
            HttpMethod.Post, world.Tryton.Database + "/", session,
            $"<?xml version=\"1.0\"?><methodCall><methodName>{method}</methodName><params>{values}</params></methodCall>", "text/xml");
    }

    private static string Xml(JsonNode? node) => "<value>" + node switch
    {
        null => "<nil/>",
        JsonArray array => $"<array><data>{string.Concat(array.Select(Xml))}</data></array>",
        JsonObject members => $"<struct>{string.Concat(members.Select(member => $"<member><name>{member.Key}</name>{Xml(member.Value)}</member>"))}</struct>",
        JsonValue value when value.TryGetValue<bool>(out var flag) => $"<boolean>{(flag ? 1 : 0)}</boolean>",
        JsonValue value when value.TryGetValue<int>(out var number) => FormattableString.Invariant($"<int>{number}</int>"),
        _ => $"<string>{System.Security.SecurityElement.Escape(node.ToString())}</string>",
    } + "</value>";
}
