namespace ItfPortal.Web.Platform.Security;

/// <summary>Opens a new session in Tryton under a living portal session, when Tryton's own has ended. Scoped: for the circuit's person only.</summary>
public interface IPasswordAgain
{
    /// <summary>Tries a password. Nothing but the session's Tryton key changes; open pages stay as they are.</summary>
    /// <param name="password">Handed to Tryton, kept nowhere.</param>
    /// <param name="code">Of the second factor; null until it is asked for.</param>
    /// <param name="cancellationToken">Ends the wait, not a sign-in under way.</param>
    Task<PasswordAnswer> TryAsync(string password, string? code, CancellationToken cancellationToken);
}

/// <summary>What came of a password.</summary>
public enum PasswordAnswer
{
    /// <summary>What was pending may be read again.</summary>
    Accepted,

    /// <summary>The password is right and a code of the second factor is missing.</summary>
    CodeNeeded,

    /// <summary>Wrong, or too many were; the two are told alike.</summary>
    Refused,

    /// <summary>Tryton gives no answer.</summary>
    Unavailable,

    /// <summary>The portal's own session has ended: the sign-in page is the only way.</summary>
    Ended,
}
