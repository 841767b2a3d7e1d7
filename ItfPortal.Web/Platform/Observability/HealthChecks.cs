using System.Reflection;
using Dapper;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Caching;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>The portal's own database: without it nobody is signed in. Also that it has this build's schema.</summary>
internal sealed class PortalDatabaseHealth(NpgsqlDataSource database) : IHealthCheck
{
    private static readonly int s_migrations = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Count(name => name.Contains(".Migrations.", StringComparison.Ordinal));

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var applied = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select count(*) from schema_versions", commandTimeout: 2, cancellationToken: cancellationToken));
        return applied >= s_migrations ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("migrations are missing");
    }
}

/// <summary>Redis: without it the portal is slower.</summary>
internal sealed class RedisHealth(IOptions<RedisOptions> options, IServiceProvider services) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (options.Value.Url.Length > 0 && services.GetService<IDistributedCache>() is { } redis)
        {
            await redis.GetAsync("health", cancellationToken);
        }
        return HealthCheckResult.Healthy();
    }
}

/// <summary>Tryton: while it restarts, open pages stay and say so.</summary>
internal sealed class TrytonHealth(ISessionClient tryton) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        HealthCheckResult.Healthy(await tryton.ServerVersionAsync(cancellationToken));
}

/// <summary>The live feed: while it is away pages say from when they are.</summary>
internal sealed class FeedHealth(ILiveFeed feed) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        feed.Status == LiveStatus.Reconnecting
            ? new HealthCheckResult(context.Registration.FailureStatus, "reconnecting")
            : HealthCheckResult.Healthy(feed.Status.ToString()));
}
