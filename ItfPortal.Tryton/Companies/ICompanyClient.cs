using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <summary>
/// A company's own access, for its administrators (<c>itf_portal.company</c>): people of role company administrator and scope company
/// there. Every call runs in that person's own Tryton session.
/// </summary>
/// <remarks>
/// Writes are sent once and done once: <see cref="RequestId"/>. What the module refuses is a <see cref="TrytonUserErrorException"/> with a text
/// for the reader and one of <see cref="CompanyRefusals"/>; whatever is not of the company, and the company itself for
/// everybody who does not administer it, is <see cref="CompanyRefusals.NotFound"/>.
/// </remarks>
public interface ICompanyClient
{
    /// <summary>Who has or had access (<c>itf_portal.company.people</c>); null for everybody who does not administer the company.</summary>
    Task<CompanyPeople?> PeopleAsync(SessionToken session, int party, CancellationToken cancellationToken);

    /// <summary>
    /// Gives somebody a first access (<c>itf_portal.company.invite</c>). The answer does not tell whether the address had an account: one that
    /// exists has the access when its owner signs in next, a new one when its owner has activated it; both show as invited until then.
    /// </summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.BadName"/>, <see cref="CompanyRefusals.BadEmail"/>, <see cref="CompanyRefusals.AlreadyColleague"/>,
    /// <see cref="CompanyRefusals.TooManyColleagues"/>, or one of the grant's own (see <see cref="NewGrant"/>).
    /// </exception>
    Task<int> InviteAsync(
        SessionToken session, int party, RequestId request, string name, string email, NewGrant grant, CancellationToken cancellationToken);

    /// <summary>Gives a colleague a further access, or one again (<c>itf_portal.company.grant</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.AlreadyGranted"/>, or one of the grant's own.</exception>
    Task<int> GrantAsync(SessionToken session, int party, RequestId request, int colleague, NewGrant grant, CancellationToken cancellationToken);

    /// <summary>Changes an access as it was last seen (<c>itf_portal.company.change</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.Stale"/>, <see cref="CompanyRefusals.LastAdministrator"/>, <see cref="CompanyRefusals.AlreadyGranted"/>, or one of the grant's own.
    /// </exception>
    Task<int> ChangeAsync(
        SessionToken session, int party, RequestId request, ColleagueGrant seen, NewGrant grant, CancellationToken cancellationToken);

    /// <summary>Takes an access away as it was last seen (<c>itf_portal.company.revoke</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.Stale"/>, <see cref="CompanyRefusals.LastAdministrator"/>.</exception>
    Task<int> RevokeAsync(SessionToken session, int party, RequestId request, ColleagueGrant seen, CancellationToken cancellationToken);

    /// <summary>Takes every access to this company away from a colleague, and none to another (<c>itf_portal.company.disable</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.LastAdministrator"/>.</exception>
    Task<int> DisableAsync(SessionToken session, int party, RequestId request, int colleague, CancellationToken cancellationToken);

    /// <summary>
    /// How ITF's people saw the portal as one of the company (<c>itf_portal.company.looks</c>); null for everybody who does not administer it.
    /// </summary>
    Task<CompanyLooks?> LooksAsync(SessionToken session, int party, CancellationToken cancellationToken);

    /// <summary>
    /// Lets ITF's people see the portal as one of the company, or no more, which ends what they have open (<c>itf_portal.company.allow_views</c>).
    /// </summary>
    Task AllowViewsAsync(SessionToken session, int party, RequestId request, bool allowed, CancellationToken cancellationToken);
}

/// <summary>The codes of what the module refuses (<see cref="TrytonUserErrorException.Code"/>); docs/tryton-api.md.</summary>
public static class CompanyRefusals
{
    /// <summary>Missing, of another company, or not the person's to say.</summary>
    public const string NotFound = "itf_portal.not_found";

    /// <summary>Changed or taken away since it was read.</summary>
    public const string Stale = "itf_portal.stale";

    /// <summary>Nobody would administer the company, now or once a date has passed.</summary>
    public const string LastAdministrator = "itf_portal.last_administrator";

    /// <summary>A company administrator has the whole company.</summary>
    public const string AdministratorScope = "itf_portal.administrator_scope";

    /// <summary>The last day is before the first, or in the past.</summary>
    public const string BadDates = "itf_portal.bad_dates";

    /// <summary>Empty, or longer than 100 characters.</summary>
    public const string BadName = "itf_portal.bad_name";

    /// <summary>Not an address.</summary>
    public const string BadEmail = "itf_portal.bad_email";

    /// <summary>The same role on the same documents at the same time.</summary>
    public const string AlreadyGranted = "itf_portal.already_granted";

    /// <summary>The address is in the list.</summary>
    public const string AlreadyColleague = "itf_portal.already_colleague";

    /// <summary>500 people.</summary>
    public const string TooManyColleagues = "itf_portal.too_many_colleagues";

    /// <summary>The company has an administrator, who gives every other access.</summary>
    public const string HasAdministrator = "itf_portal.has_administrator";

    /// <summary>A refusal without a reason, or with one of more than 500 characters.</summary>
    public const string BadReason = "itf_portal.bad_reason";

    /// <summary>The company would have no administrator; ITF may confirm that.</summary>
    public const string LastAdministratorLeaves = "itf_portal.last_administrator_leaves";

    /// <summary>The address has or had access to the company.</summary>
    public const string AlreadyHasAccess = "itf_portal.already_has_access";

    /// <summary>The account is not in the portal's group alone.</summary>
    public const string NotPortalAccount = "itf_portal.not_portal_account";

    /// <summary>Switched since it was read.</summary>
    public const string StaleFeature = "itf_portal.stale_feature";

    /// <summary>The request id belongs to something else.</summary>
    public const string RequestReused = "itf_portal.request_reused";
}
