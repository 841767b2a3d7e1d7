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
            ["facts"] = Facts(values),
        });
        return await service.RunAsync(
            (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerReceivedRequest, token), cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public async Task AttachAsync(RequestId request, RequestId received, NewVisitorFile file, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        var call = new TrytonCall("itf_portal.visitor_file", "attach", CallKind.Write, request.ToString(), new Dictionary<string, object?>
        {
            ["request"] = received.ToString(),
            ["position"] = file.Position,
            ["name"] = file.Name,
            ["type"] = file.Type,
            ["scan"] = Words.FileScans[file.Scan],
            ["data"] = file.Data,
        });
        _ = await service.RunAsync(
            (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerRequestAnswer, token), cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    private static Dictionary<string, object?>? Facts(NewVisitorRequest values) => values switch
    {
        { Kind: VisitorRequestKind.Quote, Quote: { } quote } => new()
        {
            ["product"] = Words.VisitorProducts[quote.Product],
            ["size"] = quote.Size,
            ["quantity"] = quote.Quantity,
            ["rhythm"] = Words.VisitorRhythms[quote.Rhythm],
            ["city"] = quote.City,
            ["wished"] = quote.Wished,
            ["export"] = quote.Export,
        },
        { Kind: VisitorRequestKind.Pickup, Pickup: { } pickup } => new()
        {
            ["quantity"] = pickup.Quantity,
            ["condition"] = Words.VisitorConditions[pickup.Condition],
            ["size"] = pickup.Size,
            ["street"] = pickup.Street,
            ["city"] = pickup.City,
            ["postal_code"] = pickup.PostalCode,
            ["wished"] = pickup.Wished,
            ["hours"] = pickup.Hours,
            ["dock"] = pickup.Dock,
        },
        _ => null,
    };
}
