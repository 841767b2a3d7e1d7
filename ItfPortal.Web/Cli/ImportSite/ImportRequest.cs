namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>What is to be imported, and where to.</summary>
/// <param name="Site">Folder of the static site.</param>
/// <param name="Output">Folder of a Blazor project: components go below <c>Features/Marketing/Pages</c>, files below <c>wwwroot/site</c>.</param>
/// <param name="DryRun">Everything is worked out and reported, nothing is written.</param>
/// <param name="Force">Pages that somebody has edited are written all the same.</param>
/// <param name="Skip">Pages to leave out, as paths from the site's folder.</param>
internal sealed record ImportRequest(string Site, string Output, bool DryRun, bool Force, IReadOnlySet<string> Skip)
{
    /// <summary>Where components are written, from <see cref="Output"/>.</summary>
    public const string PagesFolder = "Features/Marketing/Pages";

    /// <summary>Reads what follows the verb; null when nobody understands it.</summary>
    public static ImportRequest? Parse(ReadOnlySpan<string> arguments)
    {
        string? site = null;
        var output = ".";
        var (dryRun, force) = (false, false);
        var skip = new SortedSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Length; index++)
        {
            switch (arguments[index])
            {
                case "--dry-run":
                    dryRun = true;
                    break;
                case "--force":
                    force = true;
                    break;
                case "--out" when index + 1 < arguments.Length:
                    output = arguments[++index];
                    break;
                case "--skip" when index + 1 < arguments.Length:
                    skip.Add(arguments[++index]);
                    break;
                case var folder when site is null && !folder.StartsWith('-'):
                    site = folder;
                    break;
                default:
                    return null;
            }
        }
        return site is null ? null : new ImportRequest(Path.GetFullPath(site), Path.GetFullPath(output), dryRun, force, skip);
    }
}
