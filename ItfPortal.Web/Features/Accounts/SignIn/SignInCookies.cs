using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>What a browser is given by a sign-in, whichever page it came through.</summary>
internal static class SignInCookies
{
    /// <summary>The session's key, the mark of a known browser, and the person's language.</summary>
    public static void Write(HttpContext context, SignInOutcome.SignedIn signedIn, TimeSpan deviceFor)
    {
        SessionCookie.Write(context, signedIn.Key, signedIn.KeptFor);
        context.Response.Cookies.Append(KnownDevices.CookieName, signedIn.Device, SessionCookie.Options(deviceFor));
        Preferences.RememberLanguage(context, signedIn.Identity.Language);
    }

    /// <summary>The ticket between the two steps.</summary>
    public static void Write(HttpContext context, SignInOutcome.CodeNeeded needed) =>
        context.Response.Cookies.Append(SignInTickets.CookieName, needed.Ticket, SessionCookie.Options(SignInTickets.HoldsFor));
}
