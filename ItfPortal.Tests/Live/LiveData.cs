using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Tests.Live;

/// <summary>Events and scopes of which only what a test is about is spelled out.</summary>
internal static class LiveData
{
    public const int Boreal = 5;
    public const int Fleuve = 6;

    public static PartyScope Scope(
        PortalRole role = PortalRole.Viewer, GrantScope scope = GrantScope.Company, int? site = null, int party = Boreal, int user = 12) =>
        Scope(party, user, new Grant(role, scope, site, null));

    public static PartyScope Scope(int party, int user, params ImmutableArray<Grant> grants) =>
        new(user, new CompanyAccess(party, "C" + party, "Company " + party, grants, [.. Enum.GetValues<PortalFeature>()]));

    public static PortalEvent Event(
        long id = 1, ulong tx = 100, int? party = Boreal, EventArea area = EventArea.Order, int? site = null, int? owner = null,
        EventKind kind = EventKind.State, int? sale = 41, int? user = null, EventDetail? detail = null) =>
        new(id, tx, new DateTime(2026, 11, 22, 15, 0, 0, DateTimeKind.Utc), kind, "sale.sale", sale ?? 0, sale, party, site, owner, user, area, detail ?? new());

    public static OrderRow Row(
        int id = 41, int party = Boreal, SaleState state = SaleState.Confirmed, string? number = null, DateTime? changedAt = null,
        string partyName = "Boréal", int? site = null, int? owner = null, ShipmentState shipmentState = ShipmentState.None,
        DateOnly? promised = null) => new(
            id, party, partyName, site, owner, number ?? "2" + id, "PO-7781", new DateOnly(2026, 11, 20), state, shipmentState,
            InvoiceState.None, "CAD", 1234.56m, 12m, 0m, promised,
            new OrderSummary(12m, new Text("unité", "unit"), new Text("Palette 48×40", "Pallet 48×40"), 2),
            changedAt ?? new DateTime(2026, 11, 22, 15, 0, 0, DateTimeKind.Utc));
}
