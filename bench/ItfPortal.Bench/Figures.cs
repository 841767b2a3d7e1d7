using System.Globalization;

namespace ItfPortal.Bench;

/// <summary>How figures are printed, the same in every measurement.</summary>
internal static class Figures
{
    public static double Percentile(IReadOnlyCollection<double> values, double p)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * p))];
    }

    public static string Spread(IReadOnlyCollection<double> milliseconds) => string.Create(CultureInfo.InvariantCulture,
        $"median {Percentile(milliseconds, .5):0.0} ms, 99th percentile {Percentile(milliseconds, .99):0.0} ms, max {Percentile(milliseconds, 1):0.0} ms (n = {milliseconds.Count})");

    public static async Task<string> LoadAverageAsync() =>
        (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];

    public static void Print(string line) => Console.Out.WriteLine(line);
}
