using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail.Smtp;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>
/// Sends what is due, on every replica at once. A mail is taken under a lease, sent outside of any transaction, and ended under that same
/// lease: without a crash nobody sends it twice. A process that ends between the server's yes and the row's end sends it again when the
/// lease has run out, and so does a mail whose yes never arrived: at least once.
/// </summary>
internal sealed partial class MailWorker(
    OutboxStore store, OutboxSignal signal, MailComposer composer, MailCounters counters, IOptions<MailOptions> options,
    IOptions<SiteOptions> site, TimeProvider time, ILogger<MailWorker> logger) : BackgroundService
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(10);

    /// <summary>As long as events are: a fact that old is not told again.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(90);

    private long _forgotAt;

    /// <summary>Sends everything that is due now.</summary>
    /// <param name="stoppingToken">Stops after the mail in hand; what else was taken is given back.</param>
    /// <returns>How many mails the server took.</returns>
    public async Task<int> DeliverAsync(CancellationToken stoppingToken)
    {
        if (options.Value.Url.Length == 0 || !SmtpAddress.TryParse(options.Value.Url, out var address, out _))
        {
            return 0;
        }
        await using var server = new SmtpConnection(address, options.Value, site.Value.BaseUri.Host, time);
        var accepted = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            using var lease = new OutboxLease(store, time, LogFailed);
            var batch = await store.TakeAsync(lease.Id, OutboxLease.Length, options.Value.Batch, stoppingToken);
            lease.Keep([.. batch.Select(mail => mail.Id)]);
            var (sent, reached) = await DeliverAsync(server, batch, lease, stoppingToken);
            accepted += sent;
            if (!reached || batch.Count < options.Value.Batch)
            {
                break;
            }
        }
        return accepted;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeliverAsync(stoppingToken);
                await ForgetAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception.Message);
            }
            await signal.WaitAsync(options.Value.PollInterval, stoppingToken);
        }
    }

    private async Task<(int Accepted, bool Reached)> DeliverAsync(
        SmtpConnection server, IReadOnlyList<OutboxMail> batch, OutboxLease lease, CancellationToken stoppingToken)
    {
        var (accepted, unreachable) = (0, (Delivery?)null);
        for (var i = 0; i < batch.Count && lease.Held; i++)
        {
            if (stoppingToken.IsCancellationRequested)
            {
                await EndAsync(() => store.ReleaseAsync(lease.Id, [.. batch.Skip(i).Select(rest => rest.Id)], CancellationToken.None), stoppingToken);
                break;
            }
            var mail = batch[i];
            // A server that cannot be reached is not asked again for each mail of the batch.
            var delivery = unreachable ?? await SendAsync(server, mail);
            unreachable = delivery.Result == DeliveryResult.Unreachable ? delivery : null;
            accepted += delivery.Result == DeliveryResult.Accepted ? 1 : 0;
            await EndAsync(() => RecordAsync(mail, lease.Id, delivery), stoppingToken);
        }
        return (accepted, unreachable is null);
    }

    /// <summary>The mail in hand is finished whatever happens: only time ends it.</summary>
    private async Task<Delivery> SendAsync(SmtpConnection server, OutboxMail mail)
    {
        if (mail.ExpiresAt <= time.GetUtcNow().UtcDateTime)
        {
            return Delivery.Failed(DeliveryResult.Refused, "expired", "Expired before it could be sent.");
        }
        try
        {
            using var message = await composer.ComposeAsync(mail, CancellationToken.None);
            return await server.SendAsync(message, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Another version's template, a key that is gone, a fault of ours: this mail's trouble, not the batch's.
            LogNotComposed(exception, mail.Id, mail.Template);
            return Delivery.Failed(DeliveryResult.Later, "compose", $"The mail could not be written ({exception.GetType().Name}).");
        }
    }

    private async Task RecordAsync(OutboxMail mail, Guid lease, Delivery delivery)
    {
        var own = true;
        if (delivery.Result == DeliveryResult.Accepted)
        {
            own = await store.SentAsync(mail.Id, lease, CancellationToken.None);
            counters.Accepted(mail.Template, time.GetUtcNow().UtcDateTime - mail.CreatedAt);
        }
        else if (delivery.Result == DeliveryResult.Refused || mail.Attempts >= options.Value.Attempts)
        {
            own = await store.DeadAsync(mail.Id, lease, delivery.Problem, CancellationToken.None);
            counters.Dead(mail.Template);
            LogDead(mail.Id, mail.Template, mail.Attempts, delivery.Code);
        }
        else
        {
            var wait = BackOff.After(mail.Attempts);
            own = await store.LaterAsync(mail.Id, lease, wait, delivery.Problem, CancellationToken.None);
            counters.Later(mail.Template);
            LogLater(mail.Id, mail.Template, mail.Attempts, delivery.Code, wait);
        }
        if (!own)
        {
            LogLost(mail.Id, delivery.Result);
        }
    }

    /// <summary>
    /// What came of a mail is written, however long the database is away: forgetting that it was sent would send it twice. The row is ended
    /// under its lease only, so that being late does no harm. A portal that stops tries for ten seconds. What fails for another reason than
    /// the database's absence would fail for ever: the mail is left to its lease, and the others go on.
    /// </summary>
    private async Task EndAsync(Func<Task> write, CancellationToken stoppingToken)
    {
        long? stopping = null;
        while (true)
        {
            try
            {
                await write();
                return;
            }
            catch (Exception exception) when (IsAway(exception) && (stopping is null || time.GetElapsedTime(stopping.Value) < s_farewell))
            {
                LogFailed(exception.Message);
                stopping ??= stoppingToken.IsCancellationRequested ? time.GetTimestamp() : null;
            }
            await Task.Delay(s_again, time, CancellationToken.None);
        }
    }

    private static bool IsAway(Exception exception) =>
        exception is NpgsqlException { SqlState: null or not ['2', '2' or '3', ..] } or TimeoutException or IOException;

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (_forgotAt != 0 && time.GetElapsedTime(_forgotAt) < TimeSpan.FromHours(1))
        {
            return;
        }
        _forgotAt = time.GetTimestamp();
        await store.ForgetAsync(time.GetUtcNow().UtcDateTime - s_kept, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Mail {MailId} ({Template}) is a dead letter after {Attempts} attempts: {Code}. See /admin/courriels")]
    private partial void LogDead(Guid mailId, string template, int attempts, string code);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MailId} ({Template}) did not go at attempt {Attempts}: {Code}. Again in {Wait}")]
    private partial void LogLater(Guid mailId, string template, int attempts, string code, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {MailId} had another worker when its end ({Result}) was written: it may have been sent twice")]
    private partial void LogLost(Guid mailId, DeliveryResult result);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {MailId} ({Template}) could not be written")]
    private partial void LogNotComposed(Exception exception, Guid mailId, string template);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The outbox failed and will be looked at again: {Problem}")]
    private partial void LogFailed(string problem);
}
