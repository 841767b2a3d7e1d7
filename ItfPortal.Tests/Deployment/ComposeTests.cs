using System.Net;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Configuration;

namespace ItfPortal.Tests.Deployment;

/// <summary>
/// The Compose files say the same as the portal, the scripts and the .env examples. What only an engine could show, that
/// the images build and the containers start, is not shown here.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ComposeTests
{
    public static TheoryData<string> Environments => new(ComposeProject.Environments);

    [Theory]
    [MemberData(nameof(Environments))]
    public void Settings_ExactlyThoseTheFilesAskFor(string environment)
    {
        var project = ComposeProject.Of(environment);
        var asked = ComposeProject.VariablePattern().Matches(project.Raw).Select(match => match.Groups[1].Value).Distinct();
        var optional = ComposeProject.VariablePattern().Matches(project.Raw).Where(match => match.Groups[2].Value == "-").Select(match => match.Groups[1].Value);
        project.Settings.Keys.Should().BeSubsetOf(asked).And.Contain(asked.Except(optional));
        project.Settings["ENVIRONMENT"].Should().Be(environment);
        project.Raw.Should().NotContain("$$").And.NotMatchRegex(@"\$[A-Z]", "every variable is written ${NAME:?} or ${NAME-}");
    }

    [Fact]
    public void Portal_IsGivenEveryVariableItKnows_AndNoOther()
    {
        foreach (var environment in ComposeProject.Environments)
        {
            ComposeProject.Of(environment).Named("portal").Environment.Keys.Select(WithoutFile).Should()
                .BeEquivalentTo(EnvironmentNames.Keys.Keys.Except(ComposeProject.NotForContainers).Append("ASPNETCORE_ENVIRONMENT"));
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void OtherServices_AreGivenWhatTheirScriptsNeed_AndNothingUnknown(string environment)
    {
        foreach (var service in ComposeProject.Of(environment).Services.Where(service => service.Name is not ("portal" or "portal-setup" or "traefik")))
        {
            var names = service.Environment.Keys.Select(WithoutFile).ToList();
            var text = string.Join('\n', service.Scripts.SelectMany(Sourced).Distinct().Select(Read));
            Needed(service).Except(names).Should().BeEmpty($"{service.Name} runs scripts that need them");
            names.Where(name => !name.StartsWith("POSTGRES_", StringComparison.Ordinal) && !Regex.IsMatch(text, $@"\b{name}\b"))
                .Should().BeEmpty($"no script of {service.Name} knows them");
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Proxy_TheTemplatesVariablesArePassed_TheRouterIsThePortals(string environment)
    {
        var project = ComposeProject.Of(environment);
        var traefik = project.Named("traefik");
        var text = Read("compose/traefik/portal.yaml");
        var used = Regex.Matches(text, "env \"([A-Z_]+)\"").Select(match => match.Groups[1].Value).Distinct();
        traefik.Environment.Keys.Where(name => !name.StartsWith("TRAEFIK_", StringComparison.Ordinal)).Should().BeEquivalentTo(used);
        traefik.Environment["PORTAL_CONTAINER"].Should().Be($"{project.Root["name"]}-portal");

        var http = ComposeProject.Map(ComposeProject.Map(ComposeProject.Parse("traefik/portal.yaml"))["http"]);
        var routers = ComposeProject.Map(http["routers"]);
        routers.Keys.Should().BeEquivalentTo(["portal", "staff"]);
        Regex.Matches(text, @"# \{\{ if contains ""staff""").Should().HaveCount(3, "the router, the middleware and the service of staff exist with the profile only");
        Regex.Count(text, @"# \{\{ if ").Should().Be(Regex.Count(text, @"# \{\{ end"));
        ComposeProject.Map(routers["staff"])["middlewares"].Should().BeEquivalentTo(new[] { "staff-only" });

        var balancer = ComposeProject.Map(ComposeProject.Map(ComposeProject.Map(http["services"])["portal"])["loadBalancer"]);
        ComposeProject.Map(ComposeProject.Map(balancer["sticky"])["cookie"]).Should().BeEquivalentTo(new Dictionary<object, object>
        {
            ["name"] = "__Host-itf-lb",
            ["secure"] = "true",
            ["httpOnly"] = "true",
            ["sameSite"] = "lax",
            ["path"] = "/",
        });
        var portal = project.Named("portal").Environment;
        ComposeProject.Map(balancer["healthCheck"])["port"].Should().Be(portal["PORTAL_MANAGEMENT_PORT"]);
        ((List<object>)balancer["servers"]).Should().HaveCount(2)
            .And.OnlyContain(server => ((string)ComposeProject.Map(server)["url"]).EndsWith(":" + portal["PORTAL_PORT"], StringComparison.Ordinal));
        int.Parse(project.Settings["PORTAL_REPLICAS"], System.Globalization.CultureInfo.InvariantCulture).Should().BeInRange(1, 2, "the file lists two");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Addresses_TheSitesAndTheProxysAgreeEverywhere(string environment)
    {
        var project = ComposeProject.Of(environment);
        var site = new Uri(project.Settings["PORTAL_BASE_URL"]);
        (site.Scheme, site.Host, site.Port.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .Should().Be(("https", project.Settings["PORTAL_HOST"], project.Settings["HTTPS_PORT"]));
        var proxy = (string)ComposeProject.Map(ComposeProject.Map(project.Named("traefik")["networks"])["edge"])["ipv4_address"];
        project.Named("portal").Environment["PORTAL_TRUSTED_PROXIES"].Should().Be(proxy, "nobody else in the network is believed");
        IPNetwork.Parse(project.Settings["EDGE_SUBNET"]).Contains(IPAddress.Parse(proxy)).Should().BeTrue();
        IPNetwork.Parse(project.Settings["STAFF_NETWORK"]).PrefixLength.Should().BePositive("staff's clients come from somewhere, not from anywhere");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Services_OnlyTheProxyIsPublished_NothingElseReachesTheOutside(string environment)
    {
        var project = ComposeProject.Of(environment);
        foreach (var service in project.Services)
        {
            (service["ports"] is not null).Should().Be(service.Name == "traefik", service.Name);
            service["network_mode"].Should().BeNull();
            service.Names("volumes").Should().NotContain(volume => volume.Contains("docker.sock", StringComparison.Ordinal), service.Name);
            if (service.Name is not ("traefik" or "portal" or "tryton-staff"))
            {
                service.Names("networks").Should().Contain("inside").And.NotContain("edge", service.Name);
            }
        }
        ComposeProject.Map(ComposeProject.Map(project.Root["networks"])["inside"])["internal"].Should().Be("true");
        project.Named("traefik").Names("networks").Should().Equal("edge");
        project.Named("tryton-staff").Names("profiles").Should().Equal("staff");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Services_AreHeldShort(string environment)
    {
        foreach (var service in ComposeProject.Of(environment).Services)
        {
            service["read_only"].Should().Be("true", service.Name);
            service.Names("cap_drop").Should().Equal("ALL");
            service.Names("security_opt").Should().Equal("no-new-privileges:true");
            service["restart"].Should().NotBeNull(service.Name);
            service["privileged"].Should().BeNull();
            ComposeProject.Map(service["logging"]).Should().NotBeEmpty(service.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Names_EverythingNamedIsDeclared_EverythingDeclaredIsUsed(string environment)
    {
        var project = ComposeProject.Of(environment);
        var services = project.Services.ToList();
        services.Select(service => service.Name).Should().Contain(
            ["db", "redis", "tryton", "tryton-sign-in", "tryton-worker", "tryton-cron", "tryton-setup", "portal", "mail", "traefik"]);
        services.SelectMany(service => service.Names("networks")).Distinct().Should().BeEquivalentTo(project.Declared("networks"));
        services.SelectMany(service => service.Names("secrets")).Distinct().Should().BeEquivalentTo(project.Declared("secrets"));
        services.SelectMany(service => service.Names("volumes")).Select(volume => volume.Split(':')[0]).Where(source => source[0] != '.')
            .Distinct().Should().BeEquivalentTo(project.Declared("volumes"));
        services.SelectMany(service => service.Names("volumes")).Select(volume => volume.Split(':')[0]).Where(source => source[0] == '.')
            .Should().OnlyContain(source => Path.Exists(Path.Combine(ComposeProject.Folder, source)));
        services.SelectMany(service => service.Names("depends_on")).Distinct().Should().BeSubsetOf(services.Select(service => service.Name));
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void HealthChecks_EveryServiceThatStays_ByWhatItsImageHolds(string environment)
    {
        var project = ComposeProject.Of(environment);
        foreach (var service in project.Services)
        {
            (service["healthcheck"] is not null).Should().Be(!IsSetup(service.Name), $"{service.Name}: a set-up ends, the others stay");
            foreach (var script in service.Scripts)
            {
                File.GetUnixFileMode(Path.Combine(Stack.Root, script)).Should().HaveFlag(UnixFileMode.OtherExecute, script);
                var held = service.Dockerfile is null
                    ? service.Names("volumes").Select(volume => volume.Split(':')[0]).Select(source => Path.GetRelativePath(Stack.Root, Path.GetFullPath(source, ComposeProject.Folder)))
                    : new Dockerfile(service.Dockerfile).Sources;
                Sourced(script).Should().OnlyContain(file => held.Any(source => file == source || file.StartsWith(source + "/", StringComparison.Ordinal)), $"{service.Name} runs {script}");
            }
        }
        foreach (var (name, condition) in project.Services.SelectMany(service => ComposeProject.Map(service["depends_on"])))
        {
            ComposeProject.Map(condition)["condition"].Should().Be(IsSetup((string)name) ? "service_completed_successfully" : "service_healthy");
        }
    }

    [Fact]
    public void Production_TwoPortals_NothingOfTheDemo()
    {
        var project = ComposeProject.Of("production");
        var portal = project.Named("portal");
        ComposeProject.Map(portal["deploy"])["replicas"].Should().Be("2");
        portal.Environment["ASPNETCORE_ENVIRONMENT"].Should().Be("Production");
        project.Named("tryton-setup").Environment.Keys.Should().NotContain(["TRYTON_DEMO", "DEMO_ACCOUNTS"]);
        project.Settings["COMPOSE_PROFILES"].Split(',').Should().NotContain("mail");
        project.Named("traefik").Environment["CERTIFICATE_RESOLVER"].Should().Be("acme");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void PortalSetup_AloneHasTheRoleThatOwnsThePortalsTables(string environment)
    {
        var project = ComposeProject.Of(environment);
        project.Services.Where(service => service.Names("secrets").Contains("portal_db_owner_url")).Select(service => service.Name).Should().Equal("portal-setup");
        var setup = project.Named("portal-setup");
        setup.Environment.Keys.Select(WithoutFile).Should().BeEquivalentTo(["PORTAL_DB_URL", "PORTAL_DB_OWNER_URL"]);
        (setup.Image, setup.Dockerfile).Should().Be((project.Named("portal").Image, project.Named("portal").Dockerfile));
        setup.Names("command").Should().Equal("migrate");
        project.Named("portal").Names("depends_on").Should().Contain("portal-setup");
    }

    private static bool IsSetup(string service) => service.EndsWith("-setup", StringComparison.Ordinal);

    private static string WithoutFile(string name) => name.EndsWith("_FILE", StringComparison.Ordinal) ? name[..^5] : name;

    private static string Read(string path) => File.ReadAllText(Path.Combine(Stack.Root, path));

    /// <summary>What the scripts of a service ask for by <c>need</c>; indented, it is for one kind of process only.</summary>
    private static IEnumerable<string> Needed(Service service) => service.Scripts.SelectMany(Sourced).Distinct()
        .SelectMany(script => Regex.Matches(Read(script), "^need ([A-Z_ ]+)$", RegexOptions.Multiline))
        .SelectMany(match => match.Groups[1].Value.Split(' '))
        .Concat(service.Name is "tryton" or "tryton-sign-in" ? ["TRYTON_PORTAL_KEY"] : [])
        .Except(["TRYTON_FILES"]); // a folder of the image, set by its entrypoint

    /// <summary>A script with those it sources or calls.</summary>
    private static IEnumerable<string> Sourced(string script) => Regex.Matches(Read(script), @"(?:\$ROOT|/opt/itf)/((?:scripts|tryton)/[a-z./_-]*[a-z])|\$\(dirname ""\$0""\)/(?:\.\./\.\./scripts/)?([a-z_.-]*[a-z])")
        .Select(match => match.Groups[1].Success ? match.Groups[1].Value
            : match.Value.Contains("../..", StringComparison.Ordinal) ? "scripts/" + match.Groups[2].Value
            : $"{Path.GetDirectoryName(script)}/{match.Groups[2].Value}")
        .Where(found => found != script && File.Exists(Path.Combine(Stack.Root, found)))
        .SelectMany(found => found.EndsWith(".sql", StringComparison.Ordinal) || found.EndsWith("lib.sh", StringComparison.Ordinal) ? [found] : Sourced(found))
        .Prepend(script).Distinct();
}
