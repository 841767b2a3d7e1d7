using ItfPortal.Web.Features.Accounts.Sessions;
using Microsoft.AspNetCore.Antiforgery;

namespace ItfPortal.Web.Features.Accounts.SignOut;

/// <summary>Ends the session here, in every open tab and in Tryton.</summary>
internal static class SignOutEndpoint
{
    /// <summary>POST only: a link or an image on another site must not sign anybody out.</summary>
    public static void MapSignOut(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost(PortalUrls.SignOut, SignOutAsync).AllowAnonymous();
        // Said plainly: without it the pages' fallback would answer that there is no such address.
        endpoints.MapMethods(PortalUrls.SignOut, [HttpMethods.Get, HttpMethods.Head], (HttpContext context) =>
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return Results.StatusCode(StatusCodes.Status405MethodNotAllowed);
        }).AllowAnonymous();
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IAntiforgery antiforgery, SessionEnder ender)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        // The cookie names the session, not the principal: one that expired a moment ago is ended in Tryton too.
        if (SessionKey.IdOf(context.Request.Cookies[SessionKey.CookieName]) is { } id)
        {
            // Not the request's token: somebody who closes the tab right after the click has signed out all the same.
            await ender.EndAsync(id, SessionEnder.SignOut, CancellationToken.None);
        }
        SessionCookie.Delete(context);
        // Not "cookies": the language and the known device stay.
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = PortalUrls.SignedOut;
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
