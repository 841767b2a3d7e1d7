using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <inheritdoc/>
internal sealed class ProfileClient(JsonRpcTransport transport) : IProfileClient
{
    private const string Model = "itf_portal.profile";
    private const string Closing = "itf_portal.closing";

    /// <inheritdoc/>
    public Task<Profile?> ReadAsync(SessionToken session, CancellationToken cancellationToken) =>
        transport.CallAsync(new TrytonCall(Model, "read", CallKind.Read), session, TrytonJson.Default.RpcAnswerProfile, cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(SessionToken session, RequestId request, string name, string? phone, string version, CancellationToken cancellationToken) =>
        transport.CallAsync(
            Write(Model, "write", request, ("name", name), ("phone", phone), ("version", version)), session,
            TrytonJson.Default.RpcAnswerObject, cancellationToken);

    /// <inheritdoc/>
    public Task SpeakAsync(SessionToken session, RequestId request, string language, CancellationToken cancellationToken) =>
        transport.CallAsync(
            Write(Model, "speak", request, ("language", language)), session, TrytonJson.Default.RpcAnswerObject, cancellationToken);

    /// <inheritdoc/>
    public async Task<string> SendNoticesAsync(SessionToken session, RequestId request, string address, string password, CancellationToken cancellationToken)
    {
        var call = Write(Model, "notices", request, ("address", address), ("password", password));
        var answer = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerNoticesAnswer, cancellationToken).ConfigureAwait(false);
        return answer?.Before ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<AccountClosing?> ClosingAsync(SessionToken session, CancellationToken cancellationToken) =>
        transport.CallAsync(new TrytonCall(Closing, "mine", CallKind.Read), session, TrytonJson.Default.RpcAnswerAccountClosing, cancellationToken);

    /// <inheritdoc/>
    public async Task<int> AskClosingAsync(SessionToken session, RequestId request, string password, CancellationToken cancellationToken)
    {
        var call = Write(Closing, "ask", request, ("password", password));
        return (await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerRequestAnswer, cancellationToken).ConfigureAwait(false))?.Id
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task CancelClosingAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken) =>
        transport.CallAsync(Write(Closing, "cancel", request, ("id", id)), session, TrytonJson.Default.RpcAnswerRequestAnswer, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AccountClosing>> ClosingsAsync(SessionToken session, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Closing, "page", CallKind.Read);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerAccountClosingArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    private static TrytonCall Write(string model, string method, RequestId request, params (string Key, object? Value)[] values) =>
        new(model, method, CallKind.Write, request.ToString(), values.ToDictionary(pair => pair.Key, pair => pair.Value));
}

/// <summary>Answer of <c>itf_portal.profile.notices</c>.</summary>
/// <param name="Before">Where notices went.</param>
/// <param name="Notices">Where they go.</param>
internal sealed record NoticesAnswer(string Before, string Notices);

/// <summary>Answer of a write about a request.</summary>
/// <param name="Id">Of the request.</param>
internal sealed record RequestAnswer(int Id);
