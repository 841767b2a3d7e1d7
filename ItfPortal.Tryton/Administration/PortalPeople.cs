using System.Collections.Immutable;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <summary>Which people.</summary>
/// <param name="Search">Words of a name, a login, or a company's name or code; all must be found. Empty for everybody.</param>
/// <param name="After">Id of the last person seen; null for the first page.</param>
/// <param name="Limit">1 to 100.</param>
public sealed record PeopleQuery(string Search = "", int? After = null, int Limit = 50);

/// <summary>A page of people.</summary>
/// <param name="People">By name, possibly empty, never null.</param>
/// <param name="More">Whether there are people after the last one.</param>
public sealed record PortalPeople(ImmutableArray<PortalPerson> People, bool More);

/// <summary>A person with their access.</summary>
/// <param name="Person">Who.</param>
/// <param name="History">What became of their access, newest first: what ITF decided, and of the last 90 days what else happened; at most 50.</param>
public sealed record PersonCard(PortalPerson Person, ImmutableArray<AccessChange> History);

/// <summary>A <c>res.user</c> in the portal's group or with a row of <c>itf_portal.access</c>.</summary>
/// <param name="Id">Id of the <c>res.user</c>.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Name">Their name, else their login.</param>
/// <param name="Active">Whether they can sign in.</param>
/// <param name="Customer">Whether they are in the portal's group; staff are not.</param>
/// <param name="SignedInAt">UTC; null when never.</param>
/// <param name="Problems">What does not fit between user and grants, possibly empty, never null.</param>
/// <param name="Grants">Every row of access, also ended and taken away; by company.</param>
public sealed record PortalPerson(
    int Id, string Login, string Name, bool Active, bool Customer, DateTime? SignedInAt,
    ImmutableArray<PersonProblem> Problems, ImmutableArray<PersonGrant> Grants)
{
    /// <summary>Their second factor; null when they sign in with a password alone.</summary>
    public PersonFactor? Factor { get; init; }
}

/// <summary>Somebody's second factor (<c>itf_portal.factor</c>).</summary>
/// <param name="Since">When it was turned on, UTC.</param>
/// <param name="RemovalAt">From when on it is not asked for any more, because ITF takes it away, UTC; null when it stays.</param>
public sealed record PersonFactor(DateTime Since, DateTime? RemovalAt);

/// <summary>One row of <c>itf_portal.access</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Opaque; changes with the row.</param>
/// <param name="Party">Id of the company's <c>party.party</c>; null for staff.</param>
/// <param name="PartyName">The company's name; null for staff.</param>
/// <param name="PartyCode">The company's code; null for staff.</param>
/// <param name="Role">What a customer's person may do; null for staff.</param>
/// <param name="Staff">The role of ITF's own people; null for customers.</param>
/// <param name="Scope">Of which of the company's documents.</param>
/// <param name="Site">Id of the <c>party.address</c> when <paramref name="Scope"/> is a site, else null.</param>
/// <param name="SiteName">The site's name, else null.</param>
/// <param name="From">First day, inclusive; null for from the beginning.</param>
/// <param name="To">Last day, inclusive; null for without end.</param>
/// <param name="State">Whether it holds today.</param>
/// <param name="Pending">The person has not signed in since they were invited to the company: the row does not count yet.</param>
/// <param name="ChangedAt">UTC.</param>
/// <param name="ChangedBy">Who changed it last, or gave it; null when not known.</param>
public sealed record PersonGrant(
    int Id, string Version, int? Party, string? PartyName, string? PartyCode, PortalRole? Role, StaffRole? Staff, GrantScope Scope,
    int? Site, string? SiteName, DateOnly? From, DateOnly? To, AccessState State, bool Pending, DateTime ChangedAt, string? ChangedBy);

/// <summary>A change of somebody's access.</summary>
/// <param name="At">UTC.</param>
/// <param name="Party">The company concerned; null when it is about the person.</param>
/// <param name="PartyName">Its name.</param>
/// <param name="Reason"><c>granted</c>, <c>changed</c>, <c>revoked</c>, or <c>user</c> (deactivated, password, groups).</param>
/// <param name="Role">What was given or taken, when ITF decided it; null for a change without a reason.</param>
/// <param name="By">Who did it; null when not known.</param>
/// <param name="Why">The reason that was given with it; null for a change without one.</param>
public sealed record AccessChange(DateTime At, int? Party, string? PartyName, string? Reason, PortalRole? Role, string? By, string? Why);

/// <summary>A company that access can be given to.</summary>
/// <param name="Id">Id of the <c>party.party</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code.</param>
/// <param name="Sites">The delivery addresses, by name, possibly empty, never null.</param>
/// <param name="Today">In ITF's zone.</param>
public sealed record GrantableCompany(int Id, string Name, string Code, ImmutableArray<CompanySite> Sites, DateOnly Today);

/// <summary>What does not fit between a user and their grants.</summary>
public enum PersonProblem
{
    /// <summary>In the portal's group and in another one besides: the portal's walls win.</summary>
    TwoWorlds,

    /// <summary>Has a customer's grant, but is not in the portal's group: it opens nothing.</summary>
    NotPortal,

    /// <summary>Has a grant of ITF's own staff, but is in the portal's group: it opens nothing.</summary>
    StaffPortal,

    /// <summary>Cannot sign in, but has grants that hold.</summary>
    Disabled,

    /// <summary>Can sign in, but nothing holds.</summary>
    NoAccess,
}
