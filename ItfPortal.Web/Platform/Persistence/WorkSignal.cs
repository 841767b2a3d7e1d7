using Npgsql;

namespace ItfPortal.Web.Platform.Persistence;

/// <summary>
/// Hears that a row of work was written, by whichever replica, and wakes this one's worker. While it does not listen, the worker looks by
/// itself.
/// </summary>
/// <param name="channel">Of NOTIFY; the payload is of no interest.</param>
/// <param name="dataSource">The portal's database.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Of the kind of work.</param>
internal abstract partial class WorkSignal(string channel, NpgsqlDataSource dataSource, TimeProvider time, ILogger logger) : BackgroundService
{
    private readonly SemaphoreSlim _work = new(0, 1);

    /// <summary>Waits for work, but not longer than that.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(longest, time, enough.Token);
        var work = _work.WaitAsync(enough.Token);
        await Task.WhenAny(pause, work);
        await enough.CancelAsync();
        await Task.WhenAll(pause, work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>There is work.</summary>
    public void Wake()
    {
        try
        {
            _work.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    public override void Dispose()
    {
        _work.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogLost(channel, exception.Message);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => Wake();
        await using (var command = new NpgsqlCommand($"listen {channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        // What was said while nobody listened.
        Wake();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "New rows of {Channel} are not heard of, looked for every few seconds instead: {Problem}")]
    private partial void LogLost(string channel, string problem);
}
