using Microsoft.AspNetCore.Mvc;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>Language and theme: two cookies, written by plain forms, so that both work without JavaScript.</summary>
public static class Preferences
{
    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public const string LanguageCookie = "itf-lang";

    /// <summary><c>light</c> or <c>dark</c>; absent for the device's own.</summary>
    public const string ThemeCookie = "itf-theme";

    /// <summary>The claim that carries the language Tryton knows for a person.</summary>
    public const string LanguageClaim = "language";

    /// <summary>The value of <c>data-theme</c>: <c>light</c>, <c>dark</c>, or null to follow the device.</summary>
    public static string? ThemeOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Cookies[ThemeCookie] is "light" or "dark" ? request.Cookies[ThemeCookie] : null;
    }

    /// <summary>Keeps the language of somebody who has just signed in; an unknown one changes nothing.</summary>
    public static void RememberLanguage(HttpContext context, string language)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (Languages.CultureOf(language) is not null)
        {
            context.Response.Cookies.Append(LanguageCookie, language, Attributes());
        }
    }

    internal static void MapPreferences(this IEndpointRouteBuilder endpoints)
    {
        // [FromForm] makes the antiforgery middleware check the token before the handler runs.
        endpoints.MapPost(PortalUrls.Theme, ([FromForm(Name = "theme")] string? theme, [FromForm(Name = "retour")] string? back, HttpContext context) =>
            Keep(context, ThemeCookie, theme is "light" or "dark" ? theme : null, back)).AllowAnonymous();
        endpoints.MapPost(PortalUrls.Language, async ([FromForm(Name = "langue")] string? language, [FromForm(Name = "retour")] string? back, ILanguageKeeper person, HttpContext context) =>
        {
            var known = Languages.CultureOf(language) is null ? null : language;
            if (known is not null)
            {
                await person.KeepAsync(known, context.RequestAborted);
            }
            return Keep(context, LanguageCookie, known, back);
        }).AllowAnonymous();
    }

    private static IResult Keep(HttpContext context, string cookie, string? value, string? back)
    {
        var options = Attributes();
        if (value is null)
        {
            context.Response.Cookies.Delete(cookie, options);
        }
        else
        {
            context.Response.Cookies.Append(cookie, value, options);
        }
        return Results.LocalRedirect(LocalUrl.OrHome(back));
    }

    // Secure on http://127.0.0.1 too: browsers accept it there, and the site is nowhere else without https.
    private static CookieOptions Attributes() => new()
    {
        MaxAge = TimeSpan.FromDays(365),
        SameSite = SameSiteMode.Lax,
        Secure = true,
        HttpOnly = true,
        Path = "/",
        IsEssential = true,
    };
}
