using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Deployment;

/// <summary>What CI, Dependabot and the documentation name is there.</summary>
public sealed class WorkflowTests
{
    private static readonly string[] s_targets =
        [.. Regex.Matches(Read("Makefile"), "^([a-z-]+):", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

    public static TheoryData<string> Texts => new(
        Directory.EnumerateFiles(Stack.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Stack.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(["compose/README.md", "tryton/README.md", "tryton/demo/README.md", "ItfPortal.Tryton/README.md", ".github/workflows/ci.yml"])
            .Select(path => Path.GetRelativePath(Stack.Root, Path.Combine(Stack.Root, path))));

    [Theory]
    [MemberData(nameof(Texts))]
    public void Commands_ThatATextNames_Exist(string path)
    {
        var text = Read(path);
        Regex.Matches(text, @"(?:^|`|run: |\$ )make ([a-z]+(?:-[a-z]+)*)", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Should().BeSubsetOf(s_targets, path);
        Regex.Matches(text, @"(?:^|[`\s])(scripts/[a-z-]+)(?=[`\s])", RegexOptions.Multiline).Select(match => match.Groups[1].Value).Distinct()
            .Where(script => !File.Exists(Path.Combine(Stack.Root, script))).Should().BeEmpty(path);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Links_ToFilesOfTheProject_LeadSomewhere(string path)
    {
        var folder = Path.GetDirectoryName(Path.Combine(Stack.Root, path))!;
        Regex.Matches(Read(path), @"\]\((?!https?:|#)([^)#\s]+)").Select(match => match.Groups[1].Value)
            .Where(link => !Path.Exists(Path.Combine(folder, link))).Should().BeEmpty(path);
    }

    [Fact]
    public void Makefile_EveryTargetIsAScriptAndSaysWhatItDoes()
    {
        var makefile = Read("Makefile");
        foreach (var target in s_targets)
        {
            makefile.Should().MatchRegex($@"(?m)^{target}:.*## \S").And.MatchRegex($@"(?m)^\.PHONY:.* {target}\b");
        }
        Regex.Matches(makefile, @"@(scripts/[a-z-]+)").Select(match => match.Groups[1].Value).Should().OnlyContain(script => File.Exists(Path.Combine(Stack.Root, script)));
    }

    [Fact]
    public void Ci_RunsTheReadmesOwnCommands_WithFewRights()
    {
        var ci = ComposeProject.Map(ComposeProject.Parse("../.github/workflows/ci.yml"));
        ComposeProject.Map(ci["permissions"]).Should().Equal(new Dictionary<object, object> { ["contents"] = "read" });
        var jobs = ComposeProject.Map(ci["jobs"]);
        var runs = jobs.ToDictionary(job => (string)job.Key, job => Steps(job.Value).Select(step => step.GetValueOrDefault("run") as string).OfType<string>().ToList());
        runs["lint"].Should().Contain("make portal-lint");
        runs["test"].Should().Contain("make portal-test");
        runs["containers"].Should().Contain("scripts/compose build").And.Contain("make compose-up");
        foreach (var (name, job) in jobs)
        {
            ComposeProject.Map(job).Should().ContainKey("timeout-minutes", name.ToString());
            ((string)ComposeProject.Map(job)["runs-on"]).Should().NotContain("latest", "a new system comes by a commit");
            Steps(job).Select(step => step.GetValueOrDefault("uses") as string).OfType<string>().Where(action => !Regex.IsMatch(action, @"@(v\d+|[0-9a-f]{40})$")).Should().BeEmpty();
        }
    }

    [Fact]
    public void Dependabot_LooksWhereTheManifestsAre()
    {
        var updates = ((List<object>)ComposeProject.Map(ComposeProject.Parse("../.github/dependabot.yml"))["updates"]).Select(ComposeProject.Map).ToList();
        updates.Select(update => update["package-ecosystem"]).Should().BeEquivalentTo(["nuget", "npm", "docker", "docker-compose", "github-actions"]);
        foreach (var update in updates)
        {
            var folders = ComposeProject.Names(update.GetValueOrDefault("directories") ?? update["directory"]);
            var manifest = (string)update["package-ecosystem"] switch
            {
                "nuget" => "Directory.Packages.props",
                "npm" => "package-lock.json",
                "docker" => "Dockerfile",
                "docker-compose" => "compose.yaml",
                _ => ".github/workflows/ci.yml",
            };
            folders.Should().OnlyContain(folder => File.Exists(Path.Combine(Stack.Root, folder.TrimStart('/'), manifest)));
            ComposeProject.Map(update["schedule"]).Should().ContainKey("interval");
            if (manifest == "Dockerfile")
            {
                folders.Should().BeEquivalentTo(Dockerfile.All.Select(file => "/" + Path.GetDirectoryName(file.Path)));
            }
        }
    }

    private static IEnumerable<Dictionary<object, object>> Steps(object job) => ((List<object>)ComposeProject.Map(job)["steps"]).Select(ComposeProject.Map);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Stack.Root, path));
}
