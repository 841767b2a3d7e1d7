using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Visitors;

/// <inheritdoc/>
internal sealed class AccountRequestsClient(JsonRpcTransport transport) : IAccountRequestsClient
{
    private const string Model = "itf_portal.visitor_request";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccountRequest>> PageAsync(SessionToken session, AccessRequestState state, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "page", CallKind.Read, Words.AccessRequestStates[state]);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerAccountRequestArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<AccountRequestCard?> CardAsync(SessionToken session, int id, CancellationToken cancellationToken) => transport.CallAsync(
        new TrytonCall(Model, "card", CallKind.Read, id), session, TrytonJson.Default.RpcAnswerAccountRequestCard, cancellationToken);

    /// <inheritdoc/>
    public Task<AccountDecision> ApproveAsync(
        SessionToken session, RequestId request, int id, int? party, NewGrant grant, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        return DecideAsync(
            session, "approve", request, CompanyClient.ToWire(grant, ("id", id), ("party", party), ("reason", reason)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<AccountDecision> RefuseAsync(SessionToken session, RequestId request, int id, string answer, CancellationToken cancellationToken) =>
        DecideAsync(session, "refuse", request, new() { ["id"] = id, ["answer"] = answer }, cancellationToken);

    private async Task<AccountDecision> DecideAsync(
        SessionToken session, string method, RequestId request, Dictionary<string, object?> values, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, method, CallKind.Write, request.ToString(), values);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerAccountDecision, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }
}
