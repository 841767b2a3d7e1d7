using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Circuits;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>
/// Keeps what sessions know of their person true: an access event of somebody makes each of their sessions ask Tryton
/// again; no grant left or refused there = ended everywhere; other grants = stored, tabs reload. A gap in the feed makes
/// everybody's ask. A Tryton session that is gone ends the portal's, unless nothing was heard of
/// the person while the feed speaks: then Tryton forgot it by age or by its administrator, and the open page asks for the password in place
/// (<see cref="IPasswordAgain"/>). Grants that begin or end by their dates raise no event: identities in use are asked for every 10
/// minutes, and every 60 seconds while the feed is down.
/// </summary>
internal sealed partial class IdentityKeeper(
    SessionStore store, PortalSessions sessions, CircuitRegistry circuits, SessionEnder ender, ISessionClient tryton, ILiveFeed feed,
    IOptions<PortalSessionOptions> options, ILogger<IdentityKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

    // Null stands for everybody.
    private readonly System.Threading.Channels.Channel<int?> _users = System.Threading.Channels.Channel.CreateUnbounded<int?>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.SubscribeAccess(Hear);
        using var gaps = feed.SubscribeStaff(signal =>
        {
            if (signal is LiveSignal.Gap)
            {
                _users.Writer.TryWrite(null);
            }
        });
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await MarkAsync(stoppingToken);
                while (await RefreshAsync(stoppingToken))
                {
                    // More than one batch was due.
                }
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(exception.Message);
                // What was heard still waits, so waiting for it would not wait at all.
                await Task.Delay(s_interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                continue;
            }
            await WaitAsync(stoppingToken);
        }
    }

    private void Hear(PortalEvent change)
    {
        if (change.User is { } user)
        {
            _users.Writer.TryWrite(user);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        wait.CancelAfter(s_interval);
        try
        {
            await _users.Reader.WaitToReadAsync(wait.Token);
        }
        catch (OperationCanceledException)
        {
            // Time for a look, or the end.
        }
    }

    private async Task MarkAsync(CancellationToken cancellationToken)
    {
        while (_users.Reader.TryPeek(out var user))
        {
            await store.MarkIdentityDueAsync(user, cancellationToken);
            _users.Reader.TryRead(out _);
        }
        var age = feed.Status == LiveStatus.Reconnecting ? options.Value.IdentityWithoutFeed : options.Value.IdentityWithFeed;
        await store.MarkOldIdentitiesDueAsync([.. sessions.InUse.Union(circuits.Sessions)], age, cancellationToken);
    }

    private async Task<bool> RefreshAsync(CancellationToken cancellationToken)
    {
        var due = await store.TakeDueAsync(cancellationToken);
        foreach (var session in due)
        {
            await RefreshAsync(session, cancellationToken);
        }
        return due.Count > 0;
    }

    private async Task RefreshAsync(PortalSession session, CancellationToken cancellationToken)
    {
        try
        {
            var identity = await tryton.WhoAmIAsync(session.Token, cancellationToken);
            if (identity.User != session.Identity.User || !identity.HasGrants())
            {
                await ender.EndAsync(session.Id, "access", cancellationToken);
            }
            else if (await store.RefreshIdentityAsync(session.Id, identity, cancellationToken))
            {
                LogChanged(session.Id);
                sessions.Forget(session.Id);
                circuits.Reload(session.Id);
            }
        }
        catch (TrytonSessionExpiredException) when (feed.Status != LiveStatus.Reconnecting)
        {
            if (await store.TrySleepAsync(session.Id, cancellationToken))
            {
                LogAsleep(session.Id);
            }
            else
            {
                await ender.EndAsync(session.Id, "tryton", cancellationToken);
            }
        }
        catch (Exception exception) when (exception is TrytonSessionExpiredException or TrytonAccessDeniedException)
        {
            await ender.EndAsync(session.Id, "tryton", cancellationToken);
        }
        catch (TrytonException exception)
        {
            // Stays due: asked again after half a minute. Tryton itself refuses what is no longer granted.
            LogUnanswered(session.Id, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Grants of session {SessionId} changed")]
    private partial void LogChanged(string sessionId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {SessionId} has no session in Tryton any more: its page asks for the password")]
    private partial void LogAsleep(string sessionId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Grants of session {SessionId} could not be read again: {Problem}")]
    private partial void LogUnanswered(string sessionId, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Keeping identities failed and will be tried again: {Problem}")]
    private partial void LogFailed(string problem);
}
