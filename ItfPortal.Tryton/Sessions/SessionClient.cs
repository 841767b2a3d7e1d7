using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.Sessions;

/// <inheritdoc/>
internal sealed class SessionClient(JsonRpcTransport transport) : ISessionClient
{
    /// <inheritdoc/>
    public async Task<SessionToken> SignInAsync(SignInRequest request, CancellationToken cancellationToken)
    {
        var call = new TrytonCall("common.db", "login", CallKind.SignIn, request.Login, request.Parameters(), request.Language)
        {
            VisitorAddress = request.VisitorAddress,
        };
        return await transport.CallAsync(call, null, TrytonJson.Default.RpcAnswerObject, cancellationToken).ConfigureAwait(false)
            // Newer series add the address of their bus.
            is List<object?> and [long and > 0 and <= int.MaxValue and var user, string { Length: > 0 } key, .. { Count: <= 1 }]
            ? new SessionToken(request.Login, (int)user, key) { Language = request.Language } : throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public async Task SignOutAsync(SessionToken session, CancellationToken cancellationToken)
    {
        try
        {
            await transport.CallAsync(
                new TrytonCall("common.db", "logout", CallKind.Write), session, TrytonJson.Default.RpcAnswerObject, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (TrytonSessionExpiredException)
        {
            // Gone already, which is what was wanted.
        }
    }

    /// <inheritdoc/>
    public async Task<Identity> WhoAmIAsync(SessionToken session, CancellationToken cancellationToken)
    {
        var call = new TrytonCall("itf_portal.account", "whoami", CallKind.Read);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerIdentity, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<string> ServerVersionAsync(CancellationToken cancellationToken) => transport.ServerVersionAsync(cancellationToken);
}
