using System.Globalization;
using System.Security.Claims;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>The signed-in person as ASP.NET sees them: only what authorisation needs, never a secret.</summary>
internal static class SessionPrincipal
{
    /// <summary>Id of the session (not the cookie's value).</summary>
    public const string SessionId = "sid";

    /// <summary>Id of the <c>res.user</c>; antiforgery tokens are bound to it.</summary>
    public const string UserId = ClaimTypes.NameIdentifier;

    /// <summary><see cref="Customer"/>, <see cref="Staff"/>, <see cref="Administrator"/>; several are possible.</summary>
    public const string Kind = "kind";

    /// <summary>Kind of somebody with at least one company.</summary>
    public const string Customer = "customer";

    /// <summary>Kind of ITF's own people.</summary>
    public const string Staff = "staff";

    /// <summary>Kind of those of them who administer the portal; they are <see cref="Staff"/> too.</summary>
    public const string Administrator = "administrator";

    /// <summary>Makes it.</summary>
    public static ClaimsPrincipal Of(PortalSession session)
    {
        var identity = new ClaimsIdentity(
            [
                new(SessionId, session.Id),
                new(UserId, session.Identity.User.ToString(CultureInfo.InvariantCulture)),
                new(ClaimTypes.Name, session.Identity.Name),
                new(Preferences.LanguageClaim, session.Identity.Language),
            ],
            SessionAuthentication.Scheme);
        if (session.Identity.Staff is not null)
        {
            identity.AddClaim(new(Kind, Staff));
            if (session.Identity.Staff is StaffRole.Administrator)
            {
                identity.AddClaim(new(Kind, Administrator));
            }
        }
        if (session.Identity.Companies.Length > 0)
        {
            identity.AddClaim(new(Kind, Customer));
        }
        return new ClaimsPrincipal(identity);
    }

    /// <summary>Id of the principal's session, null for a visitor.</summary>
    public static string? Session(this ClaimsPrincipal principal) => principal.FindFirst(SessionId)?.Value;

    /// <summary>Whether the person may use the portal at all.</summary>
    public static bool HasGrants(this Identity identity) => identity.Staff is not null || identity.Companies.Length > 0;
}
