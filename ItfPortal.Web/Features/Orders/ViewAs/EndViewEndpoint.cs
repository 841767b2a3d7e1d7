using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Antiforgery;

namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>The banner's button, which works without a circuit.</summary>
internal static class EndViewEndpoint
{
    /// <summary>POST only: a link or an image must not end anything.</summary>
    public static void MapEndView(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost(PortalUrls.Board + "/vue/{id}/fin", EndAsync).RequireAuthorization(Policies.Staff);

    private static async Task<IResult> EndAsync(string id, HttpContext context, IAntiforgery antiforgery, ViewService views)
    {
        if (!await antiforgery.IsRequestValidAsync(context))
        {
            return Results.BadRequest();
        }
        if (RecordId.Parse(id) is not { } view)
        {
            return Results.NotFound();
        }
        // Not the request's token: somebody who closes the tab right after the click has ended it all the same.
        var ended = await views.EndAsync(view, AuditOrigin.Of(context), CancellationToken.None);
        return ended switch
        {
            { Ok: true } or { Error: RefusedError } => SeeOther(PortalUrls.Board),
            { Error: NotFoundError } => Results.NotFound(),
            // Tryton is away: back to the view, which says so and is over at its time.
            _ => SeeOther(PortalUrls.ViewOrders(view)),
        };

        IResult SeeOther(string url)
        {
            context.Response.Headers.Location = url;
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        }
    }
}
