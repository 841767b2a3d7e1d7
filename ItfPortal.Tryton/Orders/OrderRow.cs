namespace ItfPortal.Tryton.Orders;

/// <summary>A text of Tryton's in both languages; both are always present.</summary>
/// <param name="Fr">French.</param>
/// <param name="En">English.</param>
public sealed record Text(string Fr, string En);

/// <summary>What a list shows of one order (<c>sale.sale</c>). The same for every reader of the same scope.</summary>
/// <param name="Id">Id of the sale.</param>
/// <param name="Party">The customer's <c>party.party</c>.</param>
/// <param name="PartyName">The customer's name.</param>
/// <param name="Site">Shipment address, or null.</param>
/// <param name="Owner">The portal person who made it (<c>res.user</c>), or null.</param>
/// <param name="Number">ITF's number; null for a draft that has none yet.</param>
/// <param name="Reference">The customer's own reference (PO number), or null.</param>
/// <param name="Date">Sale date, else the day it was created, in the company's zone.</param>
/// <param name="State">Tryton's state.</param>
/// <param name="ShipmentState">Tryton's shipment state.</param>
/// <param name="InvoiceState">Tryton's invoice state.</param>
/// <param name="Currency">ISO code.</param>
/// <param name="Total">Tax included, in <paramref name="Currency"/>; null while Tryton has not computed it.</param>
/// <param name="Ordered">Goods only, in each line's own unit, summed.</param>
/// <param name="Shipped">The part of <paramref name="Ordered"/> that has left.</param>
/// <param name="Promised">The earliest promised date with something still to ship, or null.</param>
/// <param name="What">The first line in words, null for an order without lines.</param>
/// <param name="ChangedAt">UTC; when something the portal shows last changed.</param>
public sealed record OrderRow(
    int Id, int Party, string PartyName, int? Site, int? Owner, string? Number, string? Reference,
    DateOnly Date, SaleState State, ShipmentState ShipmentState, InvoiceState InvoiceState,
    string Currency, decimal? Total, decimal Ordered, decimal Shipped, DateOnly? Promised,
    OrderSummary? What, DateTime ChangedAt);

/// <summary>"12 palettes 48×40, and 2 others".</summary>
/// <param name="Quantity">Of the first line.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Name">Its product or description.</param>
/// <param name="More">How many other lines there are.</param>
public sealed record OrderSummary(decimal Quantity, Text? Unit, Text Name, int More);

/// <summary>States of <c>sale.sale</c>, modules/sale/sale.py.</summary>
public enum SaleState
{
    /// <summary>Not yet sent.</summary>
    Draft,

    /// <summary>Offered to the customer.</summary>
    Quotation,

    /// <summary>Accepted.</summary>
    Confirmed,

    /// <summary>Being prepared, shipped, invoiced.</summary>
    Processing,

    /// <summary>Shipped and paid.</summary>
    Done,

    /// <summary>Cancelled.</summary>
    Cancelled,
}

/// <summary>Shipment states of <c>sale.sale</c>.</summary>
public enum ShipmentState
{
    /// <summary>Nothing to ship yet.</summary>
    None,

    /// <summary>Waiting to be shipped.</summary>
    Waiting,

    /// <summary>Some of it has left.</summary>
    PartiallyShipped,

    /// <summary>All of it has left.</summary>
    Sent,

    /// <summary>Staff must decide.</summary>
    Exception,
}

/// <summary>Invoice states of <c>sale.sale</c>.</summary>
public enum InvoiceState
{
    /// <summary>Nothing invoiced.</summary>
    None,

    /// <summary>An invoice is being made.</summary>
    Pending,

    /// <summary>Invoiced, not paid.</summary>
    AwaitingPayment,

    /// <summary>Paid in part.</summary>
    PartiallyPaid,

    /// <summary>Paid.</summary>
    Paid,

    /// <summary>Staff must decide.</summary>
    Exception,
}
