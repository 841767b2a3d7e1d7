namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>Writes the portal's own cookies, always Secure: browsers accept that on http://127.0.0.1 too.</summary>
internal static class SessionCookie
{
    /// <summary>Signed in: gone when the browser closes, unless it is kept for longer.</summary>
    public static void Write(HttpContext context, string value, TimeSpan? keptFor = null) =>
        context.Response.Cookies.Append(SessionKey.CookieName, value, Options(keptFor));

    /// <summary>Signed out.</summary>
    public static void Delete(HttpContext context) => context.Response.Cookies.Delete(SessionKey.CookieName, Options());

    /// <summary>Attributes of every cookie of ours that scripts have no business with.</summary>
    // Lax, not Strict: somebody coming from a mail or from the payment page is still signed in.
    public static CookieOptions Options(TimeSpan? maxAge = null) =>
        new() { HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true, MaxAge = maxAge };
}
