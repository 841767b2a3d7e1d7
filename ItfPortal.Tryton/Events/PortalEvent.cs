using ItfPortal.Tryton.Orders;

namespace ItfPortal.Tryton.Events;

/// <summary>One net change of one Tryton transaction, as a row of <c>itf_portal_event</c> (docs/tryton-api.md, Events).</summary>
/// <param name="Id">Identity; ids are not commit order.</param>
/// <param name="Tx">The transaction that wrote it.</param>
/// <param name="At">UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Model">Tryton model that changed.</param>
/// <param name="Record">Its id.</param>
/// <param name="Sale">The order it concerns, or null.</param>
/// <param name="Party">The customer it concerns, or null.</param>
/// <param name="Site">As in the order.</param>
/// <param name="Owner">As in the order.</param>
/// <param name="User">The person concerned, for area access.</param>
/// <param name="Area">Who may receive it.</param>
/// <param name="Detail">What a sentence and a list row need.</param>
public sealed record PortalEvent(
    long Id, ulong Tx, DateTime At, EventKind Kind, string Model, int Record, int? Sale, int? Party, int? Site, int? Owner,
    int? User, EventArea Area, EventDetail Detail);

/// <summary>What a sentence about an event needs; which members are set depends on the kind (docs/tryton-api.md).</summary>
public sealed record EventDetail
{
    /// <summary>State, reference before; as Tryton writes it. For dates see <see cref="OldDate"/>, for totals <see cref="OldTotal"/>.</summary>
    public string? Old { get; init; }

    /// <summary>State, reference after.</summary>
    public string? New { get; init; }

    /// <summary>Kind <c>promised</c>: the date before.</summary>
    public DateOnly? OldDate { get; init; }

    /// <summary>Kind <c>promised</c>: the date now.</summary>
    public DateOnly? NewDate { get; init; }

    /// <summary>Kind <c>lines</c>: the total before.</summary>
    public decimal? OldTotal { get; init; }

    /// <summary>Kind <c>lines</c>: the total now.</summary>
    public decimal? NewTotal { get; init; }

    /// <summary>Id of the shipment.</summary>
    public int? Shipment { get; init; }

    /// <summary>Id of the invoice.</summary>
    public int? Invoice { get; init; }

    /// <summary>Number of the order, shipment or invoice.</summary>
    public string? Number { get; init; }

    /// <summary>Carrier's number.</summary>
    public string? Tracking { get; init; }

    /// <summary>Kind <c>shipped</c>: how much left now.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Kind <c>shipped</c>: its unit, null when several.</summary>
    public Text? Unit { get; init; }

    /// <summary>Kind <c>shipped</c>: how much is still to come.</summary>
    public decimal? Remaining { get; init; }

    /// <summary>Kind <c>shipped</c>: when the rest is promised.</summary>
    public DateOnly? Next { get; init; }

    /// <summary>Kind <c>invoice</c>: <c>invoice</c> or <c>credit_note</c>.</summary>
    public string? InvoiceKind { get; init; }

    /// <summary>Kind <c>invoice</c>: when it is due.</summary>
    public DateOnly? Due { get; init; }

    /// <summary>Kind <c>invoice</c>: its total.</summary>
    public decimal? Total { get; init; }

    /// <summary>Kind <c>invoice</c>: still open.</summary>
    public decimal? ToPay { get; init; }

    /// <summary>Kinds <c>removed</c> and <c>created</c>: the order went to another company, site or owner, and did not come into being or end.</summary>
    public bool Moved { get; init; }

    /// <summary>Kind <c>access</c>: why.</summary>
    public string? Reason { get; init; }

    /// <summary>Kind <c>access</c>: id of the <c>res.user</c> whose doing it was; null for Tryton's own.</summary>
    public int? By { get; init; }

    /// <summary>Kind <c>access</c>: whether <see cref="By"/> is one of ITF's own people.</summary>
    public bool ByStaff { get; init; }

    /// <summary>The order as the list shows it after the change; null for <c>removed</c> and for events without an order.</summary>
    public OrderRow? Row { get; init; }
}

/// <summary>Kinds of events; an unknown kind of a newer module is <see cref="Unknown"/> and only makes pages read again.</summary>
public enum EventKind
{
    /// <summary>A kind this portal does not know.</summary>
    Unknown,

    /// <summary>A new order.</summary>
    Created,

    /// <summary>Deleted, or no longer visible to customers.</summary>
    Removed,

    /// <summary>The sale's state.</summary>
    State,

    /// <summary>
    /// Only brings rows up to date (shipment and invoice state, worked out a moment after the shipment or invoice).
    /// Makes no sentence, and its row may carry the same <see cref="OrderRow.ChangedAt"/> as the one before.
    /// </summary>
    Progress,

    /// <summary>Goods left.</summary>
    Shipped,

    /// <summary>A shipment was made or moved on.</summary>
    Shipment,

    /// <summary>The promised date.</summary>
    Promised,

    /// <summary>What was ordered.</summary>
    Lines,

    /// <summary>The customer's reference.</summary>
    Reference,

    /// <summary>Addresses, payment term.</summary>
    Details,

    /// <summary>An invoice.</summary>
    Invoice,

    /// <summary>Who may see what.</summary>
    Access,
}

/// <summary>Areas that a role opens; <see cref="Internal"/> is never for customers.</summary>
public enum EventArea
{
    /// <summary>Not for customers; also the reading of an area this portal does not know.</summary>
    Internal,

    /// <summary>Orders.</summary>
    Order,

    /// <summary>Quotations.</summary>
    Quote,

    /// <summary>Invoices.</summary>
    Invoice,

    /// <summary>Payments.</summary>
    Payment,

    /// <summary>Documents.</summary>
    Document,

    /// <summary>Messages.</summary>
    Message,

    /// <summary>Access rights of a person.</summary>
    Access,
}
