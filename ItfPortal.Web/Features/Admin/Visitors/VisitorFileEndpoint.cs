using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Security.Headers;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Net.Http.Headers;

namespace ItfPortal.Web.Features.Admin.Visitors;

/// <summary>A file of a visitor's: always saved and never shown, whatever it is; a missing one is the not-found page.</summary>
internal static class VisitorFileEndpoint
{
    public static void MapVisitorFile(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet(PortalUrls.AdminVisitorFile, async (string id, HttpContext context, VisitorInboxService inbox) =>
        {
            if (RecordId.Parse(id) is not { } number)
            {
                return Results.NotFound();
            }
            var read = await inbox.FileAsync(number, context.RequestAborted);
            if (!read.Ok)
            {
                return read.Error is NotFoundError ? Results.NotFound() : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            }
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(read.Value.Name);
            context.Response.Headers.ContentDisposition = disposition.ToString();
            context.Response.Headers.CacheControl = "no-store";
            return Results.Bytes(read.Value.Data, read.Value.Type);
        }).RequireAuthorization(Policies.Administrator).WithMetadata(new SandboxedAnswer());
}
