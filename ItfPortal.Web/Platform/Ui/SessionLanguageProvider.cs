using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Localization;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>The language Tryton knows for the signed-in person, when they chose none on this device.</summary>
internal sealed class SessionLanguageProvider : RequestCultureProvider
{
    public override async Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (httpContext.RequestServices.GetService<IAuthenticationService>() is null)
        {
            return null;
        }
        // The languages are settled before authorisation; the handler answers once per request, so this costs nothing twice.
        var schemes = httpContext.RequestServices.GetRequiredService<IAuthenticationSchemeProvider>();
        if (await schemes.GetDefaultAuthenticateSchemeAsync() is null)
        {
            return null;
        }
        var result = await httpContext.AuthenticateAsync();
        return Languages.Result(result.Principal?.FindFirst(Preferences.LanguageClaim)?.Value);
    }
}
