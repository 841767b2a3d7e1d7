using System.Globalization;

namespace ItfPortal.Tests.Isolation;

/// <summary>What somebody would try with the methods about people and companies themselves.</summary>
internal static class OwnProfileMethods
{
    public const string Addresses = "model.itf_portal.address.list";
    public const string Facts = "model.itf_portal.change_request.mine";
    public const string Profile = "model.itf_portal.profile.read";
    public const string Closing = "model.itf_portal.closing.mine";
    private const string Address = "\"name\":\"Isolation\",\"street\":\"1, rue A\",\"city\":\"B\",\"postal_code\":\"G6V 0A1\",\"region\":\"CA-QC\",\"invoice\":false,\"delivery\":true";

    /// <summary>One's own, without any id: nothing foreign can be named.</summary>
    private static readonly string[] s_own = ["model.itf_portal.profile.write", "model.itf_portal.profile.speak", "model.itf_portal.profile.notices", "model.itf_portal.closing.ask"];

    private const string Cancel = "model.itf_portal.closing.cancel";

    public static IReadOnlyList<string> Names { get; } =
        [Addresses, Facts, Profile, Closing, .. s_own, Cancel, .. Writes("1").Select(write => write.Method)];

    /// <summary>Every write for a company, valid but for its ids.</summary>
    private static IEnumerable<(string Method, string Values)> Writes(string id)
    {
        yield return ("model.itf_portal.address.add", $"{{{Address}}}");
        yield return ("model.itf_portal.address.change", $"{{\"address\":{id},\"version\":\"1\",{Address}}}");
        yield return ("model.itf_portal.address.archive", $"{{\"address\":{id},\"version\":\"1\"}}");
        yield return ("model.itf_portal.change_request.ask", """{"field":"name","seen":"Isolation, unseen","wanted":"Isolation"}""");
        yield return ("model.itf_portal.change_request.withdraw", $"{{\"id\":{id}}}");
    }

    /// <summary>Calls that answer nothing, or refuse.</summary>
    /// <param name="reader">Who asks.</param>
    /// <param name="own">One of their companies.</param>
    /// <param name="none">An id that no record has.</param>
    public static IEnumerable<Nothing> Empty(Reader reader, string own, string none)
    {
        foreach (var party in reader.ForeignParties.Select(Text).Prepend(none))
        {
            yield return new(Addresses, party, party == none);
            yield return new(Facts, party, party == none);
            foreach (var (method, values) in Writes(Text(reader.Ids["party.address"])))
            {
                yield return new(method, $"{party},\"isolation-matrix-4\",{values}", party == none);
            }
        }
        // In one's own company, somebody else's address and request.
        foreach (var id in new[] { none, Text(reader.Ids["party.address"]) })
        {
            foreach (var (method, values) in Writes(id).Except(Writes("x")))
            {
                yield return new(method, $"{own},\"isolation-matrix-5\",{values}", id == none) { Group = "own company, " + method };
            }
            yield return new(Cancel, $"\"isolation-matrix-6\",{{\"id\":{id}}}", id == none);
        }
    }

    /// <summary>Queries that can only come from somebody who is not the portal.</summary>
    public static IEnumerable<(string Method, string Parameters)> Malformed(string own, string foreign)
    {
        var extra = $$"""{"user":1,"party":{{foreign}},"active":true,"login":"x"}""";
        foreach (var values in new[] { "null", "{}", "[]", extra })
        {
            foreach (var (method, _) in Writes("1"))
            {
                yield return (method, $"{own},\"isolation-matrix-7\",{values}");
            }
            foreach (var method in s_own.Append(Cancel))
            {
                yield return (method, $"\"isolation-matrix-8\",{values}");
            }
        }
        yield return (Profile, "1");
        yield return (Closing, "1");
        yield return (Addresses, $"{own},1");
    }

    private static string Text(int id) => id.ToString(CultureInfo.InvariantCulture);
}
