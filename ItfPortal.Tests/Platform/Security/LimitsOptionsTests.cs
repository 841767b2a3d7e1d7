using System.Globalization;
using ItfPortal.Web.Platform.Security.Limits;

namespace ItfPortal.Tests.Platform.Security;

public class LimitsOptionsTests
{
    [Fact]
    public void Defaults_AsTheSecurityReferenceSays()
    {
        var limits = new LimitsOptions();
        var values = typeof(LimitsOptions).GetProperties().ToDictionary(p => p.Name, p => Convert.ToString(p.GetValue(limits), CultureInfo.InvariantCulture));
        values.Should().BeEquivalentTo(new Dictionary<string, string>
        {
            ["SignInPerAddressPerMinute"] = "10",
            ["SignInPerAddressPerHour"] = "60",
            ["AccountFailures"] = "4",
            ["AccountWindow"] = "00:05:00",
            ["AccountFailuresPerHour"] = "10",
            ["AccountPause"] = "00:15:00",
            ["ResetsPerAddressPerHour"] = "10",
            ["ResetsPerAccountPerHour"] = "3",
            ["AddressChangesPerUserPerDay"] = "5",
            ["AccountRequestsPerAddressPerHour"] = "5",
            ["AccountRequestsPerNetworkPerDay"] = "20",
            ["PagesPerUserPerMinute"] = "120",
            ["PagesPerAddressPerMinute"] = "60",
            ["PageBurst"] = "30",
            ["ExportsPerUserPerMinute"] = "10",
            ["ExportsAtOncePerUser"] = "2",
            ["ExportsAtOncePerReplica"] = "8",
            ["ExportRows"] = "50000",
            ["CircuitsPerSession"] = "10",
            ["CircuitsPerReplica"] = "2000",
            ["AnonymousCircuitsPerAddress"] = "2",
            ["AnonymousCircuitsPerReplica"] = "200",
            ["UpgradesPerAddressPerMinute"] = "30",
            ["DisconnectedCircuits"] = "200",
            ["DisconnectedFor"] = "00:03:00",
            ["HubMessageBytes"] = "32768",
            ["BodyBytes"] = "1048576",
            ["HeaderBytes"] = "32768",
            ["HeaderTimeout"] = "00:00:15",
            ["Connections"] = "5000",
            ["UpgradedConnections"] = "3000",
        });
    }

    [Fact]
    public void Validate_SeveralWrong_AllNamed()
    {
        var result = new LimitsOptionsValidator().Validate(null, new LimitsOptions { PageBurst = 0, BodyBytes = -1, HeaderTimeout = TimeSpan.Zero });
        result.Failures.Should().BeEquivalentTo(
            "Limits:PageBurst (environment: Limits__PageBurst) is 0. A good value: a number from 1 to 2147483647.",
            "Limits:BodyBytes (environment: Limits__BodyBytes) is -1. A good value: a number from 1 to 2147483647.",
            "Limits:HeaderTimeout (environment: Limits__HeaderTimeout) is 00:00:00. A good value: a duration from 00:00:01 to 1.00:00:00.");
    }
}
