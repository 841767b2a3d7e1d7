using System.Diagnostics;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Cli.ImportSite;
using Microsoft.Playwright;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>
/// Two themes from npm, which nobody has tuned the importer for, look in a project made for each as they do as files. Building two
/// projects takes longer than a suite should: <c>make site-parity</c> runs them. They may fetch nothing from elsewhere, in both.
/// </summary>
[Trait("needs", "npm")]
public sealed class ForeignSiteParityTests
{
    private const string Origin = "http://foreign.test";

    private const string Program =
        """
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddRazorComponents();
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'self'; form-action 'self'";
            return next(context);
        });
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<Foreign.App>();
        app.Run();
        """;

    private const string App =
        """
        @using Microsoft.AspNetCore.Components.Routing
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8" /><base href="/" /><HeadOutlet /></head>
        <body><Router AppAssembly="typeof(App).Assembly"><Found Context="data"><RouteView RouteData="data" /></Found></Router></body>
        </html>
        """;

    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework><Nullable>enable</Nullable><ImplicitUsings>enable</ImplicitUsings></PropertyGroup>
        </Project>
        """;

    [Theory]
    [InlineData("startbootstrap-clean-blog", 4)]
    [InlineData("startbootstrap-modern-business", 9)]
    public async Task Pages_LookAsTheirFilesDo(string theme, int pages)
    {
        var modules = Environment.GetEnvironmentVariable("TEST_NODE_MODULES") ?? throw new InvalidOperationException("TEST_NODE_MODULES is not set: run make site-parity");
        var site = Path.Combine(modules, theme, "dist");
        var folder = Directory.CreateTempSubdirectory("foreign-site-");
        try
        {
            Write(folder, "Foreign.csproj", Project);
            Write(folder, "Program.cs", Program);
            Write(folder, "App.razor", App);
            Write(folder, "_Imports.razor", "@using Microsoft.AspNetCore.Components.Web\n");
            var outcome = SiteImport.Run(new ImportRequest(site, folder.FullName, DryRun: false, Force: false, new HashSet<string>()));
            outcome.Pages.Should().Be(pages);
            await RunAsync(folder, "build", "-c", "Release", "--nologo", "-v", "quiet", "--disable-build-servers", "-o", "out");
            var url = FormattableString.Invariant($"http://127.0.0.1:{PortalProcess.FreePort()}");
            using var served = Process.Start(new ProcessStartInfo("dotnet", ["out/Foreign.dll", "--urls", url]) { WorkingDirectory = folder.FullName, Environment = { ["ASPNETCORE_ENVIRONMENT"] = "Development" } })!;
            try
            {
                (await CompareAsync(theme, site, url)).Should().BeEmpty();
            }
            finally
            {
                served.Kill();
                await served.WaitForExitAsync();
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<List<string>> CompareAsync(string theme, string site, string url)
    {
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await BrowserFixture.LaunchAsync(playwright);
        await using var context = await browser.NewContextAsync();
        await context.RouteAsync("**/*", route => route.Request.Url.StartsWith(url, StringComparison.Ordinal) ? route.ContinueAsync() : route.AbortAsync());
        await SiteParity.ServeAsync(context, Origin, site);
        await using var visitor = new Visitor(context, await context.NewPageAsync());
        var (file, scratch) = (await context.NewPageAsync(), await context.NewPageAsync());
        var failures = new List<string>();
        foreach (var path in Directory.EnumerateFiles(site, "*.html").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal))
        {
            await file.GotoAsync($"{Origin}/{path}.html");
            await OpenAsync(visitor.Page, path == "index" ? url : $"{url}/{path}");
            failures.AddRange(await SiteParity.DifferencesAsync(file, visitor.Page, scratch, $"{theme}-{path}", mask: ""));
        }
        failures.AddRange(visitor.Complaints.Select(complaint => $"{theme}: {complaint}"));
        return failures;
    }

    // The project that was just built takes a moment to listen.
    private static async Task OpenAsync(IPage page, string url)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await page.GotoAsync(url);
                return;
            }
            catch (PlaywrightException) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static void Write(DirectoryInfo folder, string name, string text) => File.WriteAllText(Path.Combine(folder.FullName, name), text);

    private static async Task RunAsync(DirectoryInfo folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, "what was imported compiles: {0}", output);
    }
}
