namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>
/// The files of the site. They are listed once and nothing else is ever opened, so no address written in a page can lead out of the
/// folder; links in the file system are not followed.
/// </summary>
internal sealed class SiteFiles
{
    /// <summary>A larger page is left out.</summary>
    public const long MaxPageBytes = 4 << 20;

    /// <summary>A larger file is left out.</summary>
    public const long MaxAssetBytes = 32 << 20;

    private readonly SortedDictionary<string, string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    private SiteFiles()
    {
    }

    /// <summary>Every path, from the site's folder, with slashes.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>Whether the path is one of a page.</summary>
    public static bool IsPage(string path) => Path.GetExtension(path).ToLowerInvariant() is ".html" or ".htm" or ".xhtml";

    /// <summary>Lists a folder.</summary>
    public static SiteFiles List(string root, SiteReport report)
    {
        var files = new SiteFiles();
        var folders = new Stack<DirectoryInfo>([new DirectoryInfo(root)]);
        while (folders.TryPop(out var folder))
        {
            foreach (var entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
            {
                var path = Path.GetRelativePath(root, entry.FullName).Replace('\\', '/');
                if (entry.Name[0] == '.' || entry.Name == "node_modules")
                {
                    continue;
                }
                if (entry.LinkTarget is not null)
                {
                    report.Add(Finding.Lost, path, 0, "a symbolic link; it is not followed");
                }
                else if (entry is DirectoryInfo inner)
                {
                    folders.Push(inner);
                }
                else if (((FileInfo)entry).Length is var size && size > (IsPage(path) ? MaxPageBytes : MaxAssetBytes))
                {
                    report.Add(Finding.Lost, path, 0, FormattableString.Invariant($"too large: {size >> 10} KB, and {(IsPage(path) ? MaxPageBytes : MaxAssetBytes) >> 10} KB are the most"));
                }
                else
                {
                    files._files.Add(path, entry.FullName);
                }
            }
        }
        return files;
    }

    /// <summary>The file that an address means: itself, a folder's index, or the page without its ending; null when there is none.</summary>
    public string? Find(string path)
    {
        var plain = path.TrimEnd('/');
        string[] candidates = path.Length == 0 || path.EndsWith('/')
            ? [Below(plain, "index.html"), Below(plain, "index.htm")]
            : [plain, plain + "/index.html", plain + ".html"];
        return candidates.FirstOrDefault(_files.ContainsKey);
    }

    /// <summary>The bytes of a listed file.</summary>
    public byte[] Read(string path)
    {
        _used.Add(path);
        return File.ReadAllBytes(_files[path]);
    }

    /// <summary>Files that nothing refers to.</summary>
    public IEnumerable<string> Unused() => _files.Keys.Where(path => !_used.Contains(path));

    private static string Below(string folder, string name) => folder.Length == 0 ? name : $"{folder}/{name}";
}
