using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Reports;

/// <inheritdoc/>
internal sealed class ReportClient(JsonRpcTransport transport) : IReportClient
{
    /// <inheritdoc/>
    public async Task<PrintedReport> PrintAsync(SessionToken session, ReportQuery query, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(query.Ids.Count);
        var data = new Dictionary<string, object?> { ["model"] = query.Model, ["id"] = query.Ids[0], ["ids"] = query.Ids };
        if (query.ActionId is { } action)
        {
            data["action_id"] = action;
        }

        var call = new TrytonCall(query.Report, "execute", CallKind.Report, query.Ids, data) { Target = CallTarget.Report };
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerPrintedReport, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }
}
