using System.Reflection;
using Dapper;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Persistence;

/// <summary>
/// Brings the database to this build's schema: the dated SQL files under <c>Migrations</c>, each once, in name order, each
/// in a transaction. Replicas that start together wait for each other on an advisory lock. A portal whose role may not change the
/// schema (docs/decisions/0004) waits until <c>ItfPortal.Web migrate</c> has.
/// </summary>
public sealed partial class Migrator(IOptions<PortalDatabaseOptions> options, NpgsqlDataSource dataSource, ILogger<Migrator> logger)
{
    /// <summary>Any constant that nothing else in this database uses.</summary>
    private const long LockKey = 0x_4954_465F_4D49_4752;

    private static readonly Assembly s_assembly = Assembly.GetExecutingAssembly();

    private static readonly string[] s_scripts = [.. s_assembly.GetManifestResourceNames().Where(IsMigration)];

    /// <summary>For <c>ItfPortal.Web migrate</c>: by the owner's role, which then gives the portal's its rights.</summary>
    /// <exception cref="NpgsqlException">No database within <see cref="PortalDatabaseOptions.StartPatience"/>.</exception>
    /// <exception cref="InvalidOperationException">A migration failed; the message names it.</exception>
    public async Task RunAsOwnerAsync(CancellationToken cancellationToken)
    {
        var url = options.Value.OwnerUrl.Length > 0 ? options.Value.OwnerUrl : options.Value.Url;
        await using var owners = NpgsqlDataSource.Create(PostgresUrl.ToConnectionString(url));
        await using var connection = await ConnectAsync(owners, cancellationToken);
        await MigrateAsync(connection, url, cancellationToken);
    }

    /// <summary>For a portal that starts: waits for the database, then migrates if its role may, else waits for who does.</summary>
    /// <exception cref="NpgsqlException">No database within <see cref="PortalDatabaseOptions.StartPatience"/>.</exception>
    /// <exception cref="InvalidOperationException">A migration failed; the message names it. Or nobody migrated in time.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var own = await ConnectAsync(dataSource, cancellationToken);
        if (await own.ExecuteScalarAsync<bool>("select has_schema_privilege('public', 'create')"))
        {
            await MigrateAsync(own, options.Value.Url, cancellationToken);
        }
        else
        {
            await AwaitSchemaAsync(own, cancellationToken);
        }
        if (await own.ExecuteScalarAsync<bool>("select has_table_privilege('audit_log', 'update, delete, truncate')"))
        {
            LogAuditOpen();
        }
    }

    private static bool IsMigration(string name) => name.Contains(".Migrations.", StringComparison.Ordinal);

    private async Task MigrateAsync(NpgsqlConnection connection, string url, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "select pg_advisory_lock(@LockKey)", new { LockKey }, commandTimeout: 300, cancellationToken: cancellationToken));
        try
        {
            // DbUp is synchronous; the start has nothing better to do.
            await Task.Run(() => Upgrade(PostgresUrl.ToConnectionString(url)), cancellationToken);
            await GiveRightsAsync(connection, cancellationToken);
        }
        finally
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "select pg_advisory_unlock(@LockKey)", new { LockKey }, cancellationToken: CancellationToken.None));
        }
    }

    /// <summary>What the portal's role may do, when it is not the one that migrates.</summary>
    private async Task GiveRightsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var role = new NpgsqlConnectionStringBuilder(PostgresUrl.ToConnectionString(options.Value.Url)).Username;
        if (role is null || role == await connection.ExecuteScalarAsync<string>("select current_user"))
        {
            return;
        }
        using var reader = new StreamReader(s_assembly.GetManifestResourceStream(s_assembly.GetManifestResourceNames()
            .Single(name => name.EndsWith(".Rights.sql", StringComparison.Ordinal)))!);
        await connection.ExecuteAsync(new CommandDefinition("select set_config('portal.role', @role, false)", new { role }, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(await reader.ReadToEndAsync(cancellationToken), cancellationToken: cancellationToken));
    }

    private void Upgrade(string connectionString)
    {
        var result = DeployChanges.To
            .PostgresqlDatabase(connectionString)
            .WithScriptsEmbeddedInAssembly(s_assembly, IsMigration)
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

    private async Task AwaitSchemaAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.StartPatience);
        while (await MissingAsync(connection, cancellationToken) is { } missing)
        {
            if (patience.IsCancellationRequested)
            {
                throw new InvalidOperationException(
                    $"The database lacks {missing}, and this role may not change the schema: run 'ItfPortal.Web migrate' with PORTAL_DB_OWNER_URL");
            }
            LogAwaiting(missing);
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        }
    }

    private static async Task<string?> MissingAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            var applied = await connection.QueryAsync<string>(new CommandDefinition(
                "select scriptname from schema_versions", cancellationToken: cancellationToken));
            return s_scripts.Except(applied).Order(StringComparer.Ordinal).FirstOrDefault();
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            return s_scripts[0];
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.StartPatience);
        while (true)
        {
            try
            {
                return await source.OpenConnectionAsync(cancellationToken);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting up to {Patience} for the portal's database: {Problem}")]
    private partial void LogWaiting(TimeSpan patience, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "Migration {Script} applied")]
    private partial void LogApplied(string script);

    [LoggerMessage(Level = LogLevel.Information, Message = "Waiting for migration {Script}, which another role applies")]
    private partial void LogAwaiting(string script);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The portal's database role may change the audit log: give it a role of its own (PORTAL_DB_OWNER_URL)")]
    private partial void LogAuditOpen();

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
