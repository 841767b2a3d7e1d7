using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <inheritdoc/>
internal sealed class FeaturesClient(JsonRpcTransport transport) : IFeaturesClient
{
    private const string Model = "itf_portal.feature";

    /// <inheritdoc/>
    public async Task<FeatureTable> TableAsync(SessionToken session, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "table", CallKind.Read);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerFeatureTable, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task SwitchAsync(SessionToken session, RequestId request, FeatureSwitch change, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        var values = new Dictionary<string, object?>
        {
            ["feature"] = Words.PortalFeatures[change.Feature],
            ["group"] = change.Group,
            ["enabled"] = change.Enabled,
            ["seen"] = change.Seen,
        };
        return transport.CallAsync(
            new TrytonCall(Model, "switch", CallKind.Write, request.ToString(), values), session, TrytonJson.Default.RpcAnswerObject, cancellationToken);
    }
}
