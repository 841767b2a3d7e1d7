using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>What came of a sign-in.</summary>
public abstract record SignInOutcome
{
    /// <summary>Signed in.</summary>
    /// <param name="Key">The cookie's value: the only copy.</param>
    /// <param name="Device">The device cookie's value.</param>
    /// <param name="Identity">Who.</param>
    public sealed record SignedIn(string Key, string Device, Identity Identity) : SignInOutcome
    {
        /// <summary>How long the browser keeps the cookie; null until it closes.</summary>
        public TimeSpan? KeptFor { get; init; }

        /// <summary>Never shows the key.</summary>
        public override string ToString() => "signed in";
    }

    /// <summary>
    /// Wrong password, unknown login, somebody disabled, somebody without grants, or too many failures for the account:
    /// one answer for all, so that none tells whether an account exists.
    /// </summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>The password was right, and a code is asked for besides.</summary>
    /// <param name="Ticket">The value of the ticket's cookie: the only copy.</param>
    public sealed record CodeNeeded(string Ticket) : SignInOutcome
    {
        /// <summary>Never shows the ticket.</summary>
        public override string ToString() => "a code is needed";
    }

    /// <summary>The second step without a ticket that holds: too late, too many wrong codes, or never begun.</summary>
    public sealed record TicketEnded : SignInOutcome;

    /// <summary>Too many forms from one address.</summary>
    public sealed record TooMany(TimeSpan RetryAfter) : SignInOutcome;

    /// <summary>Tryton gave no answer; says nothing about the password.</summary>
    public sealed record Unavailable : SignInOutcome;
}

/// <summary>One posted form.</summary>
/// <param name="Login">As typed, without surrounding spaces.</param>
/// <param name="Password">Never logged, never shown again.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Address">The visitor's.</param>
/// <param name="UserAgent">For the list of devices.</param>
/// <param name="Device">The device cookie, if any.</param>
/// <param name="Previous">Id of the session the browser still has: it ends.</param>
public sealed record SignInAttempt(
    string Login, string Password, string Language, System.Net.IPAddress? Address, string? UserAgent, string? Device, string? Previous)
{
    /// <summary>What <see cref="Password"/> holds is a code that was mailed in its place. It opens a session that proves no password.</summary>
    public bool ByMail { get; init; }

    /// <summary>Stay signed in: heard only from a browser that signed in to this account before.</summary>
    public bool Remember { get; init; }

    /// <summary>Never shows the password.</summary>
    public override string ToString() => "sign-in attempt";
}
