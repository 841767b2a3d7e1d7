using System.Collections.Immutable;
using ItfPortal.Tryton.Events;

namespace ItfPortal.Tryton.Orders;

/// <summary>One page of a customer's orders.</summary>
/// <param name="Rows">In the order asked for, possibly empty.</param>
/// <param name="Next">Cursor of the following page, or null.</param>
/// <param name="Previous">Cursor of the page before (with <see cref="OrderQuery.Backwards"/>), or null.</param>
/// <param name="Count">How many match, at most 1000.</param>
/// <param name="More">Whether there are more than <paramref name="Count"/>.</param>
/// <param name="AsOf">UTC; Tryton's clock when it answered.</param>
public sealed record OrderPage(
    ImmutableArray<OrderRow> Rows, string? Next, string? Previous, int Count, bool More, DateTime AsOf);

/// <summary>One page of the agents' board, newest change first.</summary>
/// <param name="Rows">Possibly empty.</param>
/// <param name="Next">Cursor of the following page, or null.</param>
/// <param name="Counts">Orders per open word.</param>
/// <param name="AsOf">UTC.</param>
public sealed record BoardPage(
    ImmutableArray<BoardRow> Rows, string? Next, ImmutableDictionary<string, int> Counts, DateTime AsOf);

/// <summary>An order and the last thing that happened to it.</summary>
/// <param name="Row">The order.</param>
/// <param name="Change">The newest event, null when none is kept any more.</param>
public sealed record BoardRow(OrderRow Row, PortalEvent? Change);

/// <summary>A customer, for the board's filter.</summary>
/// <param name="Id">Id of the <c>party.party</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Code">Its code.</param>
public sealed record Customer(int Id, string Name, string Code);
