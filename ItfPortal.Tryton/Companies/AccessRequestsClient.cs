using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <inheritdoc/>
internal sealed class AccessRequestsClient(JsonRpcTransport transport) : IAccessRequestsClient
{
    private const string Model = "itf_portal.access_request";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccessRequest>> PageAsync(SessionToken session, AccessRequestState state, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "page", CallKind.Read, Words.AccessRequestStates[state]);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerAccessRequestArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task ApproveAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken) =>
        DecideAsync(session, request, id, approve: true, reason: null, cancellationToken);

    /// <inheritdoc/>
    public Task RefuseAsync(SessionToken session, RequestId request, int id, string reason, CancellationToken cancellationToken) =>
        DecideAsync(session, request, id, approve: false, reason, cancellationToken);

    private Task<object?> DecideAsync(SessionToken session, RequestId request, int id, bool approve, string? reason, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["id"] = id, ["approve"] = approve, ["reason"] = reason };
        return transport.CallAsync(
            new TrytonCall(Model, "decide", CallKind.Write, request.ToString(), values), session, TrytonJson.Default.RpcAnswerObject, cancellationToken);
    }
}
