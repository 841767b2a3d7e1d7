using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Mvc;

namespace ItfPortal.Web.Features.Admin;

/// <summary>The button "send again" of the list of mails: a plain form, so that it works without a circuit.</summary>
internal static class MailsEndpoint
{
    public static void MapMailResend(this IEndpointRouteBuilder endpoints) =>
        // [FromForm] makes the antiforgery middleware check the token before the handler runs.
        endpoints.MapPost(PortalUrls.AdminMailResend, async (
            [FromForm(Name = "courriel")] string? id, [FromForm(Name = "etat")] string? state, HttpContext context, MailsService mails) =>
        {
            var outcome = !Guid.TryParse(id, out var mail) ? MailsPage.TooLate
                : await mails.ResendAsync(mail, AuditOrigin.Of(context), context.RequestAborted) switch
                {
                    { Ok: true, Value: true } => MailsPage.Resent,
                    { Ok: true } => MailsPage.TooLate,
                    { Error: AuditUnavailableError } => MailsPage.NotRecorded,
                    _ => MailsPage.Failed,
                };
            context.Response.Headers.Location = PortalUrls.Mails(MailsPage.Word(MailsPage.State(state)), null, null, outcome);
            return Results.StatusCode(StatusCodes.Status303SeeOther);
        }).RequireAuthorization(Policies.Administrator);
}
