namespace ItfPortal.Tryton.Sessions;

/// <summary>Signing in and out of Tryton, and who somebody is there.</summary>
public interface ISessionClient
{
    /// <summary>Opens a session with the person's own login and password (<c>common.db.login</c>, on the sign-in process).</summary>
    /// <exception cref="Protocol.TrytonSignInRefusedException">Wrong login or password, or somebody who may not use the portal.</exception>
    /// <exception cref="Protocol.TrytonRateLimitedException">Too many failures for this login or address.</exception>
    /// <exception cref="Protocol.TrytonLoginParameterException">Tryton asks for a further factor: sign in again with <see cref="SignInRequest.With"/>.</exception>
    /// <exception cref="Protocol.TrytonUnsupportedServerException">The server is too old to be trusted with passwords.</exception>
    /// <exception cref="Protocol.TrytonTransportException">Tryton gave no usable answer; says nothing about the password.</exception>
    Task<SessionToken> SignInAsync(SignInRequest request, CancellationToken cancellationToken);

    /// <summary>Ends the session in Tryton (<c>common.db.logout</c>). A session already gone is no error.</summary>
    Task SignOutAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>Who the session's person is and what they are granted (<c>itf_portal.account.whoami</c>).</summary>
    /// <exception cref="Protocol.TrytonSessionExpiredException">The session has ended in Tryton.</exception>
    Task<Identity> WhoAmIAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>
    /// The server's version, for example <c>7.0.56</c>, or its series alone from the newer ones (<c>common.server.version</c>). Needs no
    /// session. Asks the server each time; every other call relies on an answer that is at most ten minutes old.
    /// </summary>
    /// <exception cref="Protocol.TrytonUnsupportedServerException">Older than the floor, and not named in <see cref="TrytonOptions.AllowedVersions"/>.</exception>
    /// <exception cref="Protocol.TrytonTransportException">No usable answer.</exception>
    Task<string> ServerVersionAsync(CancellationToken cancellationToken);
}
