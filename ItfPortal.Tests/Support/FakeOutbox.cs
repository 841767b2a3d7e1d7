using ItfPortal.Tryton.Mails;
using ItfPortal.Web.Platform.Mail;
using Npgsql;

namespace ItfPortal.Tests.Support;

/// <summary>Mails that were asked for, and a Tryton in which everybody who signs in with an address is told at it.</summary>
internal sealed class FakeOutbox : IMailOutbox, IMailFactsClient
{
    public List<OutgoingMail> Mails { get; } = [];

    public Task<bool> EnqueueAsync(OutgoingMail mail, NpgsqlTransaction transaction, CancellationToken cancellationToken) => EnqueueAsync(mail, cancellationToken);

    public Task<bool> EnqueueAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var known = Mails.Any(other => other.Key == mail.Key && other.To.Address == mail.To.Address);
        if (!known)
        {
            Mails.Add(mail);
        }
        return Task.FromResult(!known);
    }

    public Task<MailFacts?> FactsAsync(long eventId, int user, CancellationToken cancellationToken) => Task.FromResult<MailFacts?>(null);

    public Task<MailOwner?> OwnerAsync(string login, CancellationToken cancellationToken) => Task.FromResult<MailOwner?>(new MailOwner(7, "Julie Paradis", login, "fr"));
}
