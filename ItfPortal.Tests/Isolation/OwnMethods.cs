using System.Globalization;

namespace ItfPortal.Tests.Isolation;

/// <summary>What somebody would try with the methods that do answer.</summary>
internal static class OwnMethods
{
    private const string Page = "model.itf_portal.order.page";
    private const string Detail = "model.itf_portal.order.detail";
    private const string WhoAmI = "model.itf_portal.account.whoami";

    /// <summary>Ids that no record has, and values that are no ids.</summary>
    private static readonly string[] s_noIds = ["2147483646", "0", "-1", "2147483648", "1e400", "1.0", "\"5\"", "[5]", "{\"id\":5}", "null", "true", "\"' or 1=1 --\""];

    public static IReadOnlyList<string> Names { get; } = [WhoAmI, Detail, Page];

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

    /// <summary>Calls whose answer holds nothing: foreign ids, then those that no record has. Without the context.</summary>
    public static IEnumerable<(string Method, string Parameters, bool Missing)> Empty(Reader reader)
    {
        var own = reader.Parties.Count > 0 ? Text(reader.Parties[0]) : "2147483646";
        yield return (Page, Query("2147483646"), true);
        foreach (var party in reader.ForeignParties)
        {
            yield return (Page, Query(Text(party)), false);
        }
        yield return (Detail, $"{own},2147483646", true);
        foreach (var party in reader.ForeignParties)
        {
            yield return (Detail, $"{Text(party)},{Text(reader.Ids["sale.sale"])}", false);
            if (reader.Sales.Count > 0)
            {
                yield return (Detail, $"{Text(party)},{Text(reader.Sales.First())}", false);
            }
        }
        // Those of one's own company that the role does not open come with the others.
        foreach (var sale in reader.ForeignSales.Where((_, i) => i % (1 + (reader.ForeignSales.Count / 20)) == 0))
        {
            yield return (Detail, $"{own},{Text(sale)}", false);
        }
        foreach (var nonsense in s_noIds)
        {
            yield return (Detail, $"{own},{nonsense}", true);
            yield return (Detail, $"{nonsense},{Text(reader.Ids["sale.sale"])}", true);
        }
    }

    /// <summary>Calls that answer with the reader's own, whatever the context.</summary>
    public static IEnumerable<(string Method, string Parameters)> Own(Reader reader)
    {
        yield return (WhoAmI, "");
        foreach (var party in reader.Parties)
        {
            yield return (Page, Query(Text(party)));
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
        yield return (WhoAmI, "1");
        yield return (Detail, "1");
        yield return (Detail, "1,2,3,4");
    }

    /// <summary>A call's parameters with their context.</summary>
    public static string With(string parameters, string context) => parameters.Length == 0 ? $"[{context}]" : $"[{parameters},{context}]";

    public static string Query(string party) => $$"""{"party":{{party}},"limit":100}""";

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
