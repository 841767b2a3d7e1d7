using System.Text.Json;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.Diagnostics;

namespace ItfPortal.Web.Platform.Security.Headers;

/// <summary>Takes the browsers' reports of violated policy: small, few, and never believed.</summary>
internal static partial class CspReports
{
    private const int MaxBytes = 16 * 1024;
    private const int PerMinute = 20;

    public static void MapCspReports(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(PortalUrls.CspReport, ReceiveAsync).AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> ReceiveAsync(HttpContext context, IRateCounter rates, ILoggerFactory loggers)
    {
        // Nobody sees the answer.
        context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
        if (context.Request.ContentType?.Split(';')[0].Trim() is not ("application/csp-report" or "application/reports+json" or "application/json"))
        {
            return Results.StatusCode(StatusCodes.Status415UnsupportedMediaType);
        }
        var hit = await rates.TakeAsync("csp:" + VisitorAddress.Of(context), PerMinute, TimeSpan.FromMinutes(1), context.RequestAborted);
        if (!hit.Allowed)
        {
            return Results.StatusCode(StatusCodes.Status429TooManyRequests);
        }
        var buffer = new byte[MaxBytes + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > MaxBytes)
        {
            return Results.StatusCode(StatusCodes.Status413PayloadTooLarge);
        }
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length), new() { MaxDepth = 8 });
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("csp-report", out var report)
                && report.ValueKind == JsonValueKind.Object)
            {
                LogViolation(
                    loggers.CreateLogger("ItfPortal.Web.CspReports"), Text(report, "effective-directive") ?? Text(report, "violated-directive"),
                    Place(Text(report, "document-uri")), Place(Text(report, "blocked-uri")));
            }
        }
        catch (JsonException)
        {
            return Results.BadRequest();
        }
        return Results.NoContent();
    }

    private static string? Text(JsonElement report, string name) =>
        report.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Clean(value.GetString()!) : null;

    /// <summary>Without the query, which may hold what somebody searched for.</summary>
    private static string? Place(string? uri) => uri?.Split('?', '#')[0];

    private static string Clean(string text) => new([.. text.Take(200).Where(c => !char.IsControl(c))]);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Content security policy violated: {Directive} on {Page} by {Blocked}")]
    private static partial void LogViolation(ILogger logger, string? directive, string? page, string? blocked);
}
