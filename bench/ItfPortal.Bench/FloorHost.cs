using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ItfPortal.Tryton.Orders;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ItfPortal.Bench;

/// <summary>The rows the floor page writes.</summary>
internal sealed record FloorRows(ImmutableArray<OrderRow> Rows);

/// <summary>
/// Two floors in a process of their own, as the portal is: the same rows by a static Razor page, and the same bytes by
/// Kestrel. The child prints its address and ends when its standard input closes.
/// </summary>
internal sealed class FloorHost : IAsyncDisposable
{
    public const string Verb = "floor";

    private readonly Process _process;

    private FloorHost(Process process, string baseUrl) => (_process, BaseUrl) = (process, baseUrl);

    public string BaseUrl { get; }

    public static async Task<FloorHost> StartAsync(string html, ImmutableArray<OrderRow> rows)
    {
        var folder = Directory.CreateTempSubdirectory("floor").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "page.html"), html);
        await File.WriteAllTextAsync(Path.Combine(folder, "rows.json"), JsonSerializer.Serialize(rows));
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(FloorHost).Assembly.Location, Verb, folder },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The floor did not start");
        return new FloorHost(process, address);
    }

    /// <summary>The child's side.</summary>
    public static async Task ServeAsync(string folder)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo("fr-CA");
        var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, "page.html"));
        var rows = JsonSerializer.Deserialize<ImmutableArray<OrderRow>>(await File.ReadAllTextAsync(Path.Combine(folder, "rows.json")));
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddLocalization();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new FloorRows(rows));
        builder.Services.AddRazorComponents();
        await using var app = builder.Build();
        app.MapGet("/bytes", async context =>
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
        });
        app.UseAntiforgery();
        app.MapRazorComponents<FloorList>();
        await app.StartAsync();
        Figures.Print(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        await Console.In.ReadToEndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
