using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Orders;

/// <summary>A customer's own orders. Every call runs in that person's own Tryton session.</summary>
public interface IOrdersClient
{
    /// <summary>One page (<c>itf_portal.order.page</c>). A party the person has no grant for gives an empty page.</summary>
    Task<OrderPage> PageAsync(SessionToken session, OrderQuery query, CancellationToken cancellationToken);

    /// <summary>One order, or null when it does not exist or is not the person's to see; the two cannot be told apart (<c>itf_portal.order.detail</c>).</summary>
    Task<OrderDetail?> DetailAsync(SessionToken session, int party, int id, CancellationToken cancellationToken);
}

/// <summary>Every customer's orders, for ITF's own people.</summary>
public interface IBoardClient
{
    /// <summary>One page, newest change first (<c>itf_portal.board.page</c>).</summary>
    Task<BoardPage> PageAsync(SessionToken session, BoardQuery query, CancellationToken cancellationToken);

    /// <summary>One order, or null (<c>itf_portal.board.detail</c>).</summary>
    Task<OrderDetail?> DetailAsync(SessionToken session, int id, CancellationToken cancellationToken);

    /// <summary>At most 20 customers whose name or code contains the text (<c>itf_portal.board.customers</c>).</summary>
    Task<IReadOnlyList<Customer>> CustomersAsync(SessionToken session, string text, CancellationToken cancellationToken);
}
