using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Layout;

/// <summary>A place in the portal.</summary>
/// <param name="Path">Without the company, for telling where one is.</param>
/// <param name="Href">With the company, when the person has several.</param>
/// <param name="Icon">For the phone's bar.</param>
/// <param name="Text">Key of its name in <see cref="LayoutTexts"/>.</param>
public sealed record NavItem(string Path, string Href, IconName Icon, string Text);

/// <summary>Which places a person may go to, in order; the first is where they land.</summary>
public static class PortalNav
{
    /// <summary>The places of a person acting for one of their companies.</summary>
    /// <param name="identity">The person.</param>
    /// <param name="company">One of <c>identity.Companies</c>; null for somebody without any.</param>
    public static ImmutableArray<NavItem> Of(Identity identity, CompanyAccess? company)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var items = ImmutableArray.CreateBuilder<NavItem>();
        if (company is not null)
        {
            var scope = new PartyScope(identity.User, company);
            var code = identity.Companies.Length > 1 ? company.Code : null;
            if (scope.Opens(EventArea.Order))
            {
                items.Add(new NavItem(PortalUrls.Orders, PortalUrls.WithCompany(PortalUrls.Orders, code), IconName.Pallet, "Orders"));
            }
            if (scope.ReadsInvoices)
            {
                items.Add(new NavItem(PortalUrls.Invoices, PortalUrls.WithCompany(PortalUrls.Invoices, code), IconName.Invoice, "Invoices"));
            }
            if (scope.ManagesAccess)
            {
                items.Add(new NavItem(PortalUrls.Company, PortalUrls.WithCompany(PortalUrls.Company, code), IconName.Users, "Access"));
            }
            if (scope.ReadsJournal)
            {
                items.Add(new NavItem(
                    PortalUrls.CompanyJournal, PortalUrls.WithCompany(PortalUrls.CompanyJournal, code), IconName.Quote, "Journal"));
            }
        }
        if (identity.Staff is not null)
        {
            items.Add(new NavItem(PortalUrls.Board, PortalUrls.Board, IconName.Headset, "Support"));
        }
        if (identity.Staff is StaffRole.Administrator)
        {
            items.Add(new NavItem(PortalUrls.Admin, PortalUrls.Admin, IconName.Users, "Access"));
            items.Add(new NavItem(PortalUrls.Journal, PortalUrls.Journal, IconName.Quote, "Journal"));
        }
        return items.ToImmutable();
    }

    /// <summary>The company an address is about: the one it names, else the first; null for somebody without any.</summary>
    /// <param name="identity">The person.</param>
    /// <param name="code">The value of <c>societe</c>, or null.</param>
    public static CompanyAccess? CompanyOf(Identity identity, string? code)
    {
        ArgumentNullException.ThrowIfNull(identity);
        return identity.Companies.FirstOrDefault(company => string.Equals(company.Code, code, StringComparison.OrdinalIgnoreCase))
            ?? (identity.Companies.IsEmpty ? null : identity.Companies[0]);
    }

    /// <summary>Where a change of company leads: the same place there if their role opens it, else the first that it does.</summary>
    /// <param name="identity">The person.</param>
    /// <param name="company">The company to go to.</param>
    /// <param name="path">Where they are.</param>
    public static string Switch(Identity identity, CompanyAccess company, string path)
    {
        var items = Of(identity, company);
        return (items.FirstOrDefault(item => Here(item, path)) ?? items.FirstOrDefault())?.Href ?? PortalUrls.Home;
    }

    /// <summary>The place that the path is in: of two that hold it the inner one, none outside of all.</summary>
    public static NavItem? Current(IReadOnlyList<NavItem> items, string path) =>
        items.Where(item => Here(item, path)).MaxBy(item => item.Path.Length);

    /// <summary>Whether the path is in this place.</summary>
    public static bool Here(NavItem item, string path)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(path);
        return path == item.Path || path.StartsWith(item.Path + "/", StringComparison.Ordinal);
    }
}
