using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <inheritdoc/>
internal sealed class AccountClient(JsonRpcTransport transport) : IAccountClient
{
    /// <inheritdoc/>
    public Task ChangePasswordAsync(SessionToken session, string present, string wanted, CancellationToken cancellationToken) =>
        transport.CallAsync(
            new TrytonCall("itf_portal.account", "change_password", CallKind.Write, present, wanted), session,
            TrytonJson.Default.RpcAnswerDone, cancellationToken);
}

/// <summary>An answer without anything in it.</summary>
internal sealed record Done;
