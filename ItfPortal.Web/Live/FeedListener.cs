using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Platform.Persistence;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Live;

/// <summary>
/// Listens to Tryton's database. Each NOTIFY names one transaction, whose event rows are read and handed on in commit
/// order. Snapshots say what a notification did not: at the start, after a reconnect and every 30 seconds the rows
/// committed since the last snapshot are read too, so that nothing is lost and a transaction open for ten minutes is
/// neither skipped nor waited for.
/// </summary>
internal sealed partial class FeedListener(
    IOptions<FeedOptions> options, IEventDetailReader reader, Broadcaster broadcaster, Generations generations,
    FeedPosition position, FeedCounters counters, TimeProvider time, ILogger<FeedListener> logger) : BackgroundService
{
    /// <summary>Ids kept between two catch-ups; more than this brings the next one forward.</summary>
    private const int MaxSeen = 10_000;

    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);

    // What has been told since _snapshot was taken; older transactions are known by the snapshot itself.
    private readonly HashSet<long> _seen = [];
    private TransactionSnapshot? _snapshot;
    private bool _connectedBefore;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var connectionString = ConnectionString(options.Value.Url);
        _snapshot = await position.LoadAsync(stoppingToken);
        var delay = s_firstDelay;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(connectionString, () => delay = s_firstDelay, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception ex)
            {
                ConnectionLost(logger, ex.Message, delay.TotalMilliseconds);
            }
            generations.GoBlind();
            broadcaster.SetStatus(LiveStatus.Reconnecting);
            await Task.Delay(delay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            delay = delay * 2 < s_longestDelay ? delay * 2 : s_longestDelay;
        }
    }

    /// <summary>A connection of its own: LISTEN belongs to one, and a dead one must be noticed.</summary>
    internal static string ConnectionString(string url) => new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString(url))
    {
        Pooling = false,
        KeepAlive = 30,
        Timeout = 5,
        CommandTimeout = 15,
        ApplicationName = "itf-portal-feed",
        IncludeErrorDetail = false,
    }.ConnectionString;

    private async Task ListenAsync(string connectionString, Action connected, CancellationToken cancellationToken)
    {
        var (feed, before) = await FeedConnection.OpenAsync(connectionString, reader, cancellationToken);
        await using var _ = feed;
        await BeginAsync(feed, before, cancellationToken);
        connected();
        var caughtUpAt = time.GetTimestamp();
        while (true)
        {
            var left = options.Value.CatchUpInterval - time.GetElapsedTime(caughtUpAt);
            await HearAsync(feed, await feed.WaitAsync(left, cancellationToken), cancellationToken);
            if (time.GetElapsedTime(caughtUpAt) >= options.Value.CatchUpInterval || _seen.Count > MaxSeen)
            {
                var caughtUp = await feed.CatchUpAsync(_snapshot!, cancellationToken);
                if (caughtUp.Events.Length > FeedConnection.MaxRows && caughtUp.Events.Any(e => !_seen.Contains(e.Id)))
                {
                    // Too many missed to be told one by one, and perhaps not all were read: begin anew, everybody reads again.
                    await BeginAsync(feed, caughtUp.Snapshot, cancellationToken);
                    caughtUpAt = time.GetTimestamp();
                    continue;
                }
                Tell(caughtUp.Events);
                MoveTo(caughtUp.Snapshot);
                caughtUpAt = time.GetTimestamp();
            }
        }
    }

    private async Task BeginAsync(FeedConnection feed, TransactionSnapshot before, CancellationToken cancellationToken)
    {
        // A restored or replaced database counts from somewhere else: nothing known of the old one holds.
        if (_snapshot is null || _snapshot.Xmax > before.Xmax)
        {
            _snapshot = before;
            _seen.Clear();
        }
        var (caughtUp, epoch, parties) = await feed.BeginAsync(_snapshot, cancellationToken);
        // The fingerprints cover what was missed: the epoch starts before anybody hears of it and reads again.
        generations.Start(epoch, parties);
        if (caughtUp.Events.Length <= FeedConnection.MaxRows)
        {
            Publish([.. caughtUp.Events.Where(e => _seen.Add(e.Id))]);
        }
        MoveTo(caughtUp.Snapshot);
        if (_connectedBefore)
        {
            counters.Reconnected();
        }
        broadcaster.PublishGap();
        broadcaster.SetStatus(LiveStatus.Live);
        Listening(logger, _connectedBefore ? "again" : "now", caughtUp.Events.Length);
        _connectedBefore = true;
    }

    private async Task HearAsync(FeedConnection feed, IReadOnlyList<string> payloads, CancellationToken cancellationToken)
    {
        if (payloads.Count == 0)
        {
            return;
        }
        // Anybody who may connect to the database can send on the channel: a payload only says where to look.
        var transactions = payloads
            .Select(payload => TransactionSnapshot.TryNumber(payload, out var number) ? number : 0)
            .Where(number => number > 0 && !_snapshot!.Sees(number))
            .Distinct().ToList();
        var events = transactions.Count == 0 ? [] : await feed.ReadAsync(transactions, cancellationToken);
        var fresh = events.Where(e => !_seen.Contains(e.Id)).ToList();
        counters.Ignore(payloads.Count - fresh.Select(e => e.Tx).Distinct().Count());
        Tell(fresh);
    }

    private void Tell(IEnumerable<PortalEvent> events)
    {
        ImmutableArray<PortalEvent> fresh = [.. events.Where(e => _seen.Add(e.Id))];
        generations.Advance(fresh);
        Publish(fresh);
    }

    private void Publish(ImmutableArray<PortalEvent> events)
    {
        counters.Told(events.Length);
        broadcaster.Publish(events);
    }

    private void MoveTo(TransactionSnapshot snapshot)
    {
        // Everything told so far was committed before this snapshot, which from now on knows it.
        _seen.Clear();
        _snapshot = snapshot;
        position.Keep(snapshot);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Feed listens {Again}; {Count} events caught up")]
    private static partial void Listening(ILogger logger, string again, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Feed lost its connection: {Reason}; next try in {Delay} ms")]
    private static partial void ConnectionLost(ILogger logger, string reason, double delay);
}
