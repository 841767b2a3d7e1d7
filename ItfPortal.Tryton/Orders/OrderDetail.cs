using System.Collections.Immutable;
using ItfPortal.Tryton.Events;

namespace ItfPortal.Tryton.Orders;

/// <summary>Everything the order's page shows, in one read.</summary>
/// <param name="Row">What the list shows of it.</param>
/// <param name="Steps">When it reached each step.</param>
/// <param name="Untaxed">Before tax, or null while Tryton has not computed it.</param>
/// <param name="Tax">Sum of <paramref name="Taxes"/>.</param>
/// <param name="Taxes">TPS, TVQ, in Tryton's order.</param>
/// <param name="PaymentTerm">Its name, or null.</param>
/// <param name="InvoiceAddress">Or null.</param>
/// <param name="ShipmentAddress">Or null.</param>
/// <param name="Lines">In Tryton's sequence order.</param>
/// <param name="Shipments">Oldest first, possibly empty.</param>
/// <param name="Invoices">Null when the reader has no grant for invoices.</param>
/// <param name="Changes">Newest first, at most 30.</param>
/// <param name="AsOf">UTC.</param>
public sealed record OrderDetail(
    OrderRow Row, OrderSteps Steps, decimal? Untaxed, decimal? Tax, ImmutableArray<TaxAmount> Taxes, Text? PaymentTerm,
    Address? InvoiceAddress, Address? ShipmentAddress, ImmutableArray<OrderLine> Lines, ImmutableArray<Shipment> Shipments,
    ImmutableArray<LinkedInvoice>? Invoices, ImmutableArray<PortalEvent> Changes, DateTime AsOf);

/// <summary>When an order reached each step; UTC, null when it has not.</summary>
/// <param name="Created">Written down.</param>
/// <param name="Sent">Offered to the customer.</param>
/// <param name="Confirmed">Accepted.</param>
/// <param name="Done">Shipped and paid.</param>
/// <param name="Cancelled">Cancelled.</param>
public sealed record OrderSteps(DateTime Created, DateTime? Sent, DateTime? Confirmed, DateTime? Done, DateTime? Cancelled);

/// <summary>One tax of an order.</summary>
/// <param name="Name">TPS or TVQ with its rate.</param>
/// <param name="Amount">In the order's currency.</param>
public sealed record TaxAmount(Text Name, decimal Amount);

/// <summary>An address ready to print.</summary>
/// <param name="Name">Site or party name.</param>
/// <param name="Lines">Street to country, in the country's format.</param>
public sealed record Address(string Name, ImmutableArray<string> Lines);

/// <summary>One line of an order (<c>sale.line</c>). Quantities in <paramref name="Unit"/>.</summary>
/// <param name="Id">Id of the line.</param>
/// <param name="Kind">Only <see cref="LineKind.Line"/> has quantities and amounts.</param>
/// <param name="Code">Product code, or null.</param>
/// <param name="Name">Product name or description.</param>
/// <param name="Unit">Unit of measure, or null.</param>
/// <param name="Quantity">Ordered.</param>
/// <param name="UnitPrice">Before tax.</param>
/// <param name="Amount">Before tax.</param>
/// <param name="Goods">Whether it is shipped at all (a service is not).</param>
/// <param name="Shipped">Has left.</param>
/// <param name="Pending">In a shipment under preparation.</param>
/// <param name="BackOrdered">Neither.</param>
/// <param name="Promised">Promised date of what is still to ship, or null.</param>
public sealed record OrderLine(
    int Id, LineKind Kind, string? Code, Text Name, Text? Unit, decimal? Quantity, decimal? UnitPrice, decimal? Amount,
    bool Goods, decimal Shipped, decimal Pending, decimal BackOrdered, DateOnly? Promised)
{
    /// <summary>What staff typed on the line, in whatever language they typed it; null when nothing.</summary>
    public string? Description { get; init; }
}

/// <summary>Types of <c>sale.line</c>.</summary>
public enum LineKind
{
    /// <summary>A product or a free line with a price.</summary>
    Line,

    /// <summary>A heading.</summary>
    Title,

    /// <summary>The sum so far.</summary>
    Subtotal,

    /// <summary>Words.</summary>
    Comment,
}

/// <summary>One customer shipment (<c>stock.shipment.out</c>).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number, or null.</param>
/// <param name="State">Tryton's state: <c>draft</c>, <c>waiting</c>, <c>assigned</c>, <c>picked</c>, <c>packed</c>, <c>shipped</c>, <c>done</c>, <c>cancelled</c>.</param>
/// <param name="Planned">When it is to leave.</param>
/// <param name="ShippedOn">When it left.</param>
/// <param name="Tracking">Carrier's number, or null.</param>
/// <param name="Lines">What of this order is in it.</param>
public sealed record Shipment(
    int Id, string? Number, string State, DateOnly? Planned, DateOnly? ShippedOn, string? Tracking, ImmutableArray<ShipmentLine> Lines);

/// <summary>Goods in a shipment.</summary>
/// <param name="Name">Product name.</param>
/// <param name="Unit">Unit of measure.</param>
/// <param name="Quantity">In <paramref name="Unit"/>.</param>
public sealed record ShipmentLine(Text Name, Text? Unit, decimal Quantity);

/// <summary>An invoice or credit note of the order (<c>account.invoice</c>).</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number.</param>
/// <param name="Kind"><c>invoice</c> or <c>credit_note</c>.</param>
/// <param name="State"><c>posted</c>, <c>paid</c> or <c>cancelled</c>.</param>
/// <param name="Date">Invoice date.</param>
/// <param name="Due">Latest due date, or null.</param>
/// <param name="Total">Tax included; negative for a credit note.</param>
/// <param name="ToPay">Still open.</param>
public sealed record LinkedInvoice(
    int Id, string? Number, string Kind, string State, DateOnly? Date, DateOnly? Due, decimal Total, decimal ToPay);
