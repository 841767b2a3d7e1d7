using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ItfPortal.Bench;

/// <summary>
/// The one table of a run: what was measured, against which peer or floor, how busy the machine was. Printed at the end and
/// written to docs/performance.md between its markers.
/// </summary>
internal static class Table
{
    public const string Path = "docs/performance.md";
    private const string Begin = "<!-- bench: written by make portal-bench -->\n";
    private const string End = "<!-- /bench -->\n";
    private const string Head = "| what | ours | peer or floor | ratio | aim | load average | idle control |\n|---|---|---|---|---|---|---|\n";
    private static readonly List<string> s_rows = [];
    private static readonly byte[] s_work = new byte[8 << 20];
    private static double s_idle = double.MaxValue;

    /// <summary>Adds a row with the load average of now and the control: the same work on one thread, as a multiple of the fastest seen in this run.</summary>
    /// <param name="aim">The most <paramref name="ratio"/> may be, or null where a figure has no aim as a ratio.</param>
    public static async Task AddAsync(string what, string ours, string floor, double? ratio, double? aim)
    {
        var control = Control();
        var load = await Figures.LoadAverageAsync();
        var shown = ratio is null ? "" : ratio.Value.ToString("0.00", CultureInfo.InvariantCulture);
        if (ratio > aim)
        {
            shown = "**" + shown + "**";
        }
        s_rows.Add(string.Create(CultureInfo.InvariantCulture,
            $"| {what} | {ours} | {floor} | {shown} | {(aim is null ? "" : "≤ " + aim.Value.ToString("0.##", CultureInfo.InvariantCulture))} | {load} | {control:0.00} |\n"));
    }

    /// <summary>Measures the idle machine: call it before anything else runs.</summary>
    public static void Calibrate()
    {
        for (var i = 0; i < 10; i++)
        {
            Control();
        }
    }

    /// <summary>Prints the rows; a run of everything also replaces the table in the documentation.</summary>
    public static async Task FinishAsync(bool write, DateOnly today)
    {
        var table = new StringBuilder(Head).AppendJoin("", s_rows).ToString();
        Figures.Print("\n" + table);
        if (!write)
        {
            return;
        }
        var text = await File.ReadAllTextAsync(Path);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{Path} has no place for the table: {Begin}");
        }
        var made = string.Create(CultureInfo.InvariantCulture, $"{today:yyyy-MM-dd}\n\n{table}");
        await File.WriteAllTextAsync(Path, text[..(from + Begin.Length)] + made + text[to..]);
    }

    // The least disturbed of three: a single one may meet a collection or another process by chance.
    private static double Control()
    {
        var best = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            var clock = Stopwatch.GetTimestamp();
            SHA256.HashData(s_work);
            best = Math.Min(best, Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }
        s_idle = Math.Min(s_idle, best);
        return best / s_idle;
    }
}
