using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <inheritdoc/>
internal sealed class MailedLinksClient(JsonRpcTransport transport, ServiceSession service) : IMailedLinksClient
{
    private const string Model = "itf_portal.token";

    /// <inheritdoc/>
    public Task<LinkHolder?> BeginAsync(LinkPurpose purpose, string login, string digest, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall(Model, "begin", CallKind.Write, Words.LinkPurposes[purpose], login, digest), cancellationToken);

    /// <inheritdoc/>
    public Task<LinkHolder?> AgainAsync(string older, string digest, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall(Model, "again", CallKind.Write, older, digest), cancellationToken);

    /// <inheritdoc/>
    public Task<InvitedPerson?> InvitedAsync(int party, int user, CancellationToken cancellationToken) => InvitedAsync(party, (object)user, cancellationToken);

    /// <inheritdoc/>
    public Task<InvitedPerson?> InvitedAsync(int party, string login, CancellationToken cancellationToken) => InvitedAsync(party, (object)login, cancellationToken);

    /// <inheritdoc/>
    public Task<LinkHolder?> LookAsync(string digest, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall(Model, "look", CallKind.Read, digest), cancellationToken);

    /// <inheritdoc/>
    public async Task<LinkHolder> RedeemAsync(string digest, string password, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "redeem", CallKind.Write, digest, password);
        return await CallAsync(call, cancellationToken).ConfigureAwait(false) ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<LinkHolder?> BeginCodeAsync(string login, string request, string code, CancellationToken cancellationToken) =>
        CallAsync(new TrytonCall("itf_portal.code", "begin", CallKind.Write, login, request, code), cancellationToken);

    private Task<InvitedPerson?> InvitedAsync(int party, object who, CancellationToken cancellationToken) => service.RunAsync(
        (session, token) => transport.CallAsync(
            new TrytonCall(Model, "invited", CallKind.Read, party, who), session, TrytonJson.Default.RpcAnswerInvitedPerson, token),
        cancellationToken);

    private Task<LinkHolder?> CallAsync(TrytonCall call, CancellationToken cancellationToken) => service.RunAsync(
        (session, token) => transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerLinkHolder, token), cancellationToken);
}
