using System.Text;
using ItfPortal.Web.Cli.ImportSite;

namespace ItfPortal.Tests.Cli.ImportSite;

/// <summary>A static site and a project to import it into, in a folder of their own.</summary>
internal sealed class StaticSite : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("import-site-");

    public StaticSite()
    {
        Directory.CreateDirectory(Site);
        Directory.CreateDirectory(Project);
        File.WriteAllText(Path.Combine(Project, "Shop.csproj"), "<Project />");
    }

    public string Root => _folder.FullName;

    public string Site => Path.Combine(Root, "site");

    public string Project => Path.Combine(Root, "project");

    public StaticSite Add(string path, string text) => Add(path, Encoding.UTF8.GetBytes(text));

    public StaticSite Add(string path, byte[] bytes)
    {
        var file = Path.Combine(Site, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, bytes);
        return this;
    }

    /// <summary>A whole page around a body.</summary>
    public StaticSite AddPage(string path, string body, string head = "") =>
        Add(path, $"<!DOCTYPE html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>Page</title>{head}</head><body>{body}</body></html>\n");

    public ImportOutcome Import(bool dryRun = false, bool force = false, params string[] skip) =>
        SiteImport.Run(new ImportRequest(Site, Project, dryRun, force, skip.ToHashSet(StringComparer.Ordinal)));

    /// <summary>A component that was written.</summary>
    public string Component(string name) => File.ReadAllText(Path.Combine(Project, ImportRequest.PagesFolder, name + ".razor"));

    /// <summary>Everything in the project by path.</summary>
    public SortedDictionary<string, string> Written() => new(Directory.EnumerateFiles(Project, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(Project, path).Replace('\\', '/'), File.ReadAllText), StringComparer.Ordinal);

    /// <summary>The one file below <c>wwwroot/site</c> whose path begins so.</summary>
    public string Asset(string beginning) =>
        File.ReadAllText(Directory.EnumerateFiles(Path.Combine(Project, "wwwroot", "site"), "*", SearchOption.AllDirectories).Single(path => path.Contains("/site/" + beginning, StringComparison.Ordinal)));

    public void Dispose() => _folder.Delete(recursive: true);
}
