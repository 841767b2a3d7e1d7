namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// MudBlazor's two files. Their fingerprinted addresses are served uncompressed (627 KB), so they are asked for by their plain
/// address with the version in the query, which is served as Brotli; that address is made cacheable for good here.
/// </summary>
public static class MudBlazorAssets
{
    private static readonly string s_version = typeof(MudBlazor.MudTheme).Assembly.GetName().Version?.ToString(3) ?? "0";

    /// <summary>Address of the style sheet.</summary>
    public static string Css { get; } = $"/_content/MudBlazor/MudBlazor.min.css?v={s_version}";

    /// <summary>Address of the script.</summary>
    public static string Js { get; } = $"/_content/MudBlazor/MudBlazor.min.js?v={s_version}";

    internal static Task CacheForever(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/_content/MudBlazor", StringComparison.Ordinal) && context.Request.Query["v"] == s_version)
        {
            context.Response.OnStarting(static state =>
            {
                var response = ((HttpContext)state).Response;
                if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                {
                    response.Headers.CacheControl = "public, max-age=31536000, immutable";
                }
                return Task.CompletedTask;
            }, context);
        }
        return next(context);
    }
}
