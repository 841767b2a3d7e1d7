using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <inheritdoc/>
internal sealed class AddressLinksClient(JsonRpcTransport transport, ServiceSession service) : IAddressLinksClient
{
    private const string Model = "itf_portal.token";

    /// <inheritdoc/>
    public Task<AddressHolder?> BeginAsync(int user, string address, string digest, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall(Model, "begin_address", CallKind.Write, user, address, digest), cancellationToken);

    /// <inheritdoc/>
    public Task<AddressHolder?> LookAsync(string digest, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall(Model, "look_address", CallKind.Read, digest), cancellationToken);

    /// <inheritdoc/>
    public async Task<AddressHolder> RedeemAsync(string digest, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "redeem_address", CallKind.Write, digest);
        return await CallAsync(call, cancellationToken).ConfigureAwait(false) ?? throw Unreadable.Answer(call);
    }

    private Task<AddressHolder?> CallAsync(TrytonCall call, CancellationToken cancellationToken) => service.RunAsync(
        (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerAddressHolder, token), cancellationToken);
}
