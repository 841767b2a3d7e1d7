using Serilog;
using Serilog.AspNetCore;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>
/// What is written, and how. Never bodies, headers, cookies or query strings (searches, tokens of mailed links); of a path
/// that carries a secret only its beginning.
/// </summary>
internal static class Logging
{
    private const string Readable = "[{Timestamp:HH:mm:ss.fff} {Level:u3}] {SourceContext}: {Message:lj} {CorrelationId}{NewLine}{Exception}";

    /// <summary>What follows the first segment is a one-time secret or a provider's business.</summary>
    private static readonly string[] s_secretPaths = ["/activation", "/mot-de-passe", "/courriel", "/webhooks", "/invitation"];

    /// <summary>Asked for all the time by open pages; of interest only when they fail.</summary>
    private static readonly string[] s_quietPaths = ["/_blazor", "/_framework", "/_content", "/css", "/js", "/fonts", "/img", PortalUrls.SessionState];

    public static void Configure(LoggerConfiguration logger, IConfiguration configuration, IHostEnvironment environment)
    {
        logger
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            .MinimumLevel.Override("Polly", LogEventLevel.Error)
            // Asked every two seconds; the management port writes a line when the answer changes.
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .ReadFrom.Configuration(configuration)
            .Enrich.With<CorrelationEnricher>()
            .Enrich.FromLogContext();
        // Written by a thread of its own: a request does not wait for the terminal or the disk behind it.
        logger.WriteTo.Async(sinks =>
        {
            if (environment.IsDevelopment())
            {
                sinks.Console(outputTemplate: Readable, formatProvider: System.Globalization.CultureInfo.InvariantCulture);
            }
            else
            {
                sinks.Console(new CompactJsonFormatter());
            }
        });
    }

    /// <summary>One line per request.</summary>
    public static void Requests(RequestLoggingOptions options)
    {
        options.IncludeQueryInRequestPath = false;
        options.MessageTemplate = "{RequestMethod} {RequestPath} {StatusCode} in {Elapsed:0.0} ms";
        options.GetLevel = (context, _, exception) => exception is not null || context.Response.StatusCode >= 500
            ? LogEventLevel.Error
            : s_quietPaths.Any(path => context.Request.Path.StartsWithSegments(path)) ? LogEventLevel.Debug : LogEventLevel.Information;
        options.GetMessageTemplateProperties = (context, _, elapsed, status) =>
        [
            new("RequestMethod", new ScalarValue(context.Request.Method)),
            new("RequestPath", new ScalarValue(Path(context.Request.Path))),
            new("StatusCode", new ScalarValue(status)),
            new("Elapsed", new ScalarValue(elapsed)),
        ];
        options.EnrichDiagnosticContext = (line, context) =>
        {
            if (CircuitTelemetry.UserId(context.User) is { } user)
            {
                line.Set("UserId", user);
            }
        };
    }

    /// <summary>The path as it may be written down.</summary>
    internal static string Path(PathString path) =>
        s_secretPaths.FirstOrDefault(secret => path.StartsWithSegments(secret, out var rest) && rest.HasValue) is { } start ? start + "/…" : path.Value ?? "";
}
