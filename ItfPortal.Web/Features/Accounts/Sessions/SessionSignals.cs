using ItfPortal.Web.Features.Accounts.Circuits;
using Npgsql;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>
/// Hears from every replica that a session ended or changed, and tells this replica's open tabs. While it does not
/// listen, look-ups age out after 5 seconds and tabs ask every 30.
/// </summary>
internal sealed partial class SessionSignals(
    NpgsqlDataSource dataSource, PortalSessions sessions, CircuitRegistry circuits, ILogger<SessionSignals> logger) : BackgroundService
{
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
            sessions.Listening = false;
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads a payload; anything that is not one of ours is ignored: every role of the database can send one.</summary>
    internal void Hear(string payload)
    {
        if (payload.Split(' ') is not [var word, var id] || SessionKey.ToBytes(id) is null)
        {
            LogUnknown(payload.Length);
            return;
        }
        sessions.Forget(id);
        switch (word)
        {
            case "ended":
                _ = circuits.CheckAsync(id);
                break;
            case "changed":
                circuits.Reload(id);
                break;
            case "renewed":
                // The same person with another key: forgetting the old one was all.
                break;
            default:
                LogUnknown(payload.Length);
                break;
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, notification) => Hear(notification.Payload);
        await using (var command = new NpgsqlCommand($"listen {SessionStore.Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        // What was said while nobody listened is asked for.
        sessions.ForgetAll();
        sessions.Listening = true;
        await circuits.CheckAllAsync();
        while (true)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ends of sessions are not heard of, trying again: {Problem}")]
    private partial void LogLost(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session signal of {Length} characters was not one of ours")]
    private partial void LogUnknown(int length);
}
