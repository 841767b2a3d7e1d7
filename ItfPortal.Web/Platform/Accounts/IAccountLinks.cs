using Npgsql;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>
/// Sends people of the portal the mails that open something of their account. What is asked is a row of <c>account_links</c>, written at once
/// and alike for whoever is meant; workers of every replica ask Tryton whether there is such a person and put the mail into the outbox.
/// Whether one went out is for the mailbox to tell, never for who asked. Singleton.
/// </summary>
public interface IAccountLinks
{
    /// <summary>Asks for it in a transaction of its own, for facts that live in Tryton: afterwards, with the key of the fact.</summary>
    /// <param name="link">What to send to whom.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    /// <returns>Whether it was new; false when the same fact had already asked.</returns>
    /// <exception cref="NpgsqlException">Not written.</exception>
    Task<bool> SendAsync(AccountLink link, CancellationToken cancellationToken);

    /// <summary>Asks for it together with what else the transaction does: both or neither.</summary>
    /// <returns>As above.</returns>
    /// <exception cref="NpgsqlException">Not written; the transaction is lost.</exception>
    Task<bool> SendAsync(AccountLink link, NpgsqlTransaction transaction, CancellationToken cancellationToken);
}

/// <summary>
/// A mail about somebody's account that waits to be written; kept sealed as JSON. A property that is added later needs a default: older replicas
/// write rows without it.
/// </summary>
/// <param name="Key">What asks for it, the same at every repeat: <c>invite:</c> and the request. At most 200 characters.</param>
public abstract record AccountLink(string Key)
{
    /// <summary>Never shows whom it is about.</summary>
    public sealed override string ToString() => GetType().Name;
}

/// <summary>
/// Somebody was given access to a company: a link that activates the account (72 hours) where it is new, else the word that it is so. Nobody is
/// told more than three times an hour. One of <paramref name="User"/> and <paramref name="Login"/>.
/// </summary>
/// <param name="Key">As of every link.</param>
/// <param name="Party">Id of the company's <c>party.party</c>.</param>
/// <param name="User">Id of their <c>res.user</c>; null where only the login is known.</param>
/// <param name="Login">As typed.</param>
/// <param name="Inviter">Name of the company's administrator who did; null when it was ITF.</param>
public sealed record AccessLink(string Key, int Party, int? User, string? Login, string? Inviter) : AccountLink(Key);

/// <summary>
/// Who holds a link that holds no more asks for a new one: to the person of that link and for the same, if there still is something to open.
/// </summary>
/// <param name="Key">As of every link.</param>
/// <param name="Digest">Of the older link's secret.</param>
public sealed record AgainLink(string Key, string Digest) : AccountLink(Key);

/// <summary>Somebody wants another address of mail: a link there that makes it theirs (24 hours), five a day for one person.</summary>
/// <param name="Key">As of every link.</param>
/// <param name="User">Id of their <c>res.user</c>.</param>
/// <param name="Address">As typed; it may be somebody else's.</param>
public sealed record AddressLink(string Key, int User, string Address) : AccountLink(Key);

/// <summary>Somebody asks for a code to sign in with, in place of their password (10 minutes), three an hour for one person.</summary>
/// <param name="Key">As of every link.</param>
/// <param name="Login">As typed; it may be nobody's.</param>
public sealed record CodeLink(string Key, string Login) : AccountLink(Key);

/// <summary>Somebody asks for another password: a link that sets it (30 minutes), three an hour for one person.</summary>
/// <param name="Key">As of every link.</param>
/// <param name="Login">As typed; it may be nobody's.</param>
public sealed record ResetLink(string Key, string Login) : AccountLink(Key);
