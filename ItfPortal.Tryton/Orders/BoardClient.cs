using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Orders;

/// <inheritdoc/>
internal sealed class BoardClient(JsonRpcTransport transport) : IBoardClient
{
    private const string Model = "itf_portal.board";

    /// <inheritdoc/>
    public async Task<BoardPage> PageAsync(SessionToken session, BoardQuery query, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "page", CallKind.Read, ToWire(query));
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerBoardPage, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<OrderDetail?> DetailAsync(SessionToken session, int id, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "detail", CallKind.Read, id), session, TrytonJson.Default.RpcAnswerOrderDetail, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Customer>> CustomersAsync(SessionToken session, string text, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "customers", CallKind.Read, text);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerCustomerArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    private static Dictionary<string, object?> ToWire(BoardQuery query) => new()
    {
        ["search"] = QueryWords.Search(query.Search),
        ["states"] = QueryWords.States(query.States),
        ["customer"] = query.Customer,
        ["cursor"] = query.Cursor,
        ["limit"] = query.Limit,
    };
}
