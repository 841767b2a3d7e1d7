using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Mails;

/// <inheritdoc/>
internal sealed class MailFactsClient(JsonRpcTransport transport, ServiceSession service) : IMailFactsClient
{
    /// <inheritdoc/>
    public Task<MailFacts?> FactsAsync(long eventId, int user, CancellationToken cancellationToken)
    {
        var call = new TrytonCall("itf_portal.mail", "facts", CallKind.Read, eventId, user);
        return service.RunAsync(
            (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerMailFacts, token), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<MailOwner?> OwnerAsync(string login, CancellationToken cancellationToken)
    {
        var call = new TrytonCall("itf_portal.mail", "owner", CallKind.Read, login);
        return service.RunAsync(
            (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerMailOwner, token), cancellationToken);
    }
}
