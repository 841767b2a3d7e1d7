using System.Text.Json;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>
/// Health and memory, answered by the port a request came in by. Never by its Host header: anybody can write one.
/// What comes in by this port sees nothing else, and nothing of this is on the site's port.
/// </summary>
internal sealed partial class ManagementPort(
    IOptions<SiteOptions> site, IServer server, IHostEnvironment environment, IHostApplicationLifetime lifetime,
    HealthCheckService health, OpenCircuits circuits, ILogger<ManagementPort> logger)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private string _readiness = "";

    /// <summary>Whether the request came in by the management port.</summary>
    public bool Received(HttpContext context) => context.Connection.LocalPort != 0 && context.Connection.LocalPort == Port();

    public Task AnswerAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET" or "HEAD", "/health/live") => WriteAsync(context, StatusCodes.Status200OK, new { status = "healthy" }),
        ("GET" or "HEAD", "/health/startup") => lifetime.ApplicationStarted.IsCancellationRequested
            ? WriteAsync(context, StatusCodes.Status200OK, new { status = "healthy" })
            : WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new { status = "starting" }),
        ("GET" or "HEAD", "/health/ready") => AnswerReadyAsync(context),
        ("GET", "/debug/memory") when environment.IsDevelopment() => AnswerMemoryAsync(context),
        _ => WriteAsync(context, StatusCodes.Status404NotFound, new { status = "not found" }),
    };

    private async Task AnswerReadyAsync(HttpContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            await WriteAsync(context, StatusCodes.Status503ServiceUnavailable, new { status = "stopping" });
            return;
        }
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(s_patience);
        var report = await health.CheckHealthAsync(patience.Token);
        var checks = report.Entries.ToDictionary(entry => entry.Key, entry => Word(entry.Value.Status));
        var readiness = string.Join(", ", checks.Select(check => $"{check.Key} {check.Value}"));
        if (Interlocked.Exchange(ref _readiness, readiness) != readiness)
        {
            ReadinessChanged(logger, Word(report.Status), readiness);
        }
        await WriteAsync(
            context, report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK,
            new { status = Word(report.Status), checks });
    }

    private Task AnswerMemoryAsync(HttpContext context)
    {
        if (context.Request.Query["collect"] == "1")
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        var memory = GC.GetGCMemoryInfo();
        return WriteAsync(context, StatusCodes.Status200OK, new
        {
            heapBytes = GC.GetTotalMemory(forceFullCollection: false),
            committedBytes = memory.TotalCommittedBytes,
            workingSetBytes = Environment.WorkingSet,
            openCircuits = circuits.Count,
            threads = ThreadPool.ThreadCount,
            collections = Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount),
        });
    }

    /// <summary>The configured port; for port 0 the second one the server was given.</summary>
    private int Port() => site.Value.ManagementPort is > 0 and var port
        ? port
        : server.Features.Get<IServerAddressesFeature>()?.Addresses.Select(address => new Uri(address).Port).ElementAtOrDefault(1) ?? 0;

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };

    private static async Task WriteAsync(HttpContext context, int status, object answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        await JsonSerializer.SerializeAsync(context.Response.Body, answer, JsonSerializerOptions.Web, context.RequestAborted);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Now {Status}: {Checks}")]
    private static partial void ReadinessChanged(ILogger logger, string status, string checks);
}
