using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Features.Accounts.Recovery;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Words;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Account;

/// <summary>What follows another password: a line of the audit, the end of other sessions, a mail to the owner.</summary>
internal sealed partial class AfterPassword(
    SessionStore store, SessionEnder ender, SignInThrottle throttle, IMailOutbox outbox, OwnerMail owner, IAuditLog audit, TimeProvider time, ILogger<AfterPassword> logger)
{
    /// <summary>Does it all.</summary>
    /// <param name="current">The session in which it was changed, which ends too.</param>
    /// <param name="attempt">By which browser.</param>
    /// <param name="own">Id of the session that goes on; null for none.</param>
    public async Task DoneAsync(PortalSession current, SignInAttempt attempt, string? own)
    {
        Note(current, attempt, AuditOutcome.Ok);
        await throttle.PasswordSetAsync(current.Token.Login, CancellationToken.None);
        await EndAsync(current.Identity.User, own);
        await owner.TellAsync(current.Identity, Mail(attempt.UserAgent));
    }

    /// <summary>The same for a password that a mailed link set; of a first one the owner has just read.</summary>
    public async Task DoneAsync(LinkHolder holder, bool first, Visit visit)
    {
        audit.Note(new AuditEntry(
            AuditEvent.PasswordChanged, AuditOutcome.Ok, new AuditActor(AuditActorKind.Customer, holder.User, null) { Login = holder.Login })
        {
            Origin = new AuditOrigin(visit.Address, visit.UserAgent),
            Detail = new AuditDetail { Cause = "link" },
        });
        await throttle.PasswordSetAsync(holder.Login, CancellationToken.None);
        await EndAsync(holder.User, null);
        if (!first)
        {
            await TellAsync(holder, visit.UserAgent);
        }
    }

    /// <summary>Puts it on record.</summary>
    public void Note(PortalSession current, SignInAttempt attempt, AuditOutcome outcome) => audit.Note(
        new AuditEntry(AuditEvent.PasswordChanged, outcome, AuditActor.Of(current))
        {
            Parties = [.. current.Identity.Companies.Select(company => company.Party)],
            Origin = new AuditOrigin(attempt.Address, attempt.UserAgent),
            Detail = new AuditDetail { Cause = "own" },
        });

    private PasswordChangedMail Mail(string? userAgent) => new(time.GetUtcNow().UtcDateTime, BrowserWords.Of(userAgent));

    // Not given up half-way: the reason may be that somebody else is in.
    private async Task EndAsync(int user, string? own)
    {
        foreach (var other in (await store.OfPersonAsync(user, CancellationToken.None)).Where(other => other.Id != own))
        {
            await ender.EndAsync(other.Id, "new-password", CancellationToken.None);
        }
    }

    /// <summary>To the owner, who may not have been the one. The password is changed by then: a mail that cannot be written is told in the log.</summary>
    private async Task TellAsync(LinkHolder holder, string? userAgent)
    {
        if (!MailAddresses.IsAddress(holder.Email))
        {
            return;
        }
        var to = new MailRecipient(holder.Email, holder.Name, holder.Language == "en" ? Language.English : Language.French);
        try
        {
            await outbox.EnqueueAsync(new OutgoingMail($"password:{Guid.CreateVersion7()}", to, Mail(userAgent)), CancellationToken.None);
        }
        catch (NpgsqlException exception)
        {
            LogUntold(holder.User, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "User {UserId} could not be told that their password was changed: {Problem}")]
    private partial void LogUntold(int userId, string problem);
}
