using System.Text.Encodings.Web;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>Looks the cookie's session up. The cookie is opaque: nothing in it is believed, losing the key ring signs nobody out.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, PortalSessions sessions,
    IAuditLog audit)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public new const string Scheme = "session";

    private PortalSession? _session;
    private bool _ended;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionKey.IdOf(Request.Cookies[SessionKey.CookieName]) is not { } id)
        {
            return AuthenticateResult.NoResult();
        }
        var session = await sessions.FindAsync(id, Context.RequestAborted);
        (_session, _ended) = (session, session is null);
        Context.Features.Set(session);
        return session is null
            ? AuthenticateResult.NoResult()
            : AuthenticateResult.Success(new AuthenticationTicket(SessionPrincipal.Of(session), Scheme));
    }

    /// <summary>To the sign-in page and back; a write is not repeated, so it comes back to the page of the write.</summary>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var here = HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method) ? Request.PathBase + Request.Path + Request.QueryString : null;
        Response.Redirect(PortalUrls.SignInThen(here, _ended ? "session" : null));
        return Task.CompletedTask;
    }

    /// <summary>A page of somebody else's kind answers as a missing one.</summary>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        if (_session is { } session)
        {
            audit.Note(new AuditEntry(AuditEvent.AccessDenied, AuditOutcome.Denied, AuditActor.Of(session))
            {
                Parties = [.. session.Identity.Companies.Select(company => company.Party)],
                Target = new AuditTarget(AuditTargets.Page, Request.Path.Value),
                Origin = AuditOrigin.Of(Context),
            });
        }
        return Task.CompletedTask;
    }
}
