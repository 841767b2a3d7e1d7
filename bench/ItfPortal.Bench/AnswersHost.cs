using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace ItfPortal.Bench;

/// <summary>
/// Bare Kestrel in a process of its own that serves one recorded answer to every request, under the request's id. Prints its address and
/// ends when its standard input closes.
/// </summary>
internal sealed class AnswersHost : IAsyncDisposable
{
    public const string Verb = "answers";

    private readonly Process _process;

    private AnswersHost(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    /// <param name="result">The <c>result</c> of every answer but the version's, as JSON.</param>
    public static async Task<AnswersHost> StartAsync(string result)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, result);
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(AnswersHost).Assembly.Location, Verb, file },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The answers' server did not start");
        File.Delete(file);
        return new AnswersHost(process, new Uri(address + "/"));
    }

    /// <summary>The child's side.</summary>
    public static async Task ServeAsync(string file)
    {
        var result = await File.ReadAllBytesAsync(file);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(async context =>
        {
            var (id, version) = await RequestAsync(context.Request);
            var head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id},\"result\":"));
            var body = version ? "\"7.0.56\""u8.ToArray() : result;
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = head.Length + body.Length + 1;
            context.Response.BodyWriter.Write(head);
            context.Response.BodyWriter.Write(body);
            context.Response.BodyWriter.Write("}"u8);
            await context.Response.BodyWriter.FlushAsync();
        });
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

    private static async Task<(long Id, bool Version)> RequestAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        return (body.RootElement.GetProperty("id").GetInt64(), body.RootElement.GetProperty("method").GetString() == "common.server.version");
    }
}
