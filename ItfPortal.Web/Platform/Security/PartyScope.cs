using System.Collections.Immutable;
using System.Globalization;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Web.Platform.Security;

/// <summary>
/// One person acting for one company: what every customer query and every cache key needs. Made from the session's
/// identity only, never from a route or a form; in a view as customer, from what Tryton says of the person that ITF's staff sees through.
/// The portal's second wall; the first is in Tryton's record rules.
/// </summary>
public sealed class PartyScope
{
    private readonly ImmutableArray<Grant> _grants;
    private readonly ImmutableArray<PortalFeature> _features;

    /// <summary>Of a person's own, or of somebody of ITF's who sees as that person.</summary>
    /// <param name="userId">Id of the person's <c>res.user</c>.</param>
    /// <param name="company">The company with their grants.</param>
    /// <param name="view">Id of the view, when it is one.</param>
    public PartyScope(int userId, CompanyAccess company, int? view = null)
    {
        ArgumentNullException.ThrowIfNull(company);
        View = view;
        UserId = userId;
        Party = company.Party;
        Code = company.Code;
        Name = company.Name;
        _grants = company.Grants;
        // A session that began before there were features knows of none until it is read again.
        _features = company.Features.IsDefault ? [] : company.Features;
        CacheKey = MakeCacheKey();
    }

    /// <summary>Id of the person's <c>res.user</c>.</summary>
    public int UserId { get; }

    /// <summary>Id of the view as customer (<c>itf_portal.view</c>) it is for; null for the person's own.</summary>
    public int? View { get; }

    /// <summary>Id of the company's <c>party.party</c>.</summary>
    public int Party { get; }

    /// <summary>The company's code, as in <c>?societe=CODE</c>.</summary>
    public string Code { get; }

    /// <summary>The company's name.</summary>
    public string Name { get; }

    /// <summary>The person's roles on this company.</summary>
    public ImmutableArray<Grant> Grants => _grants;

    /// <summary>Party, roles, scopes and, where a scope is "own", the user: two people share an entry only if they see the same. A view shares with nobody.</summary>
    public string CacheKey { get; }

    /// <summary>Whether this person says who has access to the company: an administrator of the whole of it.</summary>
    public bool Administers => _grants.Any(grant => grant is { Role: PortalRole.CompanyAdministrator, Scope: GrantScope.Company });

    /// <summary>Whether ITF has switched the feature on for the company.</summary>
    public bool Has(PortalFeature feature) => _features.Contains(feature);

    /// <summary>Whether this person gives and takes access here: also Tryton refuses it where ITF has switched it off.</summary>
    public bool ManagesAccess => Administers && Has(PortalFeature.CompanyAccess);

    /// <summary>Whether this person reads the company's journal.</summary>
    public bool ReadsJournal => Administers && Has(PortalFeature.Journal);

    /// <summary>Whether this person has the page of invoices.</summary>
    public bool ReadsInvoices => Opens(EventArea.Invoice) && Has(PortalFeature.Invoices);

    /// <summary>Whether any role opens the area.</summary>
    public bool Opens(EventArea area) => _grants.Any(grant => RoleAreas.Opens(grant.Role, area));

    /// <summary>
    /// Whether this person may receive the event: exactly when they could read the record by RPC. Pure; a test compares
    /// it with Tryton for every demo person and every event.
    /// </summary>
    public bool Receives(PortalEvent portalEvent)
    {
        ArgumentNullException.ThrowIfNull(portalEvent);
        return portalEvent.Area != EventArea.Internal
            && portalEvent.Party == Party
            && (portalEvent.Area != EventArea.Access || ManagesAccess)
            && Covers(portalEvent.Area, portalEvent.Site, portalEvent.Owner);
    }

    /// <summary>Whether the order is one this person may see; checked again on every answer of Tryton's.</summary>
    public bool Covers(OrderRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Party == Party && Covers(EventArea.Order, row.Site, row.Owner);
    }

    private bool Covers(EventArea area, int? site, int? owner) => _grants.Any(grant =>
        RoleAreas.Opens(grant.Role, area) && grant.Scope switch
        {
            GrantScope.Company => true,
            GrantScope.Site => site is not null && site == grant.Site,
            GrantScope.Own => owner is not null && owner == UserId,
            _ => false,
        });

    private string MakeCacheKey()
    {
        var own = _grants.Any(grant => grant.Scope == GrantScope.Own) ? UserId.ToString(CultureInfo.InvariantCulture) : "-";
        var grants = string.Join(',', _grants
            .Select(grant => string.Create(CultureInfo.InvariantCulture, $"{grant.Role}:{grant.Scope}:{grant.Site}"))
            .Distinct().Order(StringComparer.Ordinal));
        var view = View is { } id ? string.Create(CultureInfo.InvariantCulture, $"v{id}:") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{view}p{Party}:u{own}:{grants}");
    }
}

/// <summary>Which areas each role opens; the table of docs/tryton-api.md, kept equal to the module's by a test.</summary>
public static class RoleAreas
{
    /// <summary>Whether the role opens the area.</summary>
    public static bool Opens(PortalRole role, EventArea area) => area switch
    {
        EventArea.Order or EventArea.Quote => role is not PortalRole.Accounting,
        EventArea.Invoice or EventArea.Payment => role is PortalRole.Accounting or PortalRole.CompanyAdministrator,
        EventArea.Document or EventArea.Message => true,
        EventArea.Access => role is PortalRole.CompanyAdministrator,
        _ => false,
    };
}
