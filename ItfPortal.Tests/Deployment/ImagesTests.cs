using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Deployment;

/// <summary>Images and what is built into them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ImagesTests
{
    [Fact]
    public void Images_ArePinned()
    {
        var foreign = ComposeProject.Environments.SelectMany(name => ComposeProject.Of(name).Services).Where(service => service.Dockerfile is null).Select(service => service.Image)
            .Concat(Dockerfile.All.SelectMany(file => file.BaseImages)).Distinct().ToList();
        foreign.Should().OnlyContain(image => Regex.IsMatch(image, @":v?\d+(\.\d+)*(-[a-z]+)?$"), "never latest, always a version");
        foreign.Should().Contain("tryton/tryton:7.0", "the series the module is for");
        ComposeProject.Environments.SelectMany(name => ComposeProject.Of(name).Services).Where(service => service.Dockerfile is not null)
            .Should().OnlyContain(service => service.Image.StartsWith("itf-", StringComparison.Ordinal) && !service.Image.EndsWith(":latest", StringComparison.Ordinal));
    }

    [Fact]
    public void Sdk_IsTheOneOfGlobalJson()
    {
        using var global = JsonDocument.Parse(File.ReadAllText(Path.Combine(Stack.Root, "global.json")));
        var images = new Dockerfile("compose/portal/Dockerfile").BaseImages.ToList();
        images.Should().Contain("mcr.microsoft.com/dotnet/sdk:" + global.RootElement.GetProperty("sdk").GetProperty("version").GetString());
        images.Should().ContainSingle(image => image.StartsWith("mcr.microsoft.com/dotnet/aspnet:10.0.", StringComparison.Ordinal));
    }

    [Fact]
    public void Steps_AreScriptsOfThisProject()
    {
        foreach (var file in Dockerfile.All)
        {
            foreach (var step in file.Of("RUN").SelectMany(run => run.Split(" && ")))
            {
                var program = step.Trim().Split(' ')[0];
                if (program is "rm" or "useradd" or "install")
                {
                    continue; // leaves no trace of apt; who runs it
                }
                var script = program.Replace("/opt/itf/", "", StringComparison.Ordinal);
                File.GetUnixFileMode(Path.Combine(Stack.Root, script)).Should().HaveFlag(UnixFileMode.UserExecute, $"{file.Path}: {step}");
                file.Sources.Should().Contain(script, $"{file.Path} runs it").And.Contain("scripts/lib.sh");
            }
        }
    }

    [Fact]
    public void Portal_WithWhatIsCopiedBeforeTheFirstStep_RestoresItsLockedPackages()
    {
        var folder = Directory.CreateTempSubdirectory("image").FullName;
        foreach (var (_, arguments) in new Dockerfile("compose/portal/Dockerfile").Instructions.TakeWhile(i => i.Name != "RUN").Where(i => i.Name == "COPY"))
        {
            foreach (var source in arguments.Split(' ')[..^1])
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, source))!);
                File.Copy(Path.Combine(Stack.Root, source), Path.Combine(folder, source));
            }
        }
        var (exitCode, said) = ComposeProject.Run(Path.Combine(folder, "scripts", "publish"), ["restore"], new() { ["DOTNET_CLI_UI_LANGUAGE"] = "en" });
        Directory.Delete(folder, recursive: true);
        exitCode.Should().Be(0, said);
    }

    [Fact]
    public void Sources_ExistAndAreSentToTheEngine()
    {
        var sent = File.ReadAllLines(Path.Combine(Stack.Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        foreach (var source in Dockerfile.All.SelectMany(file => file.Sources))
        {
            Path.Exists(Path.Combine(Stack.Root, source)).Should().BeTrue(source);
            sent.Should().Contain(source.Split('/')[0], source);
        }
    }

    [Fact]
    public void Images_DoNotRunAsRoot() => Dockerfile.All.Should().OnlyContain(file => !Regex.IsMatch(file.Of("USER").Last(), "^(root|0)$"));

    [Fact]
    public void Compose_WithoutDocker_SaysWhatToDo()
    {
        var tools = Directory.CreateTempSubdirectory("tools").FullName;
        foreach (var tool in new[] { "bash", "dirname", "realpath", "cat", "env" })
        {
            File.CreateSymbolicLink(Path.Combine(tools, tool), Path.Combine("/usr/bin", tool));
        }
        var (exitCode, said) = ComposeProject.Run("scripts/compose", ["up"], new() { ["PATH"] = tools, ["ENVIRONMENT"] = "development" });
        Directory.Delete(tools, recursive: true);
        exitCode.Should().Be(1);
        said.Should().Contain("There is no Docker on this machine").And.Contain("make portal-up");
    }
}
