using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <summary>Who has or had access to a company.</summary>
/// <param name="Colleagues">By name, those ended or disabled last; at most 500, never null.</param>
/// <param name="Sites">The delivery addresses, by name, possibly empty, never null.</param>
/// <param name="Today">In the company's zone; what the states are of.</param>
/// <param name="AsOf">UTC.</param>
public sealed record CompanyPeople(ImmutableArray<Colleague> Colleagues, ImmutableArray<CompanySite> Sites, DateOnly Today, DateTime AsOf);

/// <summary>A delivery address of a company.</summary>
/// <param name="Id">Id of the <c>party.address</c>.</param>
/// <param name="Name">Its name, else its street or city.</param>
public sealed record CompanySite(int Id, string Name);

/// <summary>One person of a company.</summary>
/// <param name="Id">Id of their first row of <c>itf_portal.access</c> there; never that of their user.</param>
/// <param name="Name">Their own; as they were invited while they have not signed in since.</param>
/// <param name="Login">What they sign in with; the address they were invited at while they have not signed in since.</param>
/// <param name="Self">Whether it is the reader.</param>
/// <param name="State">Of all their access together.</param>
/// <param name="SignedInAt">UTC; null when they never did, or not since they were invited, or are disabled.</param>
/// <param name="Grants">What they have; of somebody disabled what was taken away last. At least one.</param>
public sealed record Colleague(
    int Id, string Name, string Login, bool Self, ColleagueState State, DateTime? SignedInAt, ImmutableArray<ColleagueGrant> Grants)
{
    /// <summary>Whether they have signed in since they were invited; what they did before that is not the company's to know.</summary>
    public bool Accepted { get; init; }
}

/// <summary>One row of <c>itf_portal.access</c>.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Opaque; changes with the row.</param>
/// <param name="Role">What the person may do.</param>
/// <param name="Scope">Of which of the company's documents.</param>
/// <param name="Site">Id of the <c>party.address</c> when <paramref name="Scope"/> is a site, else null.</param>
/// <param name="SiteName">The site's name, null when there is no site.</param>
/// <param name="From">First day, inclusive, in the company's zone; null for from the beginning.</param>
/// <param name="To">Last day, inclusive; null for without end.</param>
/// <param name="State">Whether it holds today.</param>
public sealed record ColleagueGrant(
    int Id, string Version, PortalRole Role, GrantScope Scope, int? Site, string? SiteName, DateOnly? From, DateOnly? To, AccessState State);

/// <summary>
/// What a grant is to be. The module refuses <see cref="CompanyRefusals.NotFound"/> for a site that is not the company's,
/// <see cref="CompanyRefusals.AdministratorScope"/> and <see cref="CompanyRefusals.BadDates"/>.
/// </summary>
/// <param name="Role">What the person may do.</param>
/// <param name="Scope">Of which of the company's documents; the whole company for an administrator.</param>
/// <param name="Site">One of the company's sites when <paramref name="Scope"/> is a site, else null.</param>
/// <param name="From">First day, inclusive, in the company's zone; null for at once.</param>
/// <param name="To">Last day, inclusive, today or later; null for without end.</param>
public sealed record NewGrant(PortalRole Role, GrantScope Scope, int? Site = null, DateOnly? From = null, DateOnly? To = null);

/// <summary>Where a colleague stands.</summary>
public enum ColleagueState
{
    /// <summary>Was invited and has not signed in since.</summary>
    Invited,

    /// <summary>Has access today.</summary>
    Active,

    /// <summary>Has access from a later day on.</summary>
    Coming,

    /// <summary>Every access has passed its last day.</summary>
    Ended,

    /// <summary>Every access was taken away, or ITF has closed the account.</summary>
    Disabled,
}

/// <summary>Whether a grant holds.</summary>
public enum AccessState
{
    /// <summary>Today.</summary>
    Active,

    /// <summary>From a later day on.</summary>
    Coming,

    /// <summary>Its last day has passed.</summary>
    Ended,

    /// <summary>Taken away.</summary>
    Revoked,
}
