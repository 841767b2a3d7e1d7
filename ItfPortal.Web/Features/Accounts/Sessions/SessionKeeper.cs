using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>
/// What must happen to sessions without a person waiting: activity is written, expired ones end, ended ones are closed in
/// Tryton and only then forgotten (Tryton may be down when somebody signs out). Any replica does it for all.
/// </summary>
internal sealed partial class SessionKeeper(
    SessionStore store, PortalSessions sessions, ISessionClient tryton, TimeProvider time, ILogger<SessionKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>There is an ended session to close.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CloseEndedAsync(stoppingToken);
                if (time.GetElapsedTime(swept) >= s_interval)
                {
                    swept = time.GetTimestamp();
                    await SweepAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.Message);
            }
            await _wake.WaitAsync(s_interval, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (sessions.TakeTouched() is { Count: > 0 } touched)
        {
            await store.TouchAsync(touched, cancellationToken);
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (sessions.TakeTouched() is { Count: > 0 } touched)
        {
            await store.TouchAsync(touched, cancellationToken);
        }
        sessions.Trim();
        if ((await store.EndExpiredAsync(cancellationToken)).Count > 0)
        {
            await CloseEndedAsync(cancellationToken);
        }
    }

    private async Task CloseEndedAsync(CancellationToken cancellationToken)
    {
        foreach (var session in await store.TakeEndedAsync(cancellationToken))
        {
            try
            {
                await tryton.SignOutAsync(session.Token, cancellationToken);
                await store.RemoveAsync(session.Id, cancellationToken);
            }
            catch (TrytonException exception)
            {
                // Kept: tried again after half a minute.
                LogStillOpen(session.Id, exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sessions' housekeeping failed and will be tried again: {Problem}")]
    private partial void LogFailed(string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId} has ended but is still open in Tryton: {Problem}")]
    private partial void LogStillOpen(string sessionId, string problem);
}
