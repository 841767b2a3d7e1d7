using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Visitors;

/// <inheritdoc/>
internal sealed class VisitorRequestsClient(JsonRpcTransport transport, ServiceSession service) : IVisitorRequestsClient
{
    /// <inheritdoc/>
    public async Task<ReceivedRequest> ReceiveAsync(RequestId request, NewVisitorRequest values, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(values);
        var call = new TrytonCall("itf_portal.visitor_request", "receive", CallKind.Write, request.ToString(), new Dictionary<string, object?>
        {
            ["kind"] = Words.VisitorRequestKinds[values.Kind],
            ["company"] = values.Company,
            ["name"] = values.Name,
            ["email"] = values.Email,
            ["phone"] = values.Phone,
            ["tax_number"] = values.TaxNumber,
            ["message"] = values.Message,
            ["language"] = values.Language,
        });
        return await service.RunAsync(
            (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerReceivedRequest, token), cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }
}
