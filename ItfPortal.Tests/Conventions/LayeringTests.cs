using System.Text.RegularExpressions;

namespace ItfPortal.Tests.Conventions;

public sealed partial class LayeringTests
{
    private const string Features = "ItfPortal.Web.Features.";

    // Not every "Features." is one of ours: HttpContext has some too.
    private static readonly HashSet<string> s_features =
    [
        .. Directory.GetDirectories(Path.Combine(Support.Stack.Root, "ItfPortal.Web", "Features")).Select(path => Path.GetFileName(path)),
    ];

    [Fact]
    public void Tryton_KnowsOnlyHttpAndAbstractions()
    {
        string[] allowed = ["System", "Microsoft.Extensions.", "Microsoft.Win32", "Polly", "netstandard"];
        CodeBase.Tryton.GetReferencedAssemblies().Select(assembly => assembly.Name!)
            .Where(name => !allowed.Any(start => name.StartsWith(start, StringComparison.Ordinal)))
            .Should().BeEmpty("the client knows no ASP.NET, no Redis, no database, no Serilog, no MudBlazor and nothing of the portal");
    }

    [Fact]
    public void Components_SeeServicesAndState_NeverClientsOrStores()
    {
        var offenders = from component in CodeBase.Components
                        from given in CodeBase.GivenTo(component)
                        where IsBehindAService(given)
                        select $"{component.FullName} is given {given.Name}";
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void Features_DoNotReachIntoEachOther_ByWhatTheyAreGiven()
    {
        var offenders = from type in CodeBase.Types(CodeBase.Web)
                        where FeatureOf(type) is not null
                        from given in CodeBase.GivenTo(type)
                        where FeatureOf(given) is { } other && other != FeatureOf(type) && !IsContract(given)
                        select $"{type.FullName} is given {given.FullName}";
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void Features_DoNotReachIntoEachOther_ByWhatTheyName()
    {
        var offenders = from file in CodeBase.Files("ItfPortal.Web/Features", ".cs", ".razor")
                        let mine = file.Path.Split('/')[2]
                        from place in file.Where(line => Named(line).Any(match => match.Feature != mine && !match.IsContract))
                        select place;
        offenders.Should().BeEmpty("what two features share lies in Platform/, or is published in a Contracts/ folder");
    }

    [Fact]
    public void PlatformAndLive_KnowNoFeature()
    {
        var offenders = from folder in new[] { "Platform", "Live" }
                        from file in CodeBase.Files($"ItfPortal.Web/{folder}", ".cs", ".razor")
                        from place in file.Where(line => Named(line).Any(match => !match.IsContract))
                        select place;
        offenders.Should().BeEmpty();
    }

    [Fact]
    public void Contracts_AreThreeAtMost() =>
        CodeBase.Types(CodeBase.Web).Where(IsContract).Where(type => type.IsInterface).Select(type => type.FullName)
            .Should().HaveCountLessThanOrEqualTo(3, "more would be a second Platform");

    private static string? FeatureOf(Type type) =>
        type.FullName?.StartsWith(Features, StringComparison.Ordinal) == true ? type.FullName[Features.Length..].Split('.')[0] : null;

    private static bool IsContract(Type type) => type.Namespace?.Split('.').Contains("Contracts") == true && FeatureOf(type) is not null;

    private static bool IsBehindAService(Type type) =>
        (type.Assembly == CodeBase.Tryton && type.IsInterface)
        || type.Namespace?.Split('.')[0] is "Npgsql" or "StackExchange" or "Dapper"
        || type.Name is "IDistributedCache" or "HybridCache" or "IHttpContextAccessor" or "IHttpClientFactory";

    private static IEnumerable<(string Feature, bool IsContract)> Named(string line) =>
        FeatureName().Matches(line).Where(match => s_features.Contains(match.Groups[1].Value)).Select(match => (match.Groups[1].Value, match.Groups[2].Value == "Contracts"));

    [GeneratedRegex(@"\bFeatures\.([A-Z]\w*)(?:\.([A-Z]\w*))?")]
    private static partial Regex FeatureName();
}
