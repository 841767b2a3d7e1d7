using System.Collections.Immutable;

namespace ItfPortal.Tryton.Sessions;

/// <summary>Answer of <c>itf_portal.account.whoami</c>. Somebody without any grant has no <see cref="Staff"/> and no companies.</summary>
/// <param name="User">Id of the <c>res.user</c>.</param>
/// <param name="Login">Their login.</param>
/// <param name="Name">Their name as written in Tryton.</param>
/// <param name="Language">ISO code, <c>fr</c> or <c>en</c>.</param>
/// <param name="Staff">Role of ITF's own people, null for customers.</param>
/// <param name="Companies">In name order, possibly empty, never null.</param>
/// <param name="Company">The company that runs the portal.</param>
public sealed record Identity(
    int User, string Login, string Name, string Language, StaffRole? Staff,
    ImmutableArray<CompanyAccess> Companies, OwnCompany Company)
{
    /// <summary>Their second factor; null when it was read before there was any.</summary>
    public SecondFactor? Factor { get; init; }
}

/// <summary>Whether somebody signs in with a code besides their password.</summary>
/// <param name="Active">They do.</param>
/// <param name="Required">They must: until they do, Tryton answers them nothing else.</param>
/// <param name="RecoveryLeft">How many of their recovery codes are not used.</param>
/// <param name="RemovedAt">When ITF took a lost one away, UTC; null when it did not, or there is a new one.</param>
public sealed record SecondFactor(bool Active, bool Required, int RecoveryLeft, DateTime? RemovedAt = null);

/// <summary>One customer company a person may act for.</summary>
/// <param name="Party">Id of the <c>party.party</c>.</param>
/// <param name="Code">The party's code, used in URLs (<c>?societe=CODE</c>).</param>
/// <param name="Name">The party's name.</param>
/// <param name="Grants">At least one.</param>
/// <param name="Features">What ITF has switched on for the company, in no order; those of a newer module are left out.</param>
public sealed record CompanyAccess(
    int Party, string Code, string Name, ImmutableArray<Grant> Grants, ImmutableArray<PortalFeature> Features);

/// <summary>What ITF switches on and off for groups of customers (<c>itf_portal.feature</c>).</summary>
public enum PortalFeature
{
    /// <summary>The company's administrators give and take access themselves.</summary>
    CompanyAccess,

    /// <summary>They see who did what with the company's things.</summary>
    Journal,

    /// <summary>The page of invoices.</summary>
    Invoices,
}

/// <summary>One role on one company, as <c>itf_portal.access</c> holds it.</summary>
/// <param name="Role">What the person may do.</param>
/// <param name="Scope">Of which of the company's documents.</param>
/// <param name="Site">Id of the <c>party.address</c> when <see cref="Scope"/> is a site, else null.</param>
/// <param name="SiteName">The site's name, null when there is no site.</param>
/// <param name="Until">The last day, inclusive, in the company's zone; null for without end.</param>
public sealed record Grant(PortalRole Role, GrantScope Scope, int? Site, string? SiteName, DateOnly? Until = null);

/// <summary>ITF's own party: what the site shows as its address and phone.</summary>
/// <param name="Name">Legal name.</param>
/// <param name="Phone">As written in Tryton, or null.</param>
/// <param name="Email">As written in Tryton, or null.</param>
/// <param name="Timezone">IANA name; every date is shown in it.</param>
/// <param name="Currency">ISO code.</param>
public sealed record OwnCompany(string Name, string? Phone, string? Email, string Timezone, string Currency);

/// <summary>Roles of ITF's own people (<c>itf_portal.access.role</c> without a party).</summary>
public enum StaffRole
{
    /// <summary>Sees every customer's orders.</summary>
    Support,

    /// <summary>Manages who has access to what.</summary>
    Administrator,
}

/// <summary>Roles of a customer's people (<c>itf_portal.access.role</c> with a party).</summary>
public enum PortalRole
{
    /// <summary>Reads orders and quotes.</summary>
    Viewer,

    /// <summary>Also orders.</summary>
    Buyer,

    /// <summary>Also approves colleagues' orders.</summary>
    Approver,

    /// <summary>Invoices and payments, no orders.</summary>
    Accounting,

    /// <summary>Everything of the company, and who of it has access.</summary>
    CompanyAdministrator,
}

/// <summary>Which of a company's documents a grant covers.</summary>
public enum GrantScope
{
    /// <summary>All of them.</summary>
    Company,

    /// <summary>Those delivered to one site.</summary>
    Site,

    /// <summary>Those the person made.</summary>
    Own,
}
