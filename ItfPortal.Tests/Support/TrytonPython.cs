using System.Diagnostics;

namespace ItfPortal.Tests.Support;

/// <summary>Programs that do in Tryton what its own clients would, beside the servers of the stack.</summary>
public static class TrytonPython
{
    /// <summary>Starts one of the tests' own; what it prints is to be read.</summary>
    /// <param name="script">Its path below <c>ItfPortal.Tests</c>.</param>
    /// <param name="arguments">As the program takes them.</param>
    public static Process Start(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Stack.Root, "ItfPortal.Tests", script), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PYTHONPATH"] = Stack.Get("TEST_TRYTON_PYTHONPATH");
        start.Environment["TRYTOND_CONFIG"] = Stack.Get("TEST_TRYTON_CONFIG");
        start.Environment["PYTHONUTF8"] = "1";
        start.Environment["PYTHONWARNINGS"] = "ignore";
        return Process.Start(start)!;
    }
}
