using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Diagnostics;

namespace ItfPortal.Web.Layout;

/// <summary>The address in the reader's browser, for links to the same page and for switches that come back to it.</summary>
internal static class HereUrl
{
    /// <summary>
    /// Path and query without fragment. An error page is rendered under an address of its own; what the reader asked for is kept
    /// by the middleware that did so.
    /// </summary>
    public static string Of(HttpContext? context, NavigationManager navigation)
    {
        if (context?.Features.Get<IStatusCodeReExecuteFeature>() is { } asked)
        {
            return asked.OriginalPathBase + asked.OriginalPath + asked.OriginalQueryString;
        }
        return context?.Features.Get<IExceptionHandlerPathFeature>() is { } failed
            ? failed.Path
            : "/" + navigation.ToBaseRelativePath(navigation.Uri).Split('#')[0];
    }
}
