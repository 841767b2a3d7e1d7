using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Wire;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Visitors;

/// <inheritdoc/>
internal sealed class VisitorInboxClient(JsonRpcTransport transport) : IVisitorInboxClient
{
    private const string Model = "itf_portal.visitor_request";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VisitorMessage>> InboxAsync(
        SessionToken session, bool answered, VisitorRequestKind? kind, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(
            Model, "inbox", CallKind.Read, answered ? "answered" : "waiting", kind is { } one ? Words.VisitorRequestKinds[one] : null);
        return await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerVisitorMessageArray, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    public Task<VisitorItem?> ItemAsync(SessionToken session, int id, CancellationToken cancellationToken) => transport.CallAsync(
        new TrytonCall(Model, "item", CallKind.Read, id), session, TrytonJson.Default.RpcAnswerVisitorItem, cancellationToken);

    /// <inheritdoc/>
    public async Task MarkAnsweredAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken)
    {
        var call = new TrytonCall(Model, "mark_answered", CallKind.Write, request.ToString(), new Dictionary<string, object?> { ["id"] = id });
        _ = await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerRequestAnswer, cancellationToken).ConfigureAwait(false)
            ?? throw Unreadable.Answer(call);
    }

    /// <inheritdoc/>
    // As a report: large and slow, in a lane of its own.
    public Task<VisitorFileContent?> DownloadAsync(SessionToken session, int id, CancellationToken cancellationToken) => transport.CallAsync(
        new TrytonCall("itf_portal.visitor_file", "download", CallKind.Report, id), session, TrytonJson.Default.RpcAnswerVisitorFileContent, cancellationToken);
}
