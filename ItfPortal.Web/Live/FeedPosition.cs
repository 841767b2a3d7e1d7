using Dapper;
using Npgsql;

namespace ItfPortal.Web.Live;

/// <summary>
/// Where the feed stood, in the portal's own database, so that a restarted portal goes on from there. Losing it is no
/// harm (every page reads again after a start), so a database that is away never stops the feed.
/// </summary>
internal sealed partial class FeedPosition(NpgsqlDataSource database, ILogger<FeedPosition> logger)
{
    private const string Consumer = "live";

    private TransactionSnapshot? _next;

    /// <summary>The last snapshot, or null when none is kept.</summary>
    public async Task<TransactionSnapshot?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            return TransactionSnapshot.TryParse(await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
                "select horizon from feed_horizon where name = @Consumer", new { Consumer }, cancellationToken: cancellationToken)));
        }
        catch (NpgsqlException ex)
        {
            NotKept(logger, ex.Message);
            return null;
        }
    }

    /// <summary>Keeps the snapshot, in its own time: nobody's event waits for the portal's database. Only the newest counts.</summary>
    public void Keep(TransactionSnapshot snapshot)
    {
        if (Interlocked.Exchange(ref _next, snapshot) is null)
        {
            _ = Task.Run(SaveAsync);
        }
    }

    private async Task SaveAsync()
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            // Taken only now: what came while the connection was opened is in it.
            var snapshot = Interlocked.Exchange(ref _next, null)!;
            await connection.ExecuteAsync(
                """
                insert into feed_horizon (name, horizon) values (@Consumer, @Snapshot)
                on conflict (name) do update set horizon = excluded.horizon, at = now()
                """,
                new { Consumer, Snapshot = snapshot.ToString() });
        }
        catch (Exception ex)
        {
            // The next catch-up tries again.
            _next = null;
            NotKept(logger, ex.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The feed's position could not be kept: {Reason}")]
    private static partial void NotKept(ILogger logger, string reason);
}
