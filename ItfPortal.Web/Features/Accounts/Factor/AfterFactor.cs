using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>What follows a change of the second factor: the session knows it at once, a line of the audit, a mail to the owner.</summary>
internal sealed class AfterFactor(SessionStore store, PortalSessions sessions, SessionEnder ender, OwnerMail owner, IAuditLog audit)
{
    /// <summary>The session goes on with what Tryton says now.</summary>
    public async Task KnowAsync(PortalSession current, Identity identity)
    {
        if (await store.RefreshIdentityAsync(current.Id, identity, CancellationToken.None))
        {
            sessions.Forget(current.Id);
        }
    }

    /// <summary>All other sessions of the person end: they were opened without it.</summary>
    public async Task EndOthersAsync(PortalSession current)
    {
        foreach (var other in (await store.OfPersonAsync(current.Identity.User, CancellationToken.None)).Where(other => other.Id != current.Id))
        {
            await ender.EndAsync(other.Id, "new-factor", CancellationToken.None);
        }
    }

    /// <summary>Puts it on record and, if the owner is to be told, tells them.</summary>
    public async Task NoteAsync(PortalSession current, AuditEvent what, AuditOutcome outcome, MailModel? mail)
    {
        audit.Note(new AuditEntry(what, outcome, AuditActor.Of(current)) { Parties = [.. current.Identity.Companies.Select(company => company.Party)] });
        if (mail is not null)
        {
            await owner.TellAsync(current.Identity, mail);
        }
    }
}
