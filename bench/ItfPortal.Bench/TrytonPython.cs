using System.Diagnostics;
using ItfPortal.Tests.Support;

namespace ItfPortal.Bench;

/// <summary>A script in a Tryton process of its own, on the stack's database.</summary>
internal static class TrytonPython
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="script">File in <c>bench/</c>; the database's name is its first argument.</param>
    /// <param name="arguments">The others.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Stack.Root, "bench", script), Stack.TrytonDatabase, .. arguments])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PYTHONPATH"] = Environment.GetEnvironmentVariable("TRYTON_SITE_PATH");
        start.Environment["PYTHONWARNINGS"] = "ignore";
        using var python = Process.Start(start)!;
        var printed = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        return python.ExitCode == 0 ? printed : throw new InvalidOperationException($"{script} failed");
    }
}
