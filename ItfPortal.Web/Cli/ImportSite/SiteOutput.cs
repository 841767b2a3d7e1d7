using System.Security.Cryptography;
using System.Text;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>
/// Writes what was made: first all of it into a folder of its own, then file by file into its place; when one cannot be put there,
/// those before it are put back as they were.
/// </summary>
internal sealed class SiteOutput(ImportRequest request, SiteReport report)
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    /// <summary>What is new or different, from the project's folder.</summary>
    public IEnumerable<string> Changed => _files.Keys;

    /// <summary>Adds a file of code, unless somebody has edited the one that is there.</summary>
    public void AddCode(string path, string text)
    {
        var target = Path.Combine(request.Output, path);
        if (File.Exists(target))
        {
            var present = File.ReadAllText(target);
            if (present == text)
            {
                return;
            }
            if (!request.Force && !RazorFile.IsUntouched(present))
            {
                report.Add(Finding.Kept, path, 0, "edited since it was imported; --force writes it anew");
                return;
            }
        }
        _files[path] = Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Adds a file that is served; its name says what it holds.</summary>
    public void AddAsset(string path, byte[] content)
    {
        var target = Path.Combine(request.Output, path);
        if (!File.Exists(target) || !File.ReadAllBytes(target).AsSpan().SequenceEqual(content))
        {
            _files[path] = content;
        }
    }

    /// <summary>Files that an earlier import made and this one does not.</summary>
    public IReadOnlyList<string> Stale(IReadOnlyDictionary<string, byte[]> made)
    {
        var folder = Path.Combine(request.Output, "wwwroot", SiteAssets.Folder);
        return !Directory.Exists(folder) ? [] :
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !made.ContainsKey(Path.GetRelativePath(Path.Combine(request.Output, "wwwroot"), file).Replace('\\', '/')))
                .Where(file => Path.GetFileName(file).Split('.') is [.., var hash, _] && hash == Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))[..10])
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Writes everything, or nothing.</summary>
    /// <param name="stale">What goes.</param>
    public void Write(IReadOnlyList<string> stale)
    {
        if (_files.Count == 0 && stale.Count == 0)
        {
            return;
        }
        var staging = Directory.CreateDirectory(Path.Combine(request.Output, ".import-site-" + Guid.NewGuid().ToString("N")));
        var placed = new Stack<(string Target, string? Before)>();
        try
        {
            foreach (var (path, content) in _files)
            {
                var staged = Path.Combine(staging.FullName, "new", path);
                Directory.CreateDirectory(Path.GetDirectoryName(staged)!);
                File.WriteAllBytes(staged, content);
            }
            foreach (var path in _files.Keys)
            {
                Place(staging, path, Path.Combine(staging.FullName, "new", path), placed);
            }
            foreach (var file in stale)
            {
                Place(staging, Path.GetRelativePath(request.Output, file), null, placed);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            while (placed.TryPop(out var file))
            {
                if (File.Exists(file.Target))
                {
                    File.Delete(file.Target);
                }
                if (file.Before is not null)
                {
                    File.Move(file.Before, file.Target);
                }
            }
            report.Add(Finding.Refused, request.Output, 0, exception.Message);
        }
        finally
        {
            staging.Delete(recursive: true);
        }
    }

    private void Place(DirectoryInfo staging, string path, string? staged, Stack<(string Target, string? Before)> placed)
    {
        var target = Path.Combine(request.Output, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        string? before = null;
        if (File.Exists(target))
        {
            before = Path.Combine(staging.FullName, "before", path);
            Directory.CreateDirectory(Path.GetDirectoryName(before)!);
            File.Move(target, before);
        }
        placed.Push((target, before));
        if (staged is not null)
        {
            File.Move(staged, target);
        }
    }
}
