using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Tests.Support;

/// <summary>Small worlds: only what a test is about is spelled out.</summary>
public static class TestData
{
    public const int Party = 5;

    public static readonly DateTime Now = new(2026, 11, 22, 15, 42, 0, DateTimeKind.Utc);

    public static readonly DateOnly Today = new(2026, 11, 22);

    public static readonly Text Pallet = new("palette", "pallet");

    private static long s_lastEvent;

    public static Text Text(string both) => new(both, both);

    public static OrderRow Row(
        int id = 412, SaleState state = SaleState.Confirmed, ShipmentState shipments = ShipmentState.None, decimal ordered = 20,
        decimal shipped = 0, DateOnly? promised = null, DateOnly? date = null, int party = Party, int? site = 31, int? owner = null,
        DateTime? changedAt = null, decimal? total = 1234.56m, string? reference = "PO-7781", string? number = "") =>
        new(id, party, "Boréal inc.", site, owner, number is "" ? $"{id + 1600}" : number, reference, date ?? Today, state, shipments,
            InvoiceState.None, "CAD", total, ordered, shipped, promised,
            new OrderSummary(12, Pallet, new Text("Palette reconditionnée 48×40, grade A", "Reconditioned pallet 48×40, grade A"), 2),
            changedAt ?? Now.AddHours(-1));

    public static OrderPage Page(params OrderRow[] rows) => new([.. rows], null, null, rows.Length, false, Now);

    public static OrderDetail Detail(OrderRow? row = null, params OrderLine[] lines)
    {
        row ??= Row();
        return new OrderDetail(
            row,
            new OrderSteps(Now.AddDays(-9), Now.AddDays(-8), row.State > SaleState.Quotation ? Now.AddDays(-7) : null,
                row.State == SaleState.Done ? Now : null, row.State == SaleState.Cancelled ? Now : null),
            1073.77m, 160.79m, [new TaxAmount(Text("TPS 5 %"), 53.69m), new TaxAmount(new Text("TVQ 9,975 %", "QST 9.975%"), 107.10m)],
            new Text("Net 30 jours", "Net 30 days"),
            new Address("Boréal inc.", ["1250, chemin du Quai", "Lévis (Québec) G6V 0A1"]),
            new Address("Usine de Lévis", ["1250, chemin du Quai", "Lévis (Québec) G6V 0A1"]),
            lines.Length == 0 ? [Line()] : [.. lines], [], null, [], Now);
    }

    public static OrderLine Line(int id = 9, decimal quantity = 20, decimal shipped = 0, decimal pending = 0, DateOnly? promised = null) =>
        new(id, LineKind.Line, "RA4840", new Text("Palette reconditionnée 48×40, grade A", "Reconditioned pallet 48×40, grade A"), Pallet,
            quantity, 10.75m, quantity * 10.75m, true, shipped, pending, quantity - shipped - pending, promised);

    public static PortalEvent Event(
        EventKind kind, EventDetail? detail = null, OrderRow? row = null, int? sale = 412, EventArea area = EventArea.Order, DateTime? at = null) =>
        new(Interlocked.Increment(ref s_lastEvent), (ulong)s_lastEvent, at ?? Now, kind, "sale.sale", row?.Id ?? sale ?? 1, row?.Id ?? sale,
            row?.Party ?? Party, row?.Site, row?.Owner, null, area, (detail ?? new EventDetail()) with { Row = row });

    public static PortalEvent StateChange(OrderRow row, string old, string @new) =>
        Event(EventKind.State, new EventDetail { Old = old, New = @new }, row);

    public static CompanyAccess Company(PortalRole role = PortalRole.Viewer, int party = Party, string code = "BOREAL", GrantScope scope = GrantScope.Company, int? site = null) =>
        new(party, code, "Boréal inc.", [new Grant(role, scope, site, site is null ? null : "Usine de Lévis")], [.. Enum.GetValues<PortalFeature>()]);

    public static PartyScope Scope(PortalRole role = PortalRole.Viewer, GrantScope scope = GrantScope.Company, int? site = null, int user = 12) =>
        new(user, Company(role, scope: scope, site: site));

    public static PortalSession Session(params CompanyAccess[] companies) => new(
        "session", new SessionToken("marie", 12, new string('a', 64)),
        new Identity(12, "marie", "Marie Tremblay", "fr", null, companies.Length == 0 ? [Company()] : [.. companies],
            new OwnCompany("ITF", null, null, "America/Toronto", "CAD")),
        new DateTimeOffset(Now));

    public static ImmutableArray<PortalEvent> Events(params PortalEvent[] events) => [.. events];
}
