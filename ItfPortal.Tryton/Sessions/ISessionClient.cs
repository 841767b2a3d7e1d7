namespace ItfPortal.Tryton.Sessions;

/// <summary>Signing in and out of Tryton, and who somebody is there.</summary>
public interface ISessionClient
{
    /// <summary>Opens a session with the person's own login and password (<c>common.db.login</c>, on the sign-in process).</summary>
    /// <exception cref="Protocol.TrytonSignInRefusedException">Wrong login or password, or somebody who may not use the portal.</exception>
    /// <exception cref="Protocol.TrytonRateLimitedException">Too many failures for this login or address.</exception>
    /// <exception cref="Protocol.TrytonLoginParameterException">Tryton asks for a further factor.</exception>
    /// <exception cref="Protocol.TrytonTransportException">Tryton gave no usable answer; says nothing about the password.</exception>
    Task<SessionToken> SignInAsync(SignInRequest request, CancellationToken cancellationToken);

    /// <summary>Ends the session in Tryton (<c>common.db.logout</c>). A session already gone is no error.</summary>
    Task SignOutAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>Who the session's person is and what they are granted (<c>itf_portal.account.whoami</c>).</summary>
    /// <exception cref="Protocol.TrytonSessionExpiredException">The session has ended in Tryton.</exception>
    Task<Identity> WhoAmIAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>The server's version, for example <c>7.0.30</c> (<c>common.server.version</c>). Needs no session.</summary>
    Task<string> ServerVersionAsync(CancellationToken cancellationToken);
}

/// <summary>What a sign-in sends.</summary>
/// <param name="Login">As typed; Tryton compares it as it is.</param>
/// <param name="Password">Never logged.</param>
/// <param name="Language">ISO code of the messages' language, <c>fr</c> or <c>en</c>.</param>
/// <param name="VisitorAddress">The visitor's network address, so that Tryton's throttling counts the visitor, not the portal.</param>
public sealed record SignInRequest(string Login, string Password, string Language, string? VisitorAddress)
{
    /// <summary>Never shows the password.</summary>
    public override string ToString() => "sign-in request";
}
