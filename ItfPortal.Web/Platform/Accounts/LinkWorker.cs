using ItfPortal.Web.Platform.Mail;
using Npgsql;

namespace ItfPortal.Web.Platform.Accounts;

/// <summary>
/// Works off what was asked for, on every replica, one row at a time: Tryton first, then mail and the row's end in one transaction. A worker that
/// dies in between is followed by another, whose digest Tryton knows already and whose mail the outbox takes once.
/// </summary>
internal sealed partial class LinkWorker(
    LinkStore store, LinkSignal signal, LinkWriter writer, IMailOutbox outbox, NpgsqlDataSource dataSource, TimeProvider time, ILogger<LinkWorker> logger)
    : BackgroundService
{
    /// <summary>Of mails that tell somebody of an access; links themselves are counted by Tryton.</summary>
    internal const int PerHour = 3;

    private static readonly TimeSpan s_poll = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    /// <summary>Somebody waits for the mail: soon at first.</summary>
    private static readonly TimeSpan[] s_again =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];

    private long _forgotAt;

    /// <summary>Works off everything that is due now.</summary>
    /// <returns>How many mails were put into the outbox.</returns>
    public async Task<int> WorkAsync(CancellationToken stoppingToken)
    {
        var mails = 0;
        while (await store.TakeAsync(stoppingToken) is { } row)
        {
            try
            {
                mails += await DoAsync(row, stoppingToken) ? 1 : 0;
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                var wait = s_again[Math.Min(row.Attempts, s_again.Length) - 1];
                LogLater(row.Id, row.Kind, row.Attempts, exception.GetType().Name, wait);
                await store.LaterAsync(row, wait, stoppingToken);
            }
        }
        return mails;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
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
            await signal.WaitAsync(s_poll, stoppingToken);
        }
    }

    private async Task<bool> DoAsync(LinkRow row, CancellationToken stoppingToken)
    {
        var lost = row.Link is null ? "cannot be read" : row.ExpiresAt <= time.GetUtcNow().UtcDateTime ? "was not written in time" : null;
        if (lost is not null)
        {
            LogGivenUp(row.Id, row.Kind, lost, row.Attempts);
        }
        var mail = lost is null ? await writer.WriteAsync(row, stoppingToken) : null;
        if (mail is not null && !MailAddresses.IsAddress(mail.Mail.To.Address))
        {
            LogUnreachable(mail.Person);
            mail = null;
        }
        await using var connection = await dataSource.OpenConnectionAsync(stoppingToken);
        await using var transaction = await connection.BeginTransactionAsync(stoppingToken);
        if (mail is not null && await IsEnoughAsync(row, mail, transaction, stoppingToken))
        {
            LogEnough(mail.Person, row.Kind);
            mail = null;
        }
        if (mail is not null)
        {
            await outbox.EnqueueAsync(mail.Mail, transaction, stoppingToken);
        }
        if (!await store.EndAsync(row, mail?.Person, transaction, stoppingToken))
        {
            // Another worker has it by now, and what Tryton and the outbox have of it already.
            return false;
        }
        await transaction.CommitAsync(stoppingToken);
        return mail is not null;
    }

    private async Task<bool> IsEnoughAsync(LinkRow row, LinkMail mail, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        row.Kind == LinkKinds.Access
        && await LinkStore.CountAsync(mail.Person, row.Kind, time.GetUtcNow().UtcDateTime - TimeSpan.FromHours(1), transaction, cancellationToken) >= PerHour;

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        if (_forgotAt != 0 && time.GetElapsedTime(_forgotAt) < TimeSpan.FromHours(1))
        {
            return;
        }
        _forgotAt = time.GetTimestamp();
        await store.ForgetAsync(time.GetUtcNow().UtcDateTime - s_kept, cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Link {LinkId} ({Kind}) could not be written at attempt {Attempts}: {Problem}. Again in {Wait}")]
    private partial void LogLater(Guid linkId, string kind, int attempts, string problem, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "Link {LinkId} ({Kind}) {Problem}, after {Attempts} attempts: nobody gets it")]
    private partial void LogGivenUp(Guid linkId, string kind, string problem, int attempts);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} was mailed often enough within the hour: no further {Kind}")]
    private partial void LogEnough(int userId, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} has no address of mail in Tryton and gets no link")]
    private partial void LogUnreachable(int userId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Links to be mailed could not be looked at and will be again: {Problem}")]
    private partial void LogFailed(string problem);
}
