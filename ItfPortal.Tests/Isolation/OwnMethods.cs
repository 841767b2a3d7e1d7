using System.Globalization;

namespace ItfPortal.Tests.Isolation;

/// <summary>What somebody would try with the methods that do answer.</summary>
internal static class OwnMethods
{
    private const string Page = "model.itf_portal.order.page";
    private const string Detail = "model.itf_portal.order.detail";
    private const string WhoAmI = "model.itf_portal.account.whoami";
    private const string ChangePassword = "model.itf_portal.account.change_password";
    private const string Factor = "model.itf_portal.factor.";
    private const string Company = "model.itf_portal.company.";
    private const string People = Company + "people";
    private const string Looks = Company + "looks";
    private const string Allow = Company + "allow_views";
    private const string NoId = "2147483646";
    private const string Grant = "\"role\":\"viewer\",\"scope\":\"company\",\"site\":null,\"from\":null,\"to\":null";

    /// <summary>Ids that no record has, and values that are no ids.</summary>
    private static readonly string[] s_noIds = [NoId, "0", "-1", "2147483648", "1e400", "1.0", "\"5\"", "[5]", "{\"id\":5}", "null", "true", "\"' or 1=1 --\""];

    public static IReadOnlyList<string> Names { get; } = [WhoAmI, ChangePassword, .. new[] { "begin", "confirm", "disable", "renew" }.Select(method => Factor + method), Detail, Page, People, Looks, .. Writes(NoId, NoId).Select(write => write.Method), .. OwnProfileMethods.Names];

    /// <summary>
    /// Context keys that mean something to Tryton or to the module, with another company's ids: none may change an answer.
    /// </summary>
    public static IEnumerable<string> Contexts(Reader reader)
    {
        var (party, sale, access) = (Text(reader.ForeignParties[0]), Text(reader.Ids["sale.sale"]), Text(reader.Ids["itf_portal.access"]));
        yield return """{"_check_access":false}""";
        yield return """{"_user":1,"_groups":[1],"user":1,"groups":[1]}""";
        yield return """{"company":-1,"companies":[1,2,3],"employee":1}""";
        yield return $$"""{"party":{{party}},"portal_party":{{party}},"customer":{{party}},"portal_sale":[],"portal_domains":[]}""";
        yield return $$"""{"grants":[[{{party}},"company_administrator","company",null]],"portal_grants":[{{access}}]}""";
        yield return """{"price_list":1,"currency":1,"_datetime":null,"active_test":false,"_skip_warnings":true,"_check_rules":false}""";
        yield return """{"_request":{"portal_key":true,"remote_addr":"127.0.0.1"},"_portal_memory":{},"with_rec_name":true,"_record_cache_size":0}""";
        yield return $$"""{"active_model":"sale.sale","active_id":{{sale}},"active_ids":[{{sale}}],"_timestamp":{"sale.sale,{{sale}}":"1.0"} }""";
        yield return """{"client":"x","language":"en' or 1=1 --","language_direction":"rtl","locale":{}}""";
    }

    /// <summary>Calls that answer nothing, or refuse: foreign ids, and those that no record has. Without the context.</summary>
    public static IEnumerable<Nothing> Empty(Reader reader)
    {
        var own = reader.Parties.Count > 0 ? Text(reader.Parties[0]) : NoId;
        var sale = Text(reader.Ids["sale.sale"]);
        foreach (var party in reader.ForeignParties.Select(Text).Prepend(NoId))
        {
            yield return new(Page, Query(party), party == NoId);
            yield return new(Detail, $"{party},{sale}", false);
            if (reader.Sales.Count > 0)
            {
                yield return new(Detail, $"{party},{Text(reader.Sales.First())}", false);
            }
            yield return new(People, party, party == NoId);
            yield return new(Looks, party, party == NoId);
            foreach (var (method, values) in Writes(Text(reader.Ids["itf_portal.access"]), Text(reader.Ids["party.address"])))
            {
                yield return new(method, $"{party},\"isolation-matrix-1\",{values}", party == NoId);
            }
        }
        foreach (var call in OwnProfileMethods.Empty(reader, own, NoId))
        {
            yield return call;
        }
        // Those of one's own company that the role does not open come with the others.
        yield return new(Detail, $"{own},{NoId}", true);
        foreach (var foreign in reader.ForeignSales.Where((_, i) => i % (1 + (reader.ForeignSales.Count / 20)) == 0))
        {
            yield return new(Detail, $"{own},{Text(foreign)}", false);
        }
        foreach (var nonsense in s_noIds)
        {
            yield return new(Detail, $"{own},{nonsense}", false);
            yield return new(Detail, $"{nonsense},{sale}", false);
        }
        // In one's own company, somebody else's access, colleague and site: refused like those that nobody has.
        foreach (var (access, site) in new[] { (NoId, NoId), (Text(reader.Ids["itf_portal.access"]), Text(reader.Ids["party.address"])) })
        {
            // Whether ITF's people may look is the whole company's, no record of it.
            foreach (var (method, values) in Writes(access, site).Where(write => write.Method != Allow).Where(write => !write.Method.EndsWith("invite", StringComparison.Ordinal) || write.Values.Contains("\"site\":" + site, StringComparison.Ordinal)))
            {
                yield return new(method, $"{own},\"isolation-matrix-2\",{values}", access == NoId) { Group = "own company, " + method };
            }
        }
    }

    /// <summary>Every write, valid but for its ids.</summary>
    private static IEnumerable<(string Method, string Values)> Writes(string access, string site)
    {
        yield return (Company + "invite", $$"""{"name":"Isolation","email":"isolation@example.com",{{Grant.Replace("\"company\",\"site\":null", $"\"site\",\"site\":{site}", StringComparison.Ordinal)}}}""");
        yield return (Company + "grant", $$"""{"colleague":{{access}},{{Grant}}}""");
        yield return (Company + "change", $$"""{"access":{{access}},"version":"1",{{Grant}}}""");
        yield return (Company + "revoke", $$"""{"access":{{access}},"version":"1"}""");
        yield return (Company + "disable", $$"""{"colleague":{{access}}}""");
        yield return (Allow, """{"allowed":true}""");
    }

    /// <summary>Calls that answer with the reader's own, whatever the context.</summary>
    public static IEnumerable<(string Method, string Parameters)> Own(Reader reader)
    {
        yield return (WhoAmI, "");
        yield return (OwnProfileMethods.Profile, "");
        yield return (OwnProfileMethods.Closing, "");
        foreach (var party in reader.Parties)
        {
            yield return (Page, Query(Text(party)));
            yield return (People, Text(party));
            yield return (Looks, Text(party));
            yield return (OwnProfileMethods.Addresses, Text(party));
            yield return (OwnProfileMethods.Facts, Text(party));
            if (reader.Sales.Count > 0)
            {
                yield return (Detail, $"{Text(party)},{Text(reader.Sales.Max())}");
            }
        }
    }

    /// <summary>Queries that can only come from somebody who is not the portal.</summary>
    public static IEnumerable<(string Method, string Parameters)> Malformed(Reader reader)
    {
        var own = reader.Parties.Count > 0 ? Text(reader.Parties[0]) : "1";
        foreach (var method in Names.Where(name => name.StartsWith(Company, StringComparison.Ordinal) && name is not (People or Looks)))
        {
            yield return (method, $"{own},\"isolation-matrix-3\",null");
            yield return (method, $"{own},\"isolation-matrix-3\",{"{}"}");
            yield return (method, $$"""{{own}},"isolation-matrix-3",{"user":1,"party":{{Text(reader.ForeignParties[0])}},"active":true,"login":"x"}""");
            yield return (method, own);
        }
        foreach (var more in new[]
        {
            $"\"domain\":[[\"party\",\"=\",{Text(reader.ForeignParties[0])}]]", "\"order\":[[\"comment\",\"ASC\"]]", "\"sort\":\"comment\"", "\"sort\":\"party.name\"",
            "\"limit\":100000", "\"limit\":-1", "\"cursor\":\"x\"", "\"cursor\":\"WyJkYXRlIix0cnVlLCIyMDI2LTAxLTAxJyBvciAxPTEiLDFd\"", "\"states\":[\"all\"]",
            "\"from\":\"2020-01-01\"", "\"search\":{\"$gt\":\"\"}", "\"fields\":[\"comment\"]", "\"parties\":[1,2,3]",
        })
        {
            yield return (Page, $$"""{"party":{{own}},{{more}}}""");
        }
        foreach (var nonsense in s_noIds.Skip(1))
        {
            yield return (Page, Query(nonsense));
        }
        yield return (Page, "null");
        yield return (Page, "[]");
        // Only what is no attempt: one with a password counts against the account.
        foreach (var arguments in new[] { "null,null", "\"x\"", "1,2", "{},[]", $"\"x\",\"y\",{Text(reader.ForeignParties[0])}" })
        {
            yield return (ChangePassword, arguments);
        }
        // Their own only, and no more than they ask for: nobody is named in these.
        yield return (Factor + "begin", Text(reader.ForeignParties[0]));
        yield return (Factor + "confirm", "null");
        yield return (Factor + "disable", "1,2");
        yield return (Factor + "renew", "{},[]");
        foreach (var malformed in OwnProfileMethods.Malformed(own, Text(reader.ForeignParties[0])))
        {
            yield return malformed;
        }
        yield return (WhoAmI, "1");
        yield return (Detail, "1");
        yield return (Detail, "1,2,3,4");
    }

    /// <summary>A call's parameters with their context.</summary>
    public static string With(string parameters, string context) => parameters.Length == 0 ? $"[{context}]" : $"[{parameters},{context}]";

    public static string Query(string party, string? cursor = null) =>
        $$"""{"party":{{party}},"limit":100,"cursor":{{(cursor is null ? "null" : $"\"{cursor}\"")}}}""";

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A call that must answer like all of its group.</summary>
/// <param name="Missing">The one the others are compared with: no record has its ids.</param>
internal sealed record Nothing(string Method, string Parameters, bool Missing)
{
    public string Group { get; init; } = Method;
}
