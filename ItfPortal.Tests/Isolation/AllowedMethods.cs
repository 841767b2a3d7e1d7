using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>The committed list of what confined people may call.</summary>
internal static class AllowedMethods
{
    public const string ListPath = "ItfPortal.Tests/Isolation/AllowedMethods.txt";

    /// <summary>By kind of person: portal or service.</summary>
    public static ILookup<string, string> All { get; } = File.ReadAllLines(Path.Combine(Stack.Root, ListPath))
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split((char[])[' '], StringSplitOptions.RemoveEmptyEntries))
        .ToLookup(words => words[0], words => words[1]);

    public static HashSet<string> Of(string kind) => [.. All[kind]];
}
