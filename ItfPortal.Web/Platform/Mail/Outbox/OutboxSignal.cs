using Npgsql;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>Hears that mail was put into the outbox, by whichever replica, and wakes this one's worker. While it does not listen, the worker looks by itself.</summary>
internal sealed partial class OutboxSignal(NpgsqlDataSource dataSource, TimeProvider time, ILogger<OutboxSignal> logger) : BackgroundService
{
    private readonly SemaphoreSlim _mail = new(0, 1);

    /// <summary>Waits for mail, but not longer than that.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var pause = Task.Delay(longest, time, enough.Token);
        var mail = _mail.WaitAsync(enough.Token);
        await Task.WhenAny(pause, mail);
        await enough.CancelAsync();
        await Task.WhenAll(pause, mail).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>There is mail.</summary>
    public void Wake()
    {
        try
        {
            _mail.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    public override void Dispose()
    {
        _mail.Dispose();
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
                LogLost(exception.Message);
            }
            await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => Wake();
        await using (var command = new NpgsqlCommand($"listen {OutboxStore.Channel}", connection))
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "New mail is not heard of, looked for every few seconds instead: {Problem}")]
    private partial void LogLost(string problem);
}
