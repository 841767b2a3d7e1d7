using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <summary>
/// Requests for a company's first administrator, for ITF's own administrators (<c>itf_portal.access_request</c>). Everybody else gets an
/// empty list, and <see cref="CompanyRefusals.NotFound"/> for a decision. Decisions are made once: <see cref="RequestId"/>.
/// </summary>
public interface IAccessRequestsClient
{
    /// <summary>The newest 200 of a state (<c>itf_portal.access_request.page</c>).</summary>
    Task<IReadOnlyList<AccessRequest>> PageAsync(SessionToken session, AccessRequestState state, CancellationToken cancellationToken);

    /// <summary>Invites the person as administrator of the whole company (<c>itf_portal.access_request.decide</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.NotFound"/>, <see cref="CompanyRefusals.Stale"/>: decided already, <see cref="CompanyRefusals.HasAdministrator"/>,
    /// <see cref="CompanyRefusals.BadName"/>, <see cref="CompanyRefusals.BadEmail"/>.
    /// </exception>
    Task ApproveAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken);

    /// <summary>Refuses, with a reason that the person reads, of at most 500 characters (<c>itf_portal.access_request.decide</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="CompanyRefusals.NotFound"/>, <see cref="CompanyRefusals.Stale"/>: decided already, <see cref="CompanyRefusals.BadReason"/>.
    /// </exception>
    Task RefuseAsync(SessionToken session, RequestId request, int id, string reason, CancellationToken cancellationToken);
}

/// <summary>Somebody asks to administer a company that nobody administers.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Party">The company's <c>party.party</c>.</param>
/// <param name="PartyName">Its name.</param>
/// <param name="Name">As the person gave it.</param>
/// <param name="Email">What they will sign in with.</param>
/// <param name="Note">What they wrote with it, or null.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="DecidedAt">UTC; null while waiting.</param>
/// <param name="Reason">Of the decision, or null.</param>
/// <param name="HasAdministrator">Somebody administers the company by now: approving would be refused.</param>
public sealed record AccessRequest(
    int Id, int Party, string PartyName, string Name, string Email, string? Note, AccessRequestState State, DateTime AskedAt,
    DateTime? DecidedAt, string? Reason, bool HasAdministrator);

/// <summary>Where a request stands.</summary>
public enum AccessRequestState
{
    /// <summary>To be decided.</summary>
    Waiting,

    /// <summary>The person was invited.</summary>
    Approved,

    /// <summary>The person was told why not.</summary>
    Refused,
}
