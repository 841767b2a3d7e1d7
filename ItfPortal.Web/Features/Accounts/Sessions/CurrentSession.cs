using System.Globalization;
using System.Security.Claims;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components.Authorization;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>
/// The person of this scope. A request's scope is given its principal by the pipeline; a circuit's scope has only its own
/// authentication state, so that a push from another circuit can never borrow an identity.
/// </summary>
internal sealed class CurrentSession(ISessionLookup sessions, IServiceProvider services) : ICurrentSession
{
    private ClaimsPrincipal? _principal;
    private PortalSession? _found;

    /// <summary>Called by the pipeline, for requests only.</summary>
    /// <param name="principal">Whose request it is.</param>
    /// <param name="found">Their session, where it must not be looked up again: the page of an error is written without waiting for that.</param>
    public void Set(ClaimsPrincipal principal, PortalSession? found) => (_principal, _found) = (principal, found);

    public async ValueTask<PortalSession?> GetAsync(CancellationToken cancellationToken) =>
        _found ?? (await IdAsync() is { } id ? await sessions.FindAsync(id, cancellationToken) : null);

    public async ValueTask<PortalSession> RequireAsync(CancellationToken cancellationToken)
    {
        var session = (await IdAsync() is { } id ? await sessions.FindNowAsync(id, cancellationToken) : null) ?? throw new SessionEndedException();
        // What Tryton refuses it says in the language of the page.
        return session with { Token = session.Token with { Language = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName } };
    }

    private async ValueTask<string?> IdAsync()
    {
        if (_principal is not null)
        {
            return _principal.Session();
        }
        var state = services.GetRequiredService<AuthenticationStateProvider>();
        return (await state.GetAuthenticationStateAsync()).User.Session();
    }
}
