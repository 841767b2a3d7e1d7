using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Accounts;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>
/// Keeps the secret of a mailed link for the browser that opened it, a short time: out of the address, and so out of the history, of what pages
/// tell others, and of logs. Opening a link does nothing else, so programs that open every link of a mail do no harm.
/// </summary>
internal static class LinkCookie
{
    public const string Password = "__Host-itf-mdp";
    public const string Activation = "__Host-itf-activation";
    public const string Address = "__Host-itf-courriel";

    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(30);

    /// <summary>Moves the secret of an address into the cookie; whatever is none empties it.</summary>
    public static void Keep(HttpContext context, string cookie, string? secret)
    {
        if (LinkSecret.DigestOf(secret) is null)
        {
            Delete(context, cookie);
            return;
        }
        context.Response.Cookies.Append(cookie, secret!, SessionCookie.Options(s_kept));
    }

    /// <summary>Used, or of no use.</summary>
    public static void Delete(HttpContext context, string cookie) => context.Response.Cookies.Delete(cookie, SessionCookie.Options());

    /// <summary>What Tryton knows the browser's link by; null when it has none.</summary>
    public static string? DigestOf(HttpContext context, string cookie) => LinkSecret.DigestOf(context.Request.Cookies[cookie]);
}
