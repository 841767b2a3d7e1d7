using ItfPortal.Tryton;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using Npgsql;

namespace ItfPortal.Web.Features.Admin.Joining;

/// <summary>
/// What a visitor is told of a decision. Tryton has it by then: a mail that cannot be put into the outbox now does not undo it, and the page
/// says so.
/// </summary>
public sealed partial class AccountAnswers(IAccountLinks links, IMailOutbox outbox, ILogger<AccountAnswers> logger)
{
    /// <summary>The link that activates the account, or the word that another company is open to it.</summary>
    /// <returns>Whether it is on its way.</returns>
    public Task<bool> ApprovedAsync(AccountDecision decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return TryAsync(decision.Id, () => links.SendAsync(
            new AccessLink($"account-request:{decision.Id}", decision.Party!.Value, decision.Person, null, null), cancellationToken));
    }

    /// <summary>The refusal, in its own words.</summary>
    /// <returns>Whether it is on its way.</returns>
    public Task<bool> RefusedAsync(AccountDecision decision, DateTime askedAt, string answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return TryAsync(decision.Id, () => outbox.EnqueueAsync(
            new OutgoingMail(
                $"account-refused:{decision.Id}", new MailRecipient(decision.Email, null, MailRecipient.LanguageOf(decision.Language)),
                new AccountRequestRefusedMail(askedAt, answer.Trim())),
            cancellationToken));
    }

    /// <summary>Another link.</summary>
    /// <returns>Whether it is on its way.</returns>
    public Task<bool> SendAgainAsync(RequestId key, int person, int party, CancellationToken cancellationToken) => TryAsync(person, () => links.SendAsync(
        new AccessLink($"account-again:{key}", party, person, null, null), cancellationToken));

    private async Task<bool> TryAsync(int id, Func<Task<bool>> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (NpgsqlException exception)
        {
            LogNotSent(id, exception.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Account request {Id} is decided, but its mail could not be put into the outbox: {Problem}")]
    private partial void LogNotSent(int id, string problem);
}
