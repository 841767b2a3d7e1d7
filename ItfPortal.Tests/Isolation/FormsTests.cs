using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Isolation;

/// <summary>
/// Every form that a page of one's own posts, sent as the browser would, with its token, but naming other companies, people
/// and documents wherever it names any: nothing of others comes back, and nothing of theirs changes.
/// </summary>
[Collection(IsolationGroup.Name)]
[Trait("needs", "tryton")]
public sealed partial class FormsTests(IsolationWorld world) : IAsyncLifetime
{
    private PortalProcess _portal = null!;

    public async Task InitializeAsync() => _portal = await PortalProcess.StartAsync(settings: new Dictionary<string, string>(BrowserFixture.Relaxed)
    {
        ["Demo__Accounts"] = "",
        ["DEMO_ACCOUNTS"] = "",
    });

    public async Task DisposeAsync() => await _portal.DisposeAsync();

    [Fact]
    public async Task T_IDOR_EveryForm_WithItsTokenAndForeignNames_DoesNothingToOthers()
    {
        var sent = 0;
        foreach (var reader in world.Asking.Where(reader => reader.Parties.Count > 0))
        {
            using var browser = new TestBrowser(new Uri(_portal.BaseUrl));
            (await browser.SignInAsync(reader.Person.Login, reader.Person.Password)).Status.Should().Be(HttpStatusCode.Redirect, reader.Label);
            var before = await OthersAsync(reader);
            foreach (var (page, form) in await FormsAsync(browser, reader))
            {
                foreach (var (action, fields) in Forged(page, form, reader))
                {
                    var answer = await browser.SendAsync(HttpMethod.Post, action, fields);
                    sent++;
                    // For whom a code was asked: shown again to the browser that typed it, and to no other.
                    browser.Cookies.Remove("__Host-itf-envoi");
                    ((int)answer.Status).Should().BeLessThan(500, "{0} {1} as {2}", page, action, reader.Label);
                    var said = fields.Values.Append(action).Aggregate(WebUtility.HtmlDecode(answer.Text), (text, value) => value.Length < 2 ? text : text.Replace(value, "…", StringComparison.Ordinal));
                    Leaks.InText(said, reader).Should().BeEmpty("{0} {1} as {2}", page, action, reader.Label);
                }
            }
            (await OthersAsync(reader)).Should().Be(before, "nobody's access or order is touched by {0}", reader.Label);
        }
        sent.Should().BeGreaterThan(20);
    }

    /// <summary>What others have in Tryton, as one word that changes with any of it.</summary>
    private static async Task<string> OthersAsync(Reader reader)
    {
        await using var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase));
        await using var tryton = await source.OpenConnectionAsync();
        return await tryton.QuerySingleAsync<string>(
            """
            select md5(concat(
              (select string_agg(a::text, '' order by id) from itf_portal_access a where not coalesce(party, 0) = any(@own)),
              (select string_agg(s::text, '' order by id) from sale_sale s where not party = any(@own)),
              (select string_agg(p::text, '' order by id) from party_party p where not id = any(@own)),
              (select string_agg(u.id || u.login || u.active, '' order by id) from res_user u)))
            """, new { own = reader.Parties.ToArray() });
    }

    /// <summary>The forms of the pages this person can open, each once; signing out would end the walk.</summary>
    private static async Task<List<(string Page, string Form)>> FormsAsync(TestBrowser browser, Reader reader)
    {
        var pages = EndpointsTests.Listed.Where(endpoint => endpoint.Verbs.Contains("GET") && !endpoint.Route.Contains('{', StringComparison.Ordinal)).Select(endpoint => endpoint.Route)
            .Concat(reader.Sales.Order().TakeLast(1).Select(sale => $"/espace/commandes/{sale}"));
        var forms = new Dictionary<string, (string, string)>();
        foreach (var page in pages)
        {
            foreach (var form in Form().Matches((await browser.GetAsync(page)).Text).Select(match => match.Value))
            {
                if (!form.Contains("action=\"/deconnexion\"", StringComparison.Ordinal))
                {
                    forms.TryAdd(Token().Replace(form, "").Replace(WebUtility.UrlEncode(page), "", StringComparison.Ordinal), (page, form));
                }
            }
        }
        return [.. forms.Values];
    }

    private static IEnumerable<(string Action, Dictionary<string, string> Fields)> Forged(string page, string form, Reader reader)
    {
        var action = Action().Match(form) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : page;
        var fields = Field().Matches(form).Select(field => field.Value).Where(field => Name().IsMatch(field))
            .GroupBy(field => Name().Match(field).Groups[1].Value)
            .ToDictionary(group => group.Key, group => WebUtility.HtmlDecode(Value().Match(group.First()).Groups[1].Value));
        string[] forged =
        [
            $"{reader.Ids["party.party"]}", $"{reader.Ids["sale.sale"]}", $"{reader.Ids["itf_portal.access"]}",
            Stack.People.First(person => person.Party is { } code && reader.ForeignWords.Contains(code)).Party!,
        ];
        foreach (var value in forged)
        {
            // What names something, and what a form would not send at all.
            var names = fields.ToDictionary(field => field.Key, field => field.Key is "__RequestVerificationToken" or "_handler" ? field.Value : value);
            foreach (var extra in (string[])["party", "id", "user", "company", "societe", "role", "groups", "__class__"])
            {
                names.TryAdd(extra, value);
            }
            yield return (action, names);
            yield return (Number().IsMatch(action) ? Number().Replace(action, "/" + value) : $"{action}{(action.Contains('?', StringComparison.Ordinal) ? '&' : '?')}societe={value}", names);
        }
    }

    [GeneratedRegex("<form\\b[^>]*method=\"post\"[^>]*>.*?</form>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex("value=\"CfDJ8[^\"]*\"")]
    private static partial Regex Token();

    [GeneratedRegex("^<form\\b[^>]*\\baction=\"([^\"]*)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<(?:input|button|select|textarea)\\b[^>]*>")]
    private static partial Regex Field();

    [GeneratedRegex("\\bname=\"([^\"]*)\"")]
    private static partial Regex Name();

    [GeneratedRegex("\\bvalue=\"([^\"]*)\"")]
    private static partial Regex Value();

    [GeneratedRegex("/\\d+(?=/|$)")]
    private static partial Regex Number();
}
