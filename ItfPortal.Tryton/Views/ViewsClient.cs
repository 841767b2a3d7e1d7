using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Views;

/// <inheritdoc/>
internal sealed class ViewsClient(JsonRpcTransport transport) : IViewsClient
{
    private const string Model = "itf_portal.view";

    /// <inheritdoc/>
    public Task<ViewPeople?> PeopleAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "people", CallKind.Read, party), session, TrytonJson.Default.RpcAnswerViewPeople, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> BeginAsync(
        SessionToken session, RequestId request, int person, int party, string reason, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["person"] = person, ["party"] = party, ["reason"] = reason };
        var call = new TrytonCall(Model, "begin", CallKind.Write, request.ToString(), values);
        var answer = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerViewAnswer, cancellationToken).ConfigureAwait(false);
        return answer?.Id ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task EndAsync(SessionToken session, int view, CancellationToken cancellationToken) =>
        transport.CallAsync(new TrytonCall(Model, "end", CallKind.Write, view), session, TrytonJson.Default.RpcAnswerViewAnswer, cancellationToken);

    /// <inheritdoc/>
    public Task<ViewState?> StateAsync(SessionToken session, int view, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "state", CallKind.Read, view), session, TrytonJson.Default.RpcAnswerViewState, cancellationToken);

    /// <inheritdoc/>
    public async Task<OrderPage> OrderPageAsync(SessionToken session, int view, OrderQuery query, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "orders", CallKind.Read, view, OrdersClient.ToWire(query));
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerOrderPage, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<OrderDetail?> OrderDetailAsync(SessionToken session, int view, int order, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "order", CallKind.Read, view, order), session, TrytonJson.Default.RpcAnswerOrderDetail, cancellationToken);
}

/// <summary>Answer of every write.</summary>
/// <param name="Id">Of the view.</param>
internal sealed record ViewAnswer(int Id);
