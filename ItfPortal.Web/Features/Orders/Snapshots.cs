using ItfPortal.Tryton.Orders;
using OrderRows = ItfPortal.Tryton.Orders.OrderPage;

namespace ItfPortal.Web.Features.Orders;

/// <summary>What the prerendered list hands to its circuit.</summary>
/// <param name="Scope">The scope's key: a circuit of somebody else must not take it over.</param>
/// <param name="Query">Of which address.</param>
/// <param name="Generation">Read before the page was.</param>
/// <param name="Page">The rows.</param>
public sealed record ListSnapshot(string Scope, string Query, string Generation, OrderRows Page);

/// <summary>What the prerendered order hands to its circuit.</summary>
/// <param name="Scope">The scope's key.</param>
/// <param name="Generation">Read before the order was.</param>
/// <param name="Order">The order.</param>
public sealed record OrderSnapshot(string Scope, string Generation, OrderDetail Order);
