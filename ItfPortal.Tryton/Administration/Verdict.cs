using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <summary>Whether somebody sees a document, and what stands in the way.</summary>
/// <param name="Model"><c>sale.sale</c> or <c>account.invoice</c>.</param>
/// <param name="Id">The document's id.</param>
/// <param name="Number">Null while it has none.</param>
/// <param name="Reference">The customer's, or null.</param>
/// <param name="Party">Whose it is.</param>
/// <param name="PartyName">That company's name.</param>
/// <param name="State">Tryton's word for its state.</param>
/// <param name="Site">Name of the site it is for; null when none.</param>
/// <param name="Seen">What Tryton's own rules say, asked as that person.</param>
/// <param name="OpenedBy">Ids of the grants that open it.</param>
/// <param name="Reasons">What hides it; empty when it is seen, else at least one.</param>
public sealed record Verdict(
    string Model, int Id, string? Number, string? Reference, int Party, string PartyName, string State, string? Site,
    bool Seen, ImmutableArray<int> OpenedBy, ImmutableArray<Hindrance> Reasons)
{
    /// <summary>Whether it is an invoice; else it is an order.</summary>
    public bool IsInvoice => Model == "account.invoice";
}

/// <summary>One thing that hides a document.</summary>
/// <param name="Code">What.</param>
/// <param name="Grant">The row of access it is about; null when it is about the person or the document.</param>
/// <param name="Role">That row's role.</param>
/// <param name="Site">For <see cref="HindranceCode.Site"/> the site the row is for.</param>
/// <param name="Date">For <see cref="HindranceCode.Ended"/> the last day, for <see cref="HindranceCode.Coming"/> the first.</param>
public sealed record Hindrance(HindranceCode Code, int? Grant, PortalRole? Role, string? Site, DateOnly? Date);

/// <summary>What can hide a document.</summary>
public enum HindranceCode
{
    /// <summary>The person cannot sign in.</summary>
    Disabled,

    /// <summary>The user is not in the portal's group.</summary>
    NotPortal,

    /// <summary>No row of access to the document's company.</summary>
    NoAccess,

    /// <summary>The row was taken away.</summary>
    Revoked,

    /// <summary>The row has passed its last day.</summary>
    Ended,

    /// <summary>The row begins on a later day.</summary>
    Coming,

    /// <summary>The person has not signed in since they were invited to the company: no row there counts yet.</summary>
    Pending,

    /// <summary>The row's role does not open documents of this kind.</summary>
    Role,

    /// <summary>The row is for another site.</summary>
    Site,

    /// <summary>The row is for the person's own documents and this one is not.</summary>
    Own,

    /// <summary>An order our staff still draft.</summary>
    Draft,

    /// <summary>An invoice that is not posted yet.</summary>
    NotPosted,

    /// <summary>A supplier's invoice.</summary>
    Supplier,

    /// <summary>Something else in Tryton's rules; none of the above explains it.</summary>
    Rule,
}
