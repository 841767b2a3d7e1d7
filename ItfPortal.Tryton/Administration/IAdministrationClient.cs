using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <summary>
/// Who has access to what, and why somebody does not see a document (<c>itf_portal.administration</c>): for ITF's own people of role
/// administrator. Everybody else finds nothing: an empty page, null, and <see cref="CompanyRefusals.NotFound"/> for a write. Writes are done
/// once, each with a reason of 1 to 500 characters (<see cref="CompanyRefusals.BadReason"/>) that stays in the person's history; they answer
/// the id of the person concerned. Roles of ITF's own people are not given here.
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

    /// <summary>At most 20 companies whose name or code contains the words (<c>itf_portal.administration.companies</c>), by name.</summary>
    Task<IReadOnlyList<Customer>> CompaniesAsync(SessionToken session, string words, CancellationToken cancellationToken);

    /// <summary>What an access to the company can be of (<c>itf_portal.administration.company</c>); null when there is no such company.</summary>
    Task<GrantableCompany?> CompanyAsync(SessionToken session, int party, CancellationToken cancellationToken);

    /// <summary>Gives somebody a first access to a company; it counts once they sign in (<c>itf_portal.administration.invite</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.BadName"/>, <see cref="CompanyRefusals.BadEmail"/>, <see cref="CompanyRefusals.AlreadyHasAccess"/>,
    /// <see cref="CompanyRefusals.TooManyColleagues"/>, or one of the grant's own (see <see cref="NewGrant"/>).
    /// </exception>
    Task<int> InviteAsync(
        SessionToken session, RequestId request, int party, string name, string email, NewGrant grant, string reason, CancellationToken cancellationToken);

    /// <summary>Gives somebody of the portal a further access, or one again, from now on (<c>itf_portal.administration.grant</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.AlreadyGranted"/>, <see cref="CompanyRefusals.NotPortalAccount"/>, <see cref="CompanyRefusals.TooManyColleagues"/>, or
    /// one of the grant's own.
    /// </exception>
    Task<int> GrantAsync(
        SessionToken session, RequestId request, int person, int party, NewGrant grant, string reason, CancellationToken cancellationToken);

    /// <summary>Changes an access as it was last seen (<c>itf_portal.administration.change</c>).</summary>
    /// <exception cref="TrytonUserErrorException">As <see cref="RevokeAsync"/>, and <see cref="CompanyRefusals.AlreadyGranted"/>, or one of the grant's own.</exception>
    Task<int> ChangeAsync(
        SessionToken session, RequestId request, PersonGrant seen, NewGrant grant, bool confirmed, string reason, CancellationToken cancellationToken);

    /// <summary>Takes an access away as it was last seen (<c>itf_portal.administration.revoke</c>).</summary>
    /// <param name="session">An administrator's.</param>
    /// <param name="request">Of this intent.</param>
    /// <param name="seen">As it was last read.</param>
    /// <param name="confirmed">Also when the company is then without an administrator.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.Stale"/>, <see cref="CompanyRefusals.LastAdministratorLeaves"/>: not confirmed.</exception>
    Task<int> RevokeAsync(
        SessionToken session, RequestId request, PersonGrant seen, bool confirmed, string reason, CancellationToken cancellationToken);

    /// <summary>Takes every access at a company away from somebody, or everywhere when it is null (<c>itf_portal.administration.disable</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.Stale"/>: there is none; else as <see cref="RevokeAsync"/>.</exception>
    Task<int> DisableAsync(
        SessionToken session, RequestId request, int person, int? party, bool confirmed, string reason, CancellationToken cancellationToken);

    /// <summary>Asks for the removal of a lost second factor, 24 hours later (<c>itf_portal.administration.remove_factor</c>).</summary>
    /// <returns>When it takes effect, UTC.</returns>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.Stale"/>: there is none, or its removal was asked for already; <see cref="CompanyRefusals.NotFound"/>: also one's own.
    /// </exception>
    Task<DateTime> RemoveFactorAsync(SessionToken session, RequestId request, int person, string reason, CancellationToken cancellationToken);

    /// <summary>Takes that back (<c>itf_portal.administration.keep_factor</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.Stale"/>: nothing was asked for, or it has taken effect.</exception>
    Task KeepFactorAsync(SessionToken session, RequestId request, int person, string reason, CancellationToken cancellationToken);
}
