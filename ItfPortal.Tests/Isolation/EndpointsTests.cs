using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Isolation;

/// <summary>The list the portal's matrix walks is all that is mapped.</summary>
[Trait("needs", "postgresql")]
public sealed class EndpointsTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private const string ListPath = "ItfPortal.Tests/Isolation/Endpoints.txt";

    /// <summary>Verbs and route of each line.</summary>
    internal static IEnumerable<(string[] Verbs, string Route)> Listed => File.ReadAllLines(Path.Combine(Stack.Root, ListPath))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split((char[])[' '], StringSplitOptions.RemoveEmptyEntries))
        .Select(words => (words[0].Split(','), words[1]));

    [Fact]
    public void T_IDOR_TheList_IsWhatIsMapped()
    {
        var mapped = from endpoint in portal.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                     where endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null
                     let verbs = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : ["ANY"]
                     select $"{string.Join(',', verbs.Order(StringComparer.Ordinal))} /{endpoint.RoutePattern.RawText!.TrimStart('/')}";
        string.Join('\n', mapped.Distinct().Order(StringComparer.Ordinal)).Should().Be(
            string.Join('\n', Listed.Select(line => $"{string.Join(',', line.Verbs)} {line.Route}").Order(StringComparer.Ordinal)), "{0} is what isolation is tried on", ListPath);
    }
}
