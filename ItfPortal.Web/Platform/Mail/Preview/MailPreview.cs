using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Mail.Preview;

/// <summary>Every template with sample data, for those who write mails: Development, a site on loopback and a visitor on loopback, all three.</summary>
public sealed class MailPreview(MailRenderer renderer, IOptions<SiteOptions> site, IHostEnvironment environment)
{
    /// <summary>Names of the templates.</summary>
    public IReadOnlyList<string> Templates => [.. MailTemplates.All.Select(template => template.Name)];

    /// <summary>Whether this visitor is shown any of it.</summary>
    public bool Offered(HttpContext? context) =>
        IsOffered(environment, site.Value)
        && context?.Connection.RemoteIpAddress is { } address && System.Net.IPAddress.IsLoopback(address);

    /// <summary>The mail of a template; null when there is no such template or language.</summary>
    public async Task<RenderedMail?> RenderAsync(string name, string language, CancellationToken cancellationToken)
    {
        if (MailTemplates.Find(name) is not { } template || language is not ("fr" or "en"))
        {
            return null;
        }
        var reader = new MailRecipient("marie@example.com", "Marie Tremblay", language == "en" ? Language.English : Language.French);
        return await renderer.RenderAsync(MailSamples.Of(template), reader, cancellationToken);
    }

    internal static bool IsOffered(IHostEnvironment environment, SiteOptions site) => environment.IsDevelopment() && site.BaseUri.IsLoopback;
}
