using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <summary>
/// Who has access to what, and why somebody does not see a document (<c>itf_portal.administration</c>): for ITF's own people of role
/// administrator. Everybody else finds nothing: an empty page, null.
/// </summary>
public interface IAdministrationClient
{
    /// <summary>Everybody of the portal, customers and staff, by name (<c>itf_portal.administration.people</c>).</summary>
    Task<PortalPeople> PeopleAsync(SessionToken session, PeopleQuery query, CancellationToken cancellationToken);

    /// <summary>One of them with the history of their access (<c>itf_portal.administration.person</c>); null when there is no such person.</summary>
    /// <param name="session">An administrator's.</param>
    /// <param name="person">Id of the <c>res.user</c>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<PersonCard?> PersonAsync(SessionToken session, int person, CancellationToken cancellationToken);

    /// <summary>Why the person sees the documents of that number, or does not (<c>itf_portal.administration.why</c>); null when there is no such person.</summary>
    /// <param name="session">An administrator's.</param>
    /// <param name="person">Id of the <c>res.user</c>.</param>
    /// <param name="document">Number or customer's reference of an order or invoice, whole, in any case.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>At most ten orders and ten invoices, newest first; empty when there is none of that number.</returns>
    Task<IReadOnlyList<Verdict>?> WhyAsync(SessionToken session, int person, string document, CancellationToken cancellationToken);
}
