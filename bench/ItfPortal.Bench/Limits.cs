using System.Globalization;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>All load comes from one address and a few people: the portal's limits are lifted for it, and the figures say so.</summary>
internal static class Limits
{
    public static IReadOnlyDictionary<string, string> Lifted(int circuits)
    {
        var many = (circuits * 2).ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(BrowserFixture.Relaxed)
        {
            ["Limits__PagesPerUserPerMinute"] = "1000000",
            ["Limits__CircuitsPerSession"] = many,
            ["Limits__CircuitsPerReplica"] = many,
        };
    }
}
