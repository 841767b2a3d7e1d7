using System.Globalization;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>What an import came to.</summary>
/// <param name="Report">By file and line.</param>
/// <param name="Changed">Files written, or that would be, from the project's folder.</param>
/// <param name="Pages">How many pages.</param>
/// <param name="Parts">How many parts they share.</param>
/// <param name="Assets">How many files they refer to.</param>
internal sealed record ImportOutcome(SiteReport Report, IReadOnlyList<string> Changed, int Pages, int Parts, int Assets)
{
    /// <summary>The last line.</summary>
    public string Summary => string.Create(CultureInfo.InvariantCulture,
        $"Pages {Pages}, shared parts {Parts}, files {Assets}; lost {Report.Count(Finding.Lost)}, changed in form {Report.Count(Finding.Note)}, left as edited {Report.Count(Finding.Kept)}");
}

/// <summary>Turns a static site into components of the project.</summary>
internal static class SiteImport
{
    /// <summary>Does it, or works out what it would do.</summary>
    public static ImportOutcome Run(ImportRequest request)
    {
        var report = new SiteReport();
        if (!Directory.Exists(request.Site) || !Directory.Exists(request.Output))
        {
            report.Add(Finding.Refused, Directory.Exists(request.Site) ? request.Output : request.Site, 0, "there is no such folder");
            return new ImportOutcome(report, [], 0, 0, 0);
        }
        var files = SiteFiles.List(request.Site, report);
        var pages = Read(files, request, report);
        if (report.IsRefused)
        {
            return new ImportOutcome(report, [], pages.Count, 0, 0);
        }
        var assets = new SiteAssets(files, request.Output, report);
        var links = assets.Links = new SiteLinks(files, pages.ToDictionary(page => page.Path, StringComparer.Ordinal));
        var live = new LiveParts(request.Output, report);
        foreach (var page in pages)
        {
            live.Replace(page);
            new InlineCode(page, links, assets, report).Extract();
            new Addresses(page, links, assets, report).Rewrite();
        }
        var parts = SharedParts.Extract(pages);
        var output = new SiteOutput(request, report);
        var razor = new RazorFile(live, report);
        foreach (var page in pages)
        {
            output.AddCode(Code(page.Folder, page.Name + ".razor"), razor.Page(page));
        }
        foreach (var part in parts)
        {
            output.AddCode(Code("", part.Name + ".razor"), razor.Part(part));
        }
        output.AddCode(Code("", "SiteLayout.razor"), RazorFile.Layout());
        output.AddCode(Code("", "ImportedPages.cs"), RazorFile.Pages(request.Output, pages));
        if (pages.Any(page => page.StructuredData.Count > 0))
        {
            output.AddCode(Code("", "StructuredData.razor"), RazorFile.StructuredData());
        }
        foreach (var (path, content) in assets.Made)
        {
            output.AddAsset("wwwroot/" + path, content);
        }
        foreach (var path in files.Unused().Where(path => !request.Skip.Contains(path)))
        {
            report.Add(Finding.Note, path, 0, "no page refers to it; it stays behind");
        }
        if (!request.DryRun)
        {
            output.Write(output.Stale(assets.Made));
        }
        return new ImportOutcome(report, report.IsRefused ? [] : [.. output.Changed], pages.Count, parts.Count, assets.Made.Count);
    }

    private static string Code(string folder, string name) => string.Join('/', new[] { ImportRequest.PagesFolder, folder, name }.Where(part => part.Length > 0));

    private static List<SitePage> Read(SiteFiles files, ImportRequest request, SiteReport report)
    {
        var pages = files.Paths.Where(SiteFiles.IsPage).Where(path => !request.Skip.Contains(path)).ToList()
            .Select(path => SitePage.Read(path, files.Read(path), report)).OfType<SitePage>().ToList();
        foreach (var twins in pages.GroupBy(page => page.Route, StringComparer.OrdinalIgnoreCase).Concat(pages.GroupBy(page => page.Folder + "/" + page.Name, StringComparer.Ordinal))
            .Where(group => group.Count() > 1))
        {
            report.Add(Finding.Refused, twins.First().Path, 0, $"the same address or name as {string.Join(", ", twins.Skip(1).Select(page => page.Path))}");
        }
        if (pages.Count == 0)
        {
            report.Add(Finding.Refused, ".", 0, "there is no page in it");
        }
        foreach (var missing in request.Skip.Where(path => !files.Paths.Contains(path, StringComparer.Ordinal)))
        {
            report.Add(Finding.Refused, missing, 0, "--skip names a page that is not there");
        }
        return pages;
    }
}
