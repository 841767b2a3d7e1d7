using System.Diagnostics;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ItfPortal.Tests.Deployment;

/// <summary>
/// The Compose files of one environment, merged as <c>docker compose -f … -f …</c> merges them and filled in from the
/// environment's example of an .env file.
/// </summary>
internal sealed partial class ComposeProject
{
    public static readonly string[] Environments = ["development", "staging", "production"];

    /// <summary>Variables of the portal that no container is given.</summary>
    public static readonly string[] NotForContainers =
    [
        "DEMO_ACCOUNTS", // the sign-in page offers the demo people to visitors on loopback only, and no visitor of a container is
        "MAIL_CAUGHT", // shown on loopback only, too
        "PORTAL_CERTIFICATE", "PORTAL_CERTIFICATE_KEY", // Traefik speaks https
        "PORTAL_DB_OWNER_URL", // portal-setup's alone: with it the audit could be changed
        "TRYTON_ALLOWED_VERSIONS", // for Debian's packages; the official image is above the floor
    ];

    private static readonly Dictionary<string, ComposeProject> s_projects = Environments.ToDictionary(name => name, name => new ComposeProject(name));

    private ComposeProject(string environment)
    {
        Environment = environment;
        Settings = File.ReadAllLines(Path.Combine(Folder, environment + ".env.example"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Raw = File.ReadAllText(Path.Combine(Folder, "compose.yaml")) + File.ReadAllText(Path.Combine(Folder, $"compose.{environment}.yaml"));
        var merged = Merge(Parse("compose.yaml"), Parse($"compose.{environment}.yaml"));
        Root = (Dictionary<object, object>)FillIn(merged);
    }

    public static string Folder => Path.Combine(Stack.Root, "compose");

    public string Environment { get; }

    /// <summary>The example of the .env file.</summary>
    public Dictionary<string, string> Settings { get; }

    /// <summary>Both files as they are written.</summary>
    public string Raw { get; }

    public Dictionary<object, object> Root { get; }

    public IEnumerable<Service> Services => Map(Root["services"]).Select(pair => new Service((string)pair.Key, Map(pair.Value)));

    public static ComposeProject Of(string environment) => s_projects[environment];

    public Service Named(string name) => Services.Single(service => service.Name == name);

    public IReadOnlyCollection<string> Declared(string section) => [.. Map(Root[section]).Keys.Cast<string>()];

    /// <summary>A file under compose/, merge keys resolved.</summary>
    public static object Parse(string file)
    {
        using var reader = new StreamReader(Path.Combine(Folder, file));
        return new DeserializerBuilder().Build().Deserialize<object>(new MergingParser(new Parser(reader)))!;
    }

    public static Dictionary<object, object> Map(object? value) => value as Dictionary<object, object> ?? [];

    /// <summary>A list, or the keys of the mapping that may stand in its place.</summary>
    public static IReadOnlyList<string> Names(object? value) => value switch
    {
        List<object> list => [.. list.Select(item => (string)item)],
        Dictionary<object, object> map => [.. map.Keys.Cast<string>()],
        string word => [word],
        _ => [],
    };

    /// <summary>Runs one of the project's scripts.</summary>
    public static (int ExitCode, string Said) Run(string script, string[] arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(Stack.Root, script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd() + errors.GetAwaiter().GetResult();
        process.WaitForExit();
        return (process.ExitCode, said);
    }

    // As Compose merges: mappings by key, lists appended, commands and single values replaced.
    private static object Merge(object below, object above, string key = "")
    {
        if (below is Dictionary<object, object> low && above is Dictionary<object, object> high)
        {
            var merged = new Dictionary<object, object>(low);
            foreach (var (name, value) in high)
            {
                merged[name] = merged.TryGetValue(name, out var under) && under is not null ? Merge(under, value, (string)name) : value;
            }
            return merged;
        }
        return below is List<object> first && above is List<object> second && key is not ("command" or "entrypoint" or "test")
            ? first.Concat(second).Distinct().ToList()
            : above;
    }

    private object FillIn(object? value) => value switch
    {
        Dictionary<object, object> map => map.ToDictionary(pair => FillIn(pair.Key), pair => FillIn(pair.Value)),
        List<object> list => list.Select(FillIn).ToList(),
        string text => VariablePattern().Replace(text, match => Settings.TryGetValue(match.Groups[1].Value, out var set) ? set
            : match.Groups[2].Value == "-" ? "" : throw new InvalidOperationException($"{match.Groups[1].Value} is not in {Environment}.env.example")),
        _ => "",
    };

    [GeneratedRegex(@"\$\{([A-Z_]+)(:\?|-)\}")]
    public static partial Regex VariablePattern();
}

/// <summary>One service.</summary>
internal sealed record Service(string Name, Dictionary<object, object> Values)
{
    public object? this[string key] => Values.GetValueOrDefault(key);

    public string Image => (string)Values["image"];

    public Dictionary<string, string> Environment => ComposeProject.Map(this["environment"]).ToDictionary(pair => (string)pair.Key, pair => (string)pair.Value);

    /// <summary>The Dockerfile it is built from, from the root; null for a foreign image.</summary>
    public string? Dockerfile => ComposeProject.Map(this["build"]).GetValueOrDefault("dockerfile") as string;

    public IReadOnlyList<string> Names(string key) => ComposeProject.Names(this[key]);

    /// <summary>Scripts of this project that it runs, from the root.</summary>
    public IEnumerable<string> Scripts => Names("command").Concat(Names("entrypoint")).Concat(ComposeProject.Names(ComposeProject.Map(this["healthcheck"]).GetValueOrDefault("test")))
        .Where(word => word.StartsWith("/opt/itf/", StringComparison.Ordinal)).Select(word => word["/opt/itf/".Length..])
        .Concat(Names("volumes").Where(volume => volume.Contains("docker-entrypoint", StringComparison.Ordinal)).Select(volume => "compose/" + volume.Split(':')[0][2..]))
        .Concat(Dockerfile is null ? [] : new Dockerfile(Dockerfile).Entrypoint.Where(word => word.StartsWith("/opt/itf/", StringComparison.Ordinal)).Select(word => word["/opt/itf/".Length..]))
        .Distinct();
}
