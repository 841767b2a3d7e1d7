using ItfPortal.Web.Platform.Configuration;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Security.Headers;

/// <summary>The headers of every answer, errors included. There is one content security policy and no inline script.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, IOptions<SiteOptions> site)
{
    private readonly string _policy = ContentSecurityPolicy(site.Value.BaseUri);
    private readonly bool _secure = site.Value.IsSecure;

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            Write(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>
    /// The policy of a site. <c>style-src 'unsafe-inline'</c> is MudBlazor's: its theme is a style element, its overlays
    /// carry style attributes.
    /// </summary>
    internal static string ContentSecurityPolicy(Uri site)
    {
        var secure = site.Scheme == Uri.UriSchemeHttps;
        string[] directives =
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            $"connect-src 'self' {(secure ? "wss" : "ws")}://{site.Authority}",
            "manifest-src 'self'",
            "frame-src 'none'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            .. secure ? ["upgrade-insecure-requests"] : Array.Empty<string>(),
            $"report-uri {PortalUrls.CspReport}",
        ];
        return string.Join("; ", directives);
    }

    private void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = context.GetEndpoint()?.Metadata.GetMetadata<SandboxedAnswer>() is null ? _policy : SandboxedAnswer.Policy;
        if (_secure)
        {
            headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        }
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = CarriesToken(context.Request.Path) ? "no-referrer" : "strict-origin-when-cross-origin";
        headers["Permissions-Policy"] = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(), "
            + "publickey-credentials-create=(self), publickey-credentials-get=(self)";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XXSSProtection = "0";
        // What a signed-in person was shown stays in no cache, the browser's own included. Files of the build are public.
        if (context.User.Identity?.IsAuthenticated == true && context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        {
            headers.CacheControl = "no-store";
            headers.Remove("Pragma");
        }
    }

    private static bool CarriesToken(PathString path) =>
        path.StartsWithSegments(PortalUrls.PasswordReset, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(PortalUrls.Activation, StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments(PortalUrls.EmailChange, StringComparison.OrdinalIgnoreCase);
}
