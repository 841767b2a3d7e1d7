using System.Reflection;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Persistence;

/// <summary>
/// Brings the database to this build's schema: the dated SQL files under <c>Migrations</c>, each once, in name order, each
/// in a transaction. Replicas that start together wait for each other on an advisory lock.
/// </summary>
public sealed partial class Migrator(IOptions<PortalDatabaseOptions> options, NpgsqlDataSource dataSource, ILogger<Migrator> logger)
{
    /// <summary>Any constant that nothing else in this database uses.</summary>
    private const long LockKey = 0x_4954_465F_4D49_4752;

    /// <summary>Waits for the database, then migrates.</summary>
    /// <exception cref="NpgsqlException">No database within <see cref="PortalDatabaseOptions.StartPatience"/>.</exception>
    /// <exception cref="InvalidOperationException">A migration failed; the message names it.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await ExecuteAsync(connection, "select pg_advisory_lock(@key)", cancellationToken);
        try
        {
            // DbUp is synchronous; the start has nothing better to do.
            await Task.Run(Upgrade, cancellationToken);
        }
        finally
        {
            await ExecuteAsync(connection, "select pg_advisory_unlock(@key)", CancellationToken.None);
        }
    }

    private void Upgrade()
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(PostgresUrl.ToConnectionString(options.Value.Url))
            .WithScriptsEmbeddedInAssembly(
                Assembly.GetExecutingAssembly(), name => name.Contains(".Migrations.", StringComparison.Ordinal))
            .JournalToPostgresqlTable("public", "schema_versions")
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new UpgradeLog(logger))
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException($"Migration {result.ErrorScript?.Name} failed: {result.Error?.Message}", result.Error);
        }
        foreach (var script in result.Scripts)
        {
            LogApplied(script.Name);
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.StartPatience);
        while (true)
        {
            try
            {
                return await dataSource.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException exception) when (MayCome(exception) && !patience.IsCancellationRequested)
            {
                LogWaiting(options.Value.StartPatience, exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            }
        }
    }

    /// <summary>A server that is starting or not there may come; a wrong password or a missing database will not.</summary>
    private static bool MayCome(NpgsqlException exception) =>
        exception is not PostgresException refused || refused.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CrashShutdown;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new("key", LockKey) }, CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting up to {Patience} for the portal's database: {Problem}")]
    private partial void LogWaiting(TimeSpan patience, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Script} applied")]
    private partial void LogApplied(string script);

    /// <summary>DbUp's own lines, below ours; it never sees data, only script names.</summary>
    private sealed class UpgradeLog(ILogger logger) : IUpgradeLog
    {
#pragma warning disable CA1848, CA2254 // The template is DbUp's.
        public void LogTrace(string format, params object[] args) => logger.LogTrace(format, args);

        public void LogDebug(string format, params object[] args) => logger.LogDebug(format, args);

        public void LogInformation(string format, params object[] args) => logger.LogDebug(format, args);

        public void LogWarning(string format, params object[] args) => logger.LogWarning(format, args);

        public void LogError(string format, params object[] args) => logger.LogError(format, args);

        public void LogError(Exception ex, string format, params object[] args) => logger.LogError(ex, format, args);
#pragma warning restore CA1848, CA2254
    }
}

/// <summary>Migrates before any other hosted service or the web server starts.</summary>
internal sealed class MigrationsAtStart(Migrator migrator) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => migrator.RunAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
