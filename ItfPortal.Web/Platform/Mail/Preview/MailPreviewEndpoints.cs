using System.Text;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Mail.Preview;

/// <summary>Mails as documents of their own, as a mail program would show them. Not mapped at all elsewhere than on a developer's machine.</summary>
internal static class MailPreviewEndpoints
{
    public static void MapMailPreview(this IEndpointRouteBuilder endpoints)
    {
        var services = endpoints.ServiceProvider;
        if (!MailPreview.IsOffered(services.GetRequiredService<IHostEnvironment>(), services.GetRequiredService<IOptions<SiteOptions>>().Value))
        {
            return;
        }
        endpoints.MapGet(PortalUrls.MailPreview + "/{name}/{language}/{form}", async (string name, string language, string form, HttpContext context, MailPreview preview) =>
            !preview.Offered(context) || await preview.RenderAsync(name, language, context.RequestAborted) is not { } mail
                ? Results.NotFound()
                : Answer(form, mail.Html, mail.Text)).AllowAnonymous();
        endpoints.MapGet(PortalUrls.MailPreview + "/recus/{file}/{form}", async (string file, string form, HttpContext context, MailPreview preview, CaughtMail caught) =>
            !preview.Offered(context) || await caught.BodyAsync(file, form == "html", context.RequestAborted) is not { } body
                ? Results.NotFound()
                : Answer(form, body, body)).AllowAnonymous();
    }

    private static IResult Answer(string form, string html, string text) => form switch
    {
        "html" => Results.Content(html, "text/html", Encoding.UTF8),
        "texte" => Results.Content(text, "text/plain", Encoding.UTF8),
        _ => Results.NotFound(),
    };
}
