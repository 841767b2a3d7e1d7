using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Isolation;

/// <summary>The methods that do answer, with other companies' ids and forged contexts, as every customer of the demo.</summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed partial class OwnMethodsTests(IsolationWorld world)
{
    [Fact]
    public async Task T_IDOR_ForeignIds_AnswerLikeMissingOnes()
    {
        foreach (var reader in world.Asking)
        {
            var session = await world.SessionAsync(reader);
            var (clock, calls) = (Stopwatch.StartNew(), 0);
            foreach (var group in OwnMethods.Empty(reader).GroupBy(call => call.Group))
            {
                var missing = group.First(call => call.Missing);
                foreach (var context in OwnMethods.Contexts(reader).Prepend("{}").Take(IsolationWorld.Whole ? int.MaxValue : 2))
                {
                    var expected = await AskAsync(session, missing.Method, missing.Parameters, context);
                    Body(expected).Should().MatchRegex("\"result\": ?(null|\\{)|itf_portal\\.not_found|itf_portal\\.bad_query", "nothing, or a refusal by its code");
                    await Parallel.ForEachAsync(group, new ParallelOptions { MaxDegreeOfParallelism = RpcWire.Connections }, async (call, _) =>
                    {
                        Interlocked.Increment(ref calls);
                        (await AskAsync(session, call.Method, call.Parameters, context)).Should().Be(
                            expected, "{0} asks {1} {2} with {3}", reader.Person.Login, call.Method, call.Parameters, context);
                    });
                }
            }
            world.Report.Add("foreign and missing ids", reader.Label, calls, 0, calls, clock.Elapsed);
        }
    }

    [Fact]
    public async Task T_IDOR_ForgedContexts_ChangeNoAnswer()
    {
        foreach (var reader in world.Asking)
        {
            var session = await world.SessionAsync(reader);
            foreach (var (method, parameters) in OwnMethods.Own(reader))
            {
                var expected = await AskAsync(session, method, parameters, "{}");
                Leaks.In(Body(expected), reader).Should().BeEmpty("{0} reads {1} {2}", reader.Person.Login, method, parameters);
                foreach (var context in OwnMethods.Contexts(reader))
                {
                    (await AskAsync(session, method, parameters, context)).Should().Be(expected, "{0} asks {1} with {2}", reader.Person.Login, method, context);
                }
            }
        }
    }

    [Fact]
    public async Task T_IDOR_Lists_HoldExactlyWhatTheDatabaseSaysIsTheirs()
    {
        var listed = 0;
        foreach (var reader in world.Readers)
        {
            var session = await world.SessionAsync(reader);
            var found = new HashSet<int>();
            foreach (var party in reader.Parties)
            {
                // Page by page: tests that ran before may have made more orders than one page holds.
                string? cursor = null;
                do
                {
                    var query = OwnMethods.Query(FormattableString.Invariant($"{party}"), cursor);
                    using var page = JsonDocument.Parse(Body(await AskAsync(session, "model.itf_portal.order.page", query, "{}")));
                    var result = page.RootElement.GetProperty("result");
                    found.UnionWith(result.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("id").GetInt32()));
                    cursor = result.GetProperty("next").GetString();
                }
                while (cursor is not null);
            }
            found.Should().BeEquivalentTo(reader.Sales, "that is what the grants of {0} say: {1}", reader.Person.Login, reader.Label);
            listed += found.Count;
        }
        listed.Should().BeGreaterThan(100, "a comparison of nothing proves nothing");
    }

    [Fact]
    public async Task TheTestItself_NoticesAnothersRows()
    {
        var (boreal, other) = (world.Reader("maude.gendron"), world.Reader("karim.belhadj"));
        var page = await AskAsync(
            await world.SessionAsync(other), "model.itf_portal.order.page", OwnMethods.Query(FormattableString.Invariant($"{other.Parties[0]}")), "{}");
        Leaks.In(Body(page), other).Should().BeEmpty();
        Leaks.In(Body(page), boreal).Should().Contain(leak => leak.StartsWith("sale: ")).And.Contain(leak => leak.StartsWith("number: ")).And.Contain(leak => leak.StartsWith("party_name: "));
    }

    [Fact]
    public async Task T_IDOR_MalformedQueries_AreRefusedAndTellNothing()
    {
        foreach (var reader in world.Roles)
        {
            var session = await world.SessionAsync(reader);
            foreach (var (method, parameters) in OwnMethods.Malformed(reader))
            {
                var answer = await world.Tryton.CallAsync(session, method, OwnMethods.With(parameters, "{}"));
                answer.IsResult.Should().BeFalse("{0} {1}: {2}", method, parameters, answer.Body);
                answer.Body.Should().NotContain("Traceback").And.NotContain("/trytond/").And.NotContain("SELECT");
                Leaks.InText(answer.Body, reader).Should().BeEmpty();
            }
        }
    }

    /// <summary>Headers and body, without the moment of the answer.</summary>
    private async Task<string> AskAsync(string session, string method, string parameters, string context)
    {
        var answer = await world.Tryton.CallAsync(session, method, OwnMethods.With(parameters, context));
        answer.Status.Should().Be(200, "{0} {1} {2}: {3}", method, parameters, context, answer.Body);
        return Length().Replace(answer.Headers, "") + "\n\n" + AsOf().Replace(answer.Body, "\"as_of\":null");
    }

    private static string Body(string answer) => answer.Split("\n\n", 2)[1];

    [GeneratedRegex("\"as_of\": ?\\{[^}]*\\}")]
    private static partial Regex AsOf();

    [GeneratedRegex("Content-Length: \\d+\n?")]
    private static partial Regex Length();
}
