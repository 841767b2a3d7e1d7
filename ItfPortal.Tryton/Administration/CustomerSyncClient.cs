using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <inheritdoc/>
internal sealed class CustomerSyncClient(JsonRpcTransport transport, ServiceSession service) : ICustomerSyncClient
{
    private const string Model = "itf_portal.customer_sync";

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerPlan>> PlanAsync(int after, int limit, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall(Model, "plan", CallKind.Read, after, limit), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CustomerPlan>> ApplyAsync(
        RequestId request, IReadOnlyCollection<int> parties, PortalRole role, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, object?> { ["parties"] = parties.Cast<object?>().ToArray(), ["role"] = Words.PortalRoles[role] };
        return CallAsync(new TrytonCall(Model, "apply", CallKind.Write, request.ToString(), values), cancellationToken);
    }

    private async Task<IReadOnlyList<CustomerPlan>> CallAsync(TrytonCall call, CancellationToken cancellationToken) => await service.RunAsync(
        (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerCustomerPlanArray, token), cancellationToken).ConfigureAwait(false)
        ?? throw Unreadable.Answer(call);
}
