using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Protocol;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Live;

/// <summary>The feed where the portal may not reach Tryton's database: asks the module every two seconds.</summary>
internal sealed partial class FeedPoller(
    IOptions<FeedOptions> options, IEventsClient events, Broadcaster broadcaster, Generations generations,
    FeedCounters counters, TimeProvider time, ILogger<FeedPoller> logger) : BackgroundService
{
    // What the next answer may repeat: events of this answer at or above its horizon, so never more than one answer holds.
    private HashSet<long> _seen = [];
    private ulong? _horizon;
    private bool _polling;
    private bool _polledBefore;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PollAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                PollFailed(logger, ex is TrytonException ? ex.Message : ex.ToString());
                _polling = false;
                generations.GoBlind();
                broadcaster.SetStatus(LiveStatus.Reconnecting);
            }
            await Task.Delay(options.Value.PollInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PollAsync(CancellationToken cancellationToken)
    {
        var asked = _horizon;
        var batch = await events.PollAsync(asked, cancellationToken);
        // A horizon that went back is another database, or one under a flood: what repeats cannot be told from what is
        // new, so nothing is told and everybody reads again.
        var restored = asked is not null && batch.Horizon < asked;
        ImmutableArray<PortalEvent> fresh = restored ? [] : [.. batch.Events.Where(e => !_seen.Contains(e.Id)).DistinctBy(e => e.Id)];
        _horizon = batch.Horizon;
        _seen = [.. batch.Events.Where(e => e.Tx >= batch.Horizon).Select(e => e.Id)];
        if (!_polling || restored)
        {
            // No fingerprint of the whole table can be had this way: an epoch of its own, shared with nobody.
            generations.Start("poll" + Guid.NewGuid().ToString("N"), []);
        }
        generations.Advance(fresh);
        counters.Told(fresh.Length);
        broadcaster.Publish(fresh);
        if (!_polling || restored)
        {
            if (_polledBefore)
            {
                counters.Reconnected();
            }
            (_polling, _polledBefore) = (true, true);
            broadcaster.PublishGap();
            broadcaster.SetStatus(LiveStatus.Polling);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Polling Tryton for events failed: {Reason}")]
    private static partial void PollFailed(ILogger logger, string reason);
}
