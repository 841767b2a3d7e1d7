using Microsoft.AspNetCore.Localization;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>The language a reader chose with the switch.</summary>
internal sealed class LanguageCookieProvider : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return Task.FromResult(Languages.Result(httpContext.Request.Cookies[Preferences.LanguageCookie]));
    }
}
