using System.Threading.Channels;
using ItfPortal.Web.Platform.Observability;
using Npgsql;

namespace ItfPortal.Web.Platform.Audit;

/// <summary>Writes at once what must be written before it happens, and the rest in its own time.</summary>
internal sealed partial class AuditLog(AuditStore store, TimeProvider time, ILogger<AuditLog> logger) : BackgroundService, IAuditLog
{
    /// <summary>Noted lines that may wait while the database is away: some 5 MB.</summary>
    private const int Capacity = 10_000;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_lastWait = TimeSpan.FromSeconds(5);

    private readonly Channel<Noted> _noted = Channel.CreateBounded<Noted>(new BoundedChannelOptions(Capacity)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    public async Task<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        try
        {
            return await store.AddAsync(entry, Trace, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogRefused(entry.Event, exception.Message);
            throw new AuditUnavailableException($"{entry.Event} could not be audited", exception);
        }
    }

    public async Task<long> WriteAsync(AuditEntry entry, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(transaction);
        try
        {
            return await store.AddAsync(entry, Trace, transaction.Connection!, transaction, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            LogRefused(entry.Event, exception.Message);
            throw new AuditUnavailableException($"{entry.Event} could not be audited", exception);
        }
    }

    public void Note(AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!_noted.Writer.TryWrite(new Noted(entry, Trace, time.GetUtcNow())))
        {
            LogLost(entry.Event, entry.Outcome, "too many are waiting");
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What was noted before the stop is written, for as long as the host waits.
        _noted.Writer.TryComplete();
        if (ExecuteTask is { } writing)
        {
            await writing.WaitAsync(s_lastWait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var noted in _noted.Reader.ReadAllAsync(stoppingToken))
        {
            await WriteAsync(noted, stoppingToken);
        }
    }

    private static string? Trace => Correlation.Current?.CorrelationId;

    private async Task WriteAsync(Noted noted, CancellationToken stoppingToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(200); ; pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause)
        {
            var entry = noted.Entry;
            if (time.GetUtcNow() - noted.At > s_late)
            {
                entry = entry with { Detail = entry.Detail with { When = entry.Detail.When ?? noted.At.UtcDateTime } };
            }
            try
            {
                await store.AddAsync(entry, noted.Trace, stoppingToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState[..2] is "22" or "23")
            {
                // What the table does not take today it takes never: the ones behind it must not wait for it.
                LogLost(entry.Event, entry.Outcome, exception.MessageText);
                return;
            }
            catch (NpgsqlException exception)
            {
                LogWaiting(entry.Event, exception.Message);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // A line that cannot even be sent: thrown on, it would end the log and with it the portal.
                LogLost(entry.Event, entry.Outcome, exception.Message);
                return;
            }
            await Task.Delay(pause, time, stoppingToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Event} could not be audited and is not done: {Problem}")]
    private partial void LogRefused(AuditEvent @event, string problem);

    [LoggerMessage(Level = LogLevel.Critical, Message = "A line of the audit is lost: {Event} {Outcome}: {Problem}")]
    private partial void LogLost(AuditEvent @event, AuditOutcome outcome, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The audit of {Event} waits for the database: {Problem}")]
    private partial void LogWaiting(AuditEvent @event, string problem);

    private sealed record Noted(AuditEntry Entry, string? Trace, DateTimeOffset At);
}
