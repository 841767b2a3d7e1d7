using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// What administrators read, in their own Tryton session and never from the cache: a grant that was changed a moment ago is what
/// they look for. Opening a person's page, and each document the answer tells of, is on record before anything of it is shown.
/// </summary>
public sealed class AdminService(ICurrentSession session, IAdministrationClient client, TrytonGuard guard, IAuditLog audit)
{
    private PortalPerson? _read;

    /// <summary>A page of people.</summary>
    /// <returns>The people; errors as <see cref="TrytonGuard"/> makes them.</returns>
    public Task<Result<PortalPeople>> PeopleAsync(PeopleQuery query, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await RequireAsync(token);
            return await guard.CallAsync(() => client.PeopleAsync(current.Token, query, token));
        },
        cancellationToken);

    /// <summary>A person, and what stands between them and a document when one is asked for.</summary>
    /// <param name="id">Id of the <c>res.user</c>.</param>
    /// <param name="document">Number or reference of an order or invoice; empty for none.</param>
    /// <param name="cancellationToken">Gives the read up.</param>
    /// <returns>
    /// The person. <see cref="NotFoundError"/> when there is none; <see cref="AuditUnavailableError"/> when the look could not be put on record; other errors
    /// as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public async Task<Result<PersonView>> PersonAsync(int id, string document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var result = await guard.RunAsync(
            async token =>
            {
                var current = await RequireAsync(token);
                if (await guard.CallAsync(() => client.PersonAsync(current.Token, id, token)) is not { } card)
                {
                    return null;
                }
                await audit.WriteAsync(
                    new AuditEntry(AuditEvent.StaffViewed, AuditOutcome.Ok, AuditActor.Of(current))
                    {
                        Parties = [.. card.Person.Grants.Select(grant => grant.Party).OfType<int>().Distinct()],
                        Target = new AuditTarget(AuditTargets.Person, id),
                    },
                    token);
                var verdicts = document.Length == 0
                    ? null
                    : await guard.CallAsync(() => client.WhyAsync(current.Token, id, document, token));
                // What the answer tells of a document is a look at it.
                foreach (var verdict in verdicts ?? [])
                {
                    await audit.WriteAsync(
                        new AuditEntry(AuditEvent.StaffViewed, AuditOutcome.Ok, AuditActor.Of(current))
                        {
                            Parties = [verdict.Party],
                            Target = new AuditTarget(verdict.IsInvoice ? AuditTargets.Invoice : AuditTargets.Order, verdict.Id),
                        },
                        token);
                }
                _read = card.Person;
                return new PersonView(card, verdicts);
            },
            cancellationToken);
        return !result.Ok ? result.Error! : result.Value is { } view ? view : guard.NotFound();
    }

    /// <summary>
    /// Somebody's access, for the part of their page that stays open: what the page has just read, then Tryton's word again. The page was
    /// put on record as it was opened; this part is reached through it only.
    /// </summary>
    /// <returns>The person. <see cref="NotFoundError"/> when there is none; other errors as <see cref="TrytonGuard"/> makes them.</returns>
    public async Task<Result<PortalPerson>> AccessAsync(int id, CancellationToken cancellationToken)
    {
        if (_read is { } person && person.Id == id)
        {
            _read = null;
            return person;
        }
        var result = await guard.RunAsync(
            async token =>
            {
                var current = await RequireAsync(token);
                return await guard.CallAsync(() => client.PersonAsync(current.Token, id, token));
            },
            cancellationToken);
        return !result.Ok ? result.Error! : result.Value is { } card ? card.Person : guard.NotFound();
    }

    private async Task<PortalSession> RequireAsync(CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return current.Identity.Staff is StaffRole.Administrator ? current : throw new SessionEndedException();
    }
}

/// <summary>A person as an administrator sees them.</summary>
/// <param name="Card">Who, with which access.</param>
/// <param name="Verdicts">On the document asked for; null when none was.</param>
public sealed record PersonView(PersonCard Card, IReadOnlyList<Verdict>? Verdicts);
