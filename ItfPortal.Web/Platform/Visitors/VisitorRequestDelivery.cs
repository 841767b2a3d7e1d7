using System.Security.Cryptography;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Visitors;
using Npgsql;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>
/// Hands visitors' requests in to Tryton, on every replica, as soon as it answers. A request, its mails and its end are one transaction; Tryton
/// knows it by its id, so that handing it in again after a crash makes no second one.
/// </summary>
internal sealed partial class VisitorRequestDelivery(
    VisitorRequestStore store, VisitorRequestSignal signal, IVisitorRequestsClient tryton, VisitorRequestMails mails, NpgsqlDataSource dataSource,
    ILogger<VisitorRequestDelivery> logger) : BackgroundService
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    /// <summary>Long enough for somebody to have seen the log.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    /// <summary>Hands in what is due.</summary>
    /// <returns>How many Tryton took.</returns>
    public async Task<int> DeliverAsync(CancellationToken cancellationToken)
    {
        var taken = 0;
        while (await DeliverOneAsync(cancellationToken) is { } done)
        {
            taken += done ? 1 : 0;
        }
        return taken;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await DeliverAsync(stoppingToken);
                await store.ForgetAsync(s_kept, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(exception.Message);
            }
            await signal.WaitAsync(s_look, stoppingToken);
        }
    }

    /// <summary>Whether Tryton took the one that was due; null when none was.</summary>
    private async Task<bool?> DeliverOneAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await store.TakeAsync(transaction, cancellationToken) is not { } kept)
        {
            return null;
        }
        var done = false;
        try
        {
            if (kept.Content is { } request && RequestId.Parse(kept.Id.ToString()) is { } key)
            {
                var received = await tryton.ReceiveAsync(key, request, cancellationToken);
                if (received.Id is not null)
                {
                    await AttachAsync(kept.Id, key, transaction, cancellationToken);
                }
                await mails.TellAsync(kept, request, received, transaction, cancellationToken);
                await VisitorRequestStore.DoneAsync(kept.Id, transaction, cancellationToken);
                done = true;
            }
            else
            {
                LogUnreadable(kept.Id);
                await store.FailedAsync(kept.Id, transaction, cancellationToken);
            }
        }
        catch (TrytonUserErrorException exception)
        {
            // The page lets nothing through that the module refuses: one of the two is of another version.
            LogRefused(kept.Id, exception.Code ?? "");
            await store.FailedAsync(kept.Id, transaction, cancellationToken);
        }
        catch (TrytonException exception)
        {
            LogLater(kept.Id, exception.Message);
            await store.LaterAsync(kept.Id, Wait(kept.Attempts), transaction, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return done;
    }

    /// <summary>
    /// Hands a request's files in, each once by an id of its own that follows from the request's: after a crash the same again. One that
    /// Tryton will never take is left out, so that the rest is heard.
    /// </summary>
    private async Task AttachAsync(Guid id, RequestId received, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        foreach (var position in await VisitorRequestStore.FilesAsync(id, transaction, cancellationToken))
        {
            if (await store.FileAsync(id, position, transaction, cancellationToken) is not { } file)
            {
                LogUnreadable(id);
                continue;
            }
            try
            {
                var key = RequestId.Parse(new Guid(SHA256.HashData([.. id.ToByteArray(), (byte)position])[..16]).ToString())!.Value;
                await tryton.AttachAsync(key, received, file, cancellationToken);
            }
            catch (TrytonUserErrorException exception)
            {
                LogRefused(id, exception.Code ?? "");
            }
        }
    }

    // Two seconds, then twice as long each time.
    private static TimeSpan Wait(int attempts) => TimeSpan.FromSeconds(Math.Min(2 << Math.Min(attempts, 10), s_longest.TotalSeconds));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Visitors' requests wait: {Problem}")]
    private partial void LogFailed(string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Visitor's request {Id} waits for Tryton: {Problem}")]
    private partial void LogLater(Guid id, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Visitor's request {Id} was refused by Tryton with {Code}")]
    private partial void LogRefused(Guid id, string code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Visitor's request {Id} was sealed with a key that is gone")]
    private partial void LogUnreadable(Guid id);
}
