using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Web.Platform.Security;

/// <summary>A signed-in person's session, as the portal's database keeps it.</summary>
/// <param name="Id">SHA-256 of the cookie's value, base64url; safe to log and to compare, useless as a cookie.</param>
/// <param name="Token">The person's own Tryton session.</param>
/// <param name="Identity">Who they are and what they are granted, as last read from Tryton.</param>
/// <param name="StartedAt">UTC.</param>
public sealed record PortalSession(string Id, SessionToken Token, Identity Identity, DateTimeOffset StartedAt)
{
    /// <summary>How long a person who proved who they are is believed when they do something that matters: the same in Tryton's module.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(10);

    /// <summary>When they last gave their password, and their code if they have one. UTC; 1970 for who signed in by a mailed code and never did.</summary>
    public DateTimeOffset ProvedAt { get; init; }

    /// <summary>
    /// Whether that is recent enough to change an address, a factor, to close an account. If not, <see cref="PortalUrls.ConfirmThen"/>
    /// asks again and comes back.
    /// </summary>
    public bool IsFresh(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        return time.GetUtcNow() - ProvedAt < FreshFor;
    }

    /// <summary>
    /// Whether they must prove who they are before something that matters, though its form asks for the password: whoever has a second factor
    /// proves both, and a password alone, found or guessed, changes nothing.
    /// </summary>
    public bool MustProve(TimeProvider time) => Identity.Factor is { Active: true } && !IsFresh(time);

    /// <summary>Whether they must get a second factor before anything else.</summary>
    public bool MustEnrol => Identity.Factor is { Required: true, Active: false };

    /// <summary>The scope for a company's code; the only company when the code is null. Null when there is no such grant.</summary>
    public PartyScope? Scope(string? code)
    {
        var companies = Identity.Companies;
        var company = code is null
            ? (companies.Length == 1 ? companies[0] : null)
            : companies.FirstOrDefault(c => string.Equals(c.Code, code, StringComparison.OrdinalIgnoreCase));
        return company is null ? null : new PartyScope(Identity.User, company);
    }
}

/// <summary>
/// The signed-in person of this request or circuit. Scoped; looks the session up by the authenticated principal only,
/// so that a push from another circuit can never borrow somebody else's identity.
/// </summary>
public interface ICurrentSession
{
    /// <summary>The session, or null for a visitor or when it has ended. Cheap: at most one look-up every 5 seconds.</summary>
    ValueTask<PortalSession?> GetAsync(CancellationToken cancellationToken);

    /// <summary>The session, checked again now.</summary>
    /// <exception cref="SessionEndedException">It has ended; the person must sign in.</exception>
    ValueTask<PortalSession> RequireAsync(CancellationToken cancellationToken);
}

/// <summary>The session has ended: signed out, revoked, or ended in Tryton.</summary>
public sealed class SessionEndedException() : Exception("The session has ended");
