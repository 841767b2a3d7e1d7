using System.Collections.Immutable;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Visitors;

/// <summary>
/// Visitors' requests for an account, for ITF's own administrators (<c>itf_portal.visitor_request</c>). Everybody else gets an empty list,
/// nothing, and <see cref="CompanyRefusals.NotFound"/> for a decision. Decisions are made once: <see cref="RequestId"/>.
/// </summary>
public interface IAccountRequestsClient
{
    /// <summary>The newest 200 of a state (<c>itf_portal.visitor_request.page</c>).</summary>
    Task<IReadOnlyList<AccountRequest>> PageAsync(SessionToken session, AccessRequestState state, CancellationToken cancellationToken);

    /// <summary>One with the companies it may be of (<c>itf_portal.visitor_request.card</c>); null when there is none.</summary>
    Task<AccountRequestCard?> CardAsync(SessionToken session, int id, CancellationToken cancellationToken);

    /// <summary>Lets the person in (<c>itf_portal.visitor_request.approve</c>). What else they asked is approved with it.</summary>
    /// <param name="session">An administrator's.</param>
    /// <param name="request">Of this intent.</param>
    /// <param name="id">Of the request.</param>
    /// <param name="party">The company; null to make a new one of what was typed.</param>
    /// <param name="grant">What they may do there.</param>
    /// <param name="reason">Kept in the person's history; at most 500 characters.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="TrytonUserErrorException">One of <see cref="AccountRequestRefusals"/> or <see cref="CompanyRefusals"/>.</exception>
    Task<AccountDecision> ApproveAsync(
        SessionToken session, RequestId request, int id, int? party, NewGrant grant, string reason, CancellationToken cancellationToken);

    /// <summary>Refuses, in words of at most 500 characters that the visitor reads (<c>itf_portal.visitor_request.refuse</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="AccountRequestRefusals.Decided"/>, <see cref="CompanyRefusals.NotFound"/>, <see cref="CompanyRefusals.BadReason"/>.
    /// </exception>
    Task<AccountDecision> RefuseAsync(SessionToken session, RequestId request, int id, string answer, CancellationToken cancellationToken);
}

/// <summary>A visitor asks for an account.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Company">As typed.</param>
/// <param name="Name">As typed.</param>
/// <param name="Email">As typed; proven by the activation only.</param>
/// <param name="Phone">As typed, or null.</param>
/// <param name="TaxNumber">As typed, or null.</param>
/// <param name="Message">As typed.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="DecidedAt">UTC; null while waiting.</param>
/// <param name="DecidedBy">Name of who decided; null while waiting.</param>
/// <param name="Answer">What the visitor was told, or why it was approved; null while waiting.</param>
/// <param name="Party">The company's <c>party.party</c>; null unless approved.</param>
/// <param name="PartyName">Its name.</param>
/// <param name="Person">Id of the <c>res.user</c> that was let in; null unless approved.</param>
/// <param name="Waits">The person has not activated their account yet.</param>
public sealed record AccountRequest(
    int Id, string Company, string Name, string Email, string? Phone, string? TaxNumber, string Message, string Language, AccessRequestState State,
    DateTime AskedAt, DateTime? DecidedAt, string? DecidedBy, string? Answer, int? Party, string? PartyName, int? Person, bool Waits);

/// <summary>A request with what it may be of.</summary>
/// <param name="Request">Itself.</param>
/// <param name="Account">What the address has in Tryton now.</param>
/// <param name="Candidates">Surest first; at most 20, possibly empty, never null; empty once it is decided.</param>
public sealed record AccountRequestCard(AccountRequest Request, AddressAccount Account, ImmutableArray<CompanyCandidate> Candidates);

/// <summary>A company that a request may be of.</summary>
/// <param name="Party">Id of the <c>party.party</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code, or null.</param>
/// <param name="Reasons">Why; at least one.</param>
/// <param name="Administered">Somebody administers it, or is invited to.</param>
public sealed record CompanyCandidate(int Party, string Name, string? Code, ImmutableArray<MatchReason> Reasons, bool Administered);

/// <summary>Why a company may be the one. By the first three it is: a new one beside it is refused.</summary>
public enum MatchReason
{
    /// <summary>The same tax number.</summary>
    TaxNumber,

    /// <summary>The address is one of the company's.</summary>
    Email,

    /// <summary>The address is one of its people's in the portal.</summary>
    Person,

    /// <summary>The same name, without accents and legal forms.</summary>
    Name,

    /// <summary>Nearly the same name.</summary>
    SimilarName,
}

/// <summary>What a decision was about: what is needed to write to the visitor.</summary>
/// <param name="Id">Id of the request.</param>
/// <param name="Name">Of the visitor.</param>
/// <param name="Email">Of the visitor.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Person">Id of the <c>res.user</c>; null when refused.</param>
/// <param name="Login">What they sign in with; null when refused.</param>
/// <param name="Party">The company; null when refused.</param>
/// <param name="PartyName">Its name; null when refused.</param>
/// <param name="Waits">They have to activate their account first.</param>
public sealed record AccountDecision(
    int Id, string Name, string Email, string Language, int? Person, string? Login, int? Party, string? PartyName, bool Waits);

/// <summary>Codes of refusals of decisions.</summary>
public static class AccountRequestRefusals
{
    /// <summary>Somebody else was first.</summary>
    public const string Decided = "itf_portal.request_decided";

    /// <summary>A company with the same tax number or courriel exists.</summary>
    public const string PartyExists = "itf_portal.party_exists";

    /// <summary>The address is a login of somebody who is no customer.</summary>
    public const string Staff = "itf_portal.account_staff";

    /// <summary>The account of the address was deactivated.</summary>
    public const string Disabled = "itf_portal.account_disabled";

    /// <summary>Approved without a reason, or with one of more than 500 characters.</summary>
    public const string BadReason = "itf_portal.bad_reason";
}
