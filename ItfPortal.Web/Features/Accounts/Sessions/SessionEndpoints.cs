using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>What open pages ask of their session, and the button that keeps it. Asking is no activity.</summary>
internal static class SessionEndpoints
{
    private const string Over = "over";

    /// <summary>Maps both.</summary>
    public static void MapSessions(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(PortalUrls.SessionState, StateAsync).AllowAnonymous();
        endpoints.MapPost(PortalUrls.SessionStay, StayAsync).AllowAnonymous();
    }

    // An ended session is an answer like another one: a script asks, and no error has happened. Whether it lives is known here (5 s); how long is the database's to say.
    private static async Task<IResult> StateAsync(
        HttpContext context, SessionStore store, PortalSessions sessions, IOptions<PortalSessionOptions> options, TimeProvider time)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (context.User.Session() is not { } id)
        {
            return Results.Json(new SessionState(0, 0, Over, null));
        }
        if (!context.Request.Query.ContainsKey("reste"))
        {
            return Results.NoContent();
        }
        // What the person did a moment ago may not be written yet.
        await sessions.WriteTouchedAsync(id, context.RequestAborted);
        if (await store.LeftAsync(id, context.RequestAborted) is not { } left)
        {
            // Ended by its time: what was believed for 5 seconds more is not.
            sessions.Forget(id);
            return Results.Json(new SessionState(0, 0, Over, null));
        }
        var absolute = left.Absolute <= left.Idle + (options.Value.AbsoluteWarning - options.Value.IdleWarning);
        var (rest, warning) = absolute ? (left.Absolute, options.Value.AbsoluteWarning) : (left.Idle, options.Value.IdleWarning);
        return Results.Json(new SessionState(
            Math.Max(0, rest.TotalSeconds), warning.TotalSeconds, absolute ? "absolute" : "idle", Formats.Time((time.GetUtcNow() + rest).UtcDateTime)));
    }

    private static async Task<IResult> StayAsync(HttpContext context, IAntiforgery antiforgery, SessionStore store)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        if (context.User.Session() is not { } id)
        {
            return Results.Json(new SessionState(0, 0, Over, null));
        }
        await store.TouchAsync([id], context.RequestAborted);
        return Results.NoContent();
    }
}

/// <summary>How long a session lives when nothing more is done.</summary>
/// <param name="Left">Seconds until its end.</param>
/// <param name="Warn">Seconds before the end from which pages say so.</param>
/// <param name="Kind"><c>idle</c>: the person can stay; <c>absolute</c>: they must sign in anew; <c>over</c>: it has ended.</param>
/// <param name="Until">The time of day of its end, in the company's zone and the reader's form; null when it is over.</param>
internal sealed record SessionState(double Left, double Warn, string Kind, string? Until);
