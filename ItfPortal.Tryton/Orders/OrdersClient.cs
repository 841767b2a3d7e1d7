using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Orders;

/// <inheritdoc/>
internal sealed class OrdersClient(JsonRpcTransport transport) : IOrdersClient
{
    private const string Model = "itf_portal.order";

    /// <inheritdoc/>
    public async Task<OrderPage> PageAsync(SessionToken session, OrderQuery query, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "page", CallKind.Read, ToWire(query));
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerOrderPage, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<OrderDetail?> DetailAsync(SessionToken session, int party, int id, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "detail", CallKind.Read, party, id), session, TrytonJson.Default.RpcAnswerOrderDetail, cancellationToken);

    /// <summary>The query as the wire carries it.</summary>
    internal static Dictionary<string, object?> ToWire(OrderQuery query) => new()
    {
        ["party"] = query.Party,
        ["search"] = QueryWords.Search(query.Search),
        ["states"] = QueryWords.States(query.States),
        ["from"] = query.From,
        ["to"] = query.To,
        ["sort"] = Words.OrderSorts[query.Sort],
        ["descending"] = query.Descending,
        ["cursor"] = query.Cursor,
        ["backwards"] = query.Backwards,
        ["limit"] = query.Limit,
    };
}
