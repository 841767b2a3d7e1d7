using System.Diagnostics;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.Integration;

[Trait("needs", "portal")]
public class StartTests
{
    [Fact]
    public async Task Start_SeveralSettingsWrong_AllNamedAtOnceWithoutAStackTrace()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Stack.Get("TEST_PORTAL_DLL") },
            WorkingDirectory = Path.Combine(Stack.Root, "ItfPortal.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.ToList().Where(name =>
            name.StartsWith("PORTAL_", StringComparison.Ordinal) || name.StartsWith("TRYTON_", StringComparison.Ordinal) || name == "REDIS_URL"))
        {
            start.Environment.Remove(name);
        }
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["PORTAL_DB_URL"] = "mysql://user:hidden@db/portal";
        start.Environment["Limits__PageBurst"] = "0";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(patience.Token);
        var said = await output + await errors;
        process.ExitCode.Should().Be(1);
        said.Should().ContainAll("PORTAL_BASE_URL", "PORTAL_DB_URL", "PORTAL_SECRET_KEY", "Limits__PageBurst", "TRYTON_RPC_URL")
            .And.NotContain("hidden").And.NotContain("   at ");
    }
}
