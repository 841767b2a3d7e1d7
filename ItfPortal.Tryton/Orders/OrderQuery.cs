using System.Collections.Immutable;

namespace ItfPortal.Tryton.Orders;

/// <summary>What a customer's order list asks for.</summary>
/// <param name="Party">The one company it is about.</param>
/// <param name="Search">Words that must all occur (number, reference, product code or name); null or empty for none.</param>
/// <param name="States">The portal's words; empty for all.</param>
/// <param name="From">First date, inclusive.</param>
/// <param name="To">Last date, inclusive.</param>
/// <param name="Sort">What to order by.</param>
/// <param name="Descending">Newest, highest first.</param>
/// <param name="Cursor">Position given by an earlier page, or null for the first page.</param>
/// <param name="Backwards">Whether the page before <paramref name="Cursor"/> is wanted.</param>
/// <param name="Limit">Rows, 1 to 100.</param>
public sealed record OrderQuery(
    int Party, string? Search = null, ImmutableArray<OrderWord> States = default, DateOnly? From = null, DateOnly? To = null,
    OrderSort Sort = OrderSort.Date, bool Descending = true, string? Cursor = null, bool Backwards = false, int Limit = 25);

/// <summary>What the agents' board asks for.</summary>
/// <param name="Search">As in <see cref="OrderQuery"/>.</param>
/// <param name="States">The portal's words; empty for all.</param>
/// <param name="Customer">One customer's party, or null for all.</param>
/// <param name="Cursor">Position given by an earlier page.</param>
/// <param name="Limit">Rows, 1 to 100.</param>
public sealed record BoardQuery(
    string? Search = null, ImmutableArray<OrderWord> States = default, int? Customer = null, string? Cursor = null, int Limit = 50);

/// <summary>Sort keys that stay fast with 100,000 orders.</summary>
public enum OrderSort
{
    /// <summary>By date.</summary>
    Date,

    /// <summary>By the number's numeric part.</summary>
    Number,

    /// <summary>By the stored total.</summary>
    Amount,
}

/// <summary>The portal's own words for where an order stands; <see cref="Late"/> is a mark beside the state, usable as a filter.</summary>
public enum OrderWord
{
    /// <summary>Brouillon.</summary>
    Draft,

    /// <summary>Devis.</summary>
    Quotation,

    /// <summary>Confirmée.</summary>
    Confirmed,

    /// <summary>En préparation.</summary>
    Preparing,

    /// <summary>Expédiée en partie.</summary>
    PartlyShipped,

    /// <summary>Expédiée.</summary>
    Shipped,

    /// <summary>Terminée.</summary>
    Done,

    /// <summary>Annulée.</summary>
    Cancelled,

    /// <summary>En retard.</summary>
    Late,
}
