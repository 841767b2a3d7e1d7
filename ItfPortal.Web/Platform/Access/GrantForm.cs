using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Web.Platform.Access;

/// <summary>What is typed into the dialog, kept until it is done or given up.</summary>
public sealed class GrantForm
{
    /// <summary>Of this intent; a refused attempt keeps it.</summary>
    public RequestId Request { get; } = RequestId.New();

    /// <summary>Of who is invited.</summary>
    public string Name { get; set; } = "";

    /// <summary>Of who is invited.</summary>
    public string Email { get; set; } = "";

    /// <summary>Why; asked of ITF's administrators only.</summary>
    public string Reason { get; set; } = "";

    /// <summary>What the person may do.</summary>
    public PortalRole Role { get; set; } = PortalRole.Viewer;

    /// <summary>As chosen; an administrator has the whole company whatever it says.</summary>
    public GrantScope Scope { get; set; } = GrantScope.Company;

    /// <summary>As chosen, also while another scope is.</summary>
    public int? Site { get; set; }

    /// <summary>First day, inclusive.</summary>
    public DateOnly? From { get; set; }

    /// <summary>Last day, inclusive.</summary>
    public DateOnly? To { get; set; }

    /// <summary>The form of an access as it is.</summary>
    public static GrantForm Of(ColleagueGrant grant)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return Of(grant.Role, grant.Scope, grant.Site, grant.From, grant.To);
    }

    /// <summary>The form of an access by its parts.</summary>
    public static GrantForm Of(PortalRole role, GrantScope scope, int? site, DateOnly? from, DateOnly? to) =>
        new() { Role = role, Scope = scope, Site = site, From = from, To = to };

    /// <summary>What is asked of Tryton, or the key of the text that says what is missing.</summary>
    public (NewGrant? Grant, string? Missing) ToGrant()
    {
        var scope = Role == PortalRole.CompanyAdministrator ? GrantScope.Company : Scope;
        if (scope == GrantScope.Site && Site is null)
        {
            return (null, "SiteMissing");
        }
        return (new NewGrant(Role, scope, scope == GrantScope.Site ? Site : null, From, To), null);
    }
}
