using System.Diagnostics;
using System.Globalization;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary><c>import-site</c>: 0 when everything that was not reported was carried over, 1 when nothing was written.</summary>
internal static class ImportSiteVerb
{
    public static async Task<int> RunAsync(ImportRequest request, TextWriter output, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = SiteImport.Run(request);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        foreach (var line in outcome.Report.Lines().Concat(outcome.Changed.Select(path => $"{(request.DryRun ? "would write" : "written")} {path}")))
        {
            await output.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
        var pace = string.Create(CultureInfo.InvariantCulture, $"{outcome.Summary} ({outcome.Pages / seconds:0} pages a second)");
        await output.WriteLineAsync((outcome.Report.IsRefused ? "Nothing was written" : pace).AsMemory(), cancellationToken);
        return outcome.Report.IsRefused ? 1 : 0;
    }
}
