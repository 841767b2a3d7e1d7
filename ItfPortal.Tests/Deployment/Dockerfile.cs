using System.Text.Json;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Deployment;

/// <summary>The instructions of a Dockerfile.</summary>
internal sealed class Dockerfile
{
    public Dockerfile(string path)
    {
        Path = path;
        Instructions = [.. File.ReadAllText(System.IO.Path.Combine(Stack.Root, path)).Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split(' ', 2)).Select(words => (words[0], words[1]))];
    }

    public static IEnumerable<Dockerfile> All => Directory.EnumerateFiles(ComposeProject.Folder, "Dockerfile", SearchOption.AllDirectories)
        .Select(path => new Dockerfile(System.IO.Path.GetRelativePath(Stack.Root, path)));

    public string Path { get; }

    public IReadOnlyList<(string Name, string Arguments)> Instructions { get; }

    public IReadOnlyList<string> Entrypoint => Instructions.Where(i => i.Name == "ENTRYPOINT")
        .SelectMany(i => JsonSerializer.Deserialize<string[]>(i.Arguments)!).ToList();

    /// <summary>Images that are fetched, not stages of this file.</summary>
    public IEnumerable<string> BaseImages => Of("FROM").Select(arguments => arguments.Split(' ')[0]);

    /// <summary>What is copied from the repository, from the root.</summary>
    public IEnumerable<string> Sources => Of("COPY").Where(arguments => !arguments.StartsWith("--from", StringComparison.Ordinal))
        .SelectMany(arguments => arguments.Split(' ')[..^1]);

    public IEnumerable<string> Of(string instruction) => Instructions.Where(i => i.Name == instruction).Select(i => i.Arguments);
}
