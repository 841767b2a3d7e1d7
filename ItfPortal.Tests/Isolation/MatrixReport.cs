using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Isolation;

/// <summary>What was tried, counted per role: <c>docs/isolation-matrix.md</c>, written by <c>make isolation-matrix</c>.</summary>
internal sealed class MatrixReport
{
    private const string Begin = "<!-- written by make isolation-matrix -->";
    private readonly ConcurrentQueue<(string Part, string Label, int Calls, int Answered, int Refused, TimeSpan Time)> _rows = new();

    public void Add(string part, string label, MatrixRun run) => Add(part, label, run.Calls, run.Answered, run.Refused, run.Time);

    public void Add(string part, string label, int calls, int answered, int refused, TimeSpan time) => _rows.Enqueue((part, label, calls, answered, refused, time));

    /// <summary>Replaces what stands below the mark.</summary>
    /// <param name="mode">whole, or that of a test run: sample.</param>
    public void Write(string mode)
    {
        var path = Path.Combine(Stack.Root, "docs", "isolation-matrix.md");
        var text = File.ReadAllText(path);
        var kept = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)];
        var table = new StringBuilder(kept).Append(CultureInfo.InvariantCulture, $"\n\nRun: {mode}.\n").Append("\n| what | as | calls | answered | refused | seconds |\n|---|---|---:|---:|---:|---:|\n");
        foreach (var part in _rows.GroupBy(row => row.Part))
        {
            foreach (var (_, label, calls, answered, refused, time) in part)
            {
                table.Append(CultureInfo.InvariantCulture, $"| {part.Key} | {label} | {calls:N0} | {answered:N0} | {refused:N0} | {time.TotalSeconds:F1} |\n");
            }
        }
        table.Append(CultureInfo.InvariantCulture,
            $"| **all** | | **{_rows.Sum(row => row.Calls):N0}** | **{_rows.Sum(row => row.Answered):N0}** | **{_rows.Sum(row => row.Refused):N0}** | **{_rows.Sum(row => row.Time.TotalSeconds):F1}** |\n");
        File.WriteAllText(path, table.ToString());
    }
}
