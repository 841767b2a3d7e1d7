using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Conventions;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Deployment;

/// <summary>Secrets reach containers as files, and what the portal is given there is what its options accept.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SecretsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("secrets").FullName;

    public static TheoryData<string> Environments => new(ComposeProject.Environments);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Environments))]
    public void Secrets_AreFilesOnly_AndEachServiceHasExactlyThoseItNames(string environment)
    {
        foreach (var service in ComposeProject.Of(environment).Services)
        {
            foreach (var (name, value) in service.Environment)
            {
                Regex.IsMatch(name, "PASSWORD|SECRET|KEY|TOKEN").Should().Be(
                    Regex.IsMatch(name, "(PASSWORD|SECRET|KEY|TOKEN)[A-Z_]*_FILE$"), $"{service.Name} is given {name}");
                value.Should().NotMatchRegex("://[^/]*@", $"{name} of {service.Name} holds a password");
            }
            service.Environment.Where(pair => pair.Key.EndsWith("_FILE", StringComparison.Ordinal)).Select(pair => pair.Value)
                .Should().BeEquivalentTo(service.Names("secrets").Select(secret => "/run/secrets/" + secret), service.Name);
        }
        File.ReadAllLines(Path.Combine(Stack.Root, ".gitignore")).Should().Contain(["compose/secrets/", "compose/*.env"]);
        File.ReadAllLines(Path.Combine(Stack.Root, ".dockerignore")).Should().Contain(["compose/secrets", "compose/*.env"]);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Secrets_AreMadeOnce_EveryOneOfThem(string environment)
    {
        var folder = Make(environment);
        var made = Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        made.Keys.Should().BeEquivalentTo(ComposeProject.Of(environment).Declared("secrets"));
        made.Values.Distinct().Should().HaveCount(made.Count, "no two are the same");
        made.Where(secret => secret.Key.EndsWith("_password", StringComparison.Ordinal)).Should().OnlyContain(secret => secret.Value.Trim().Length >= 40);
        File.GetUnixFileMode(folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Make(environment);
        Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText).Should().BeEquivalentTo(made);
    }

    [Fact]
    public void Secrets_ProductionWithoutAMailServer_SaysWhatToWrite()
    {
        var (exitCode, said) = ComposeProject.Run("scripts/compose-secrets", ["production"], new() { ["SECRETS_DIR"] = _folder });
        exitCode.Should().Be(1);
        said.Should().Contain("smtp_url").And.Contain("smtp+tls://");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Options_OfThePortalInItsContainer_AreBoundAndValid(string environment)
    {
        var folder = Make(environment);
        var variables = ComposeProject.Of(environment).Named("portal").Environment
            .ToDictionary(pair => pair.Key, pair => pair.Value.Replace("/run/secrets", folder, StringComparison.Ordinal));
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(EnvironmentNames.Read(variables.GetValueOrDefault)).Build();
        using var services = new ServiceCollection().AddSingleton<IHostEnvironment>(new Host(variables["ASPNETCORE_ENVIRONMENT"])).BuildServiceProvider();
        var bound = new List<string>();
        foreach (var type in new[] { CodeBase.Tryton, CodeBase.Web }.SelectMany(CodeBase.Types).Where(type => type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal)))
        {
            var section = configuration.GetSection((string)type.GetField("Section")!.GetRawConstantValue()!);
            var options = Activator.CreateInstance(type)!;
            section.Bind(options);
            bound.AddRange(section.GetChildren().Where(key => type.GetProperty(key.Key) is not null).Select(key => key.Path));
            var contract = typeof(IValidateOptions<>).MakeGenericType(type);
            foreach (var validator in type.Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(contract)))
            {
                var result = (ValidateOptionsResult)contract.GetMethod("Validate")!.Invoke(ActivatorUtilities.CreateInstance(services, validator), [null, options])!;
                (result.Failures ?? []).Should().BeEmpty(environment);
            }
        }
        // What a file leaves empty stays as it is without it.
        bound.Should().BeEquivalentTo(EnvironmentNames.Keys
            .Where(pair => !ComposeProject.NotForContainers.Contains(pair.Key) && variables.GetValueOrDefault(pair.Key) != "").Select(pair => pair.Value));
    }

    private string Make(string environment)
    {
        var folder = Path.Combine(_folder, environment);
        if (environment == "production")
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "smtp_url"), "smtp+tls://portail:secret@smtp.example.ca:587\n");
        }
        var (exitCode, said) = ComposeProject.Run("scripts/compose-secrets", [environment], new() { ["SECRETS_DIR"] = _folder });
        exitCode.Should().Be(0, said);
        return folder;
    }

    private sealed class Host(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "ItfPortal.Web";

        public string ContentRootPath { get; set; } = "/app";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
