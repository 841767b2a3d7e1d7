using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <inheritdoc/>
internal sealed class SecondFactorClient(JsonRpcTransport transport) : ISecondFactorClient
{
    private const string Model = "itf_portal.factor";

    /// <inheritdoc/>
    public async Task<NewFactor> BeginAsync(SessionToken session, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "begin", CallKind.Write);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerNewFactor, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<RecoveryCodes> ConfirmAsync(SessionToken session, string code, CancellationToken cancellationToken) =>
        CodesAsync(new TrytonCall(Model, "confirm", CallKind.Write, code), session, cancellationToken);

    /// <inheritdoc/>
    public Task DisableAsync(SessionToken session, string password, string code, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall(Model, "disable", CallKind.Write, password, code), session, TrytonJson.Default.RpcAnswerDone, cancellationToken);

    /// <inheritdoc/>
    public Task<RecoveryCodes> RenewAsync(SessionToken session, string password, string code, CancellationToken cancellationToken) =>
        CodesAsync(new TrytonCall(Model, "renew", CallKind.Write, password, code), session, cancellationToken);

    private async Task<RecoveryCodes> CodesAsync(TrytonCall call, SessionToken session, CancellationToken cancellationToken) =>
        await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerRecoveryCodes, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
}
