using System.Globalization;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Events;

/// <inheritdoc/>
internal sealed class EventsClient(JsonRpcTransport transport, ServiceSession service) : IEventsClient
{
    /// <inheritdoc/>
    public Task<EventBatch> PollAsync(ulong? horizon, CancellationToken cancellationToken)
    {
        var call = new TrytonCall("itf_portal.event", "poll", CallKind.Read, horizon?.ToString(CultureInfo.InvariantCulture));
        return service.RunAsync(
            async (session, token) =>
                await transport.CallAsync(call, session, TrytonJson.Default.RpcAnswerEventBatch, token).ConfigureAwait(false)
                ?? throw Unreadable.Answer(call),
            cancellationToken);
    }
}
