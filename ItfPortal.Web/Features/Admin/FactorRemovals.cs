using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Mails;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// A second factor that its owner has lost, taken away by an administrator in their own Tryton session. The module makes it wait a day;
/// here it is put on record first, and the owner is told. The reason stays in Tryton, in the person's history.
/// </summary>
public sealed class FactorRemovals(
    ICurrentSession session, IAdministrationClient client, TrytonGuard guard, IAuditLog audit, IMailFactsClient owners, IMailOutbox outbox)
{
    /// <summary>Asks for the removal and has the owner told by mail.</summary>
    /// <param name="request">Of this intent.</param>
    /// <param name="person">As last seen.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <returns>
    /// When it takes effect, UTC. <see cref="RefusedError"/> with one of <see cref="CompanyRefusals"/>; <see cref="AuditUnavailableError"/>: nothing was
    /// done; <see cref="TrytonUnavailableError"/>: perhaps it was, and the same request may be sent again; other errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<DateTime>> RemoveAsync(RequestId request, PortalPerson person, string reason, CancellationToken cancellationToken) =>
        WriteAsync(
            AuditEvent.SecondFactorRemoval, person,
            async current =>
            {
                var at = await client.RemoveFactorAsync(current.Token, request, person.Id, reason, CancellationToken.None);
                // A repeat of the same request asks for the same mail: one that could not be asked for is caught up, none is sent twice.
                if (await owners.OwnerAsync(person.Login, CancellationToken.None) is { } owner && MailAddresses.IsAddress(owner.Address))
                {
                    var to = new MailRecipient(owner.Address, owner.Name, MailRecipient.LanguageOf(owner.Language));
                    await outbox.EnqueueAsync(new OutgoingMail($"factor-removal:{request}", to, new SecondFactorRemovalMail(at)), CancellationToken.None);
                }
                return at;
            },
            cancellationToken);

    /// <summary>Takes that back. True, or an error as of <see cref="RemoveAsync"/>.</summary>
    public Task<Result<bool>> KeepAsync(RequestId request, PortalPerson person, string reason, CancellationToken cancellationToken) =>
        WriteAsync(
            AuditEvent.SecondFactorKept, person,
            async current =>
            {
                await client.KeepFactorAsync(current.Token, request, person.Id, reason, CancellationToken.None);
                return true;
            },
            cancellationToken);

    // Given up before it begins, never half done: what has begun is ended by the client's own limit only.
    private Task<Result<T>> WriteAsync<T>(
        AuditEvent what, PortalPerson person, Func<PortalSession, Task<T>> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(person);
        return guard.RunAsync<T>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(what, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Parties = [.. person.Grants.Where(grant => grant.State != AccessState.Revoked).Select(grant => grant.Party).OfType<int>().Distinct()],
                    Target = new AuditTarget(AuditTargets.Person, person.Id),
                    Detail = new AuditDetail { User = person.Id },
                };
                return await audit.DoAsync(entry, () => guard.CallAsync(() => write(current)).AsTask());
            },
            cancellationToken);
    }
}
