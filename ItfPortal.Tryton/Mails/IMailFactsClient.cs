using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.Mails;

/// <summary>What a mail may say to one reader. Runs as the service user; Tryton reads as the reader.</summary>
public interface IMailFactsClient
{
    /// <summary>The facts of an event for one reader (<c>itf_portal.mail.facts</c>).</summary>
    /// <param name="eventId">Id of the event.</param>
    /// <param name="user">Id of the reader's <c>res.user</c>.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    /// <returns>Null when the reader may not see what it is about, is no customer who can sign in, or there is no such event: no mail is sent.</returns>
    /// <exception cref="TrytonException">Tryton could not be asked.</exception>
    Task<MailFacts?> FactsAsync(long eventId, int user, CancellationToken cancellationToken);

    /// <summary>Whom to tell what happens to an account (<c>itf_portal.mail.owner</c>).</summary>
    /// <param name="login">As typed by somebody who is not signed in.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    /// <returns>Null when nobody who may use the portal signs in with it. Known by the mail's reader only: a visitor is answered without it.</returns>
    /// <exception cref="TrytonException">Tryton could not be asked.</exception>
    Task<MailOwner?> OwnerAsync(string login, CancellationToken cancellationToken);
}
