using ItfPortal.Web.Features.Accounts.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Circuits;

/// <summary>Asks every 30 seconds whether an open tab's session lives: the backstop for an end nobody heard of.</summary>
internal sealed class SessionStateProvider(ILoggerFactory loggers, ISessionLookup sessions, IOptions<PortalSessionOptions> options)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => options.Value.Revalidate;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        if (authenticationState.User.Session() is not { } id)
        {
            return true;
        }
        try
        {
            return await sessions.FindAsync(id, cancellationToken) is not null;
        }
        catch (NpgsqlException)
        {
            // No answer is not an end.
            return true;
        }
    }
}
