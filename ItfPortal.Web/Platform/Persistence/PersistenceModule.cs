using Dapper;
using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Persistence;

/// <summary>The portal's own database: data source and migrations.</summary>
public static class PersistenceModule
{
    /// <summary>Registers it. The migrations run before every other hosted service starts.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        services.AddValidatedOptions<PortalDatabaseOptions, PortalDatabaseOptionsValidator>(PortalDatabaseOptions.Section);
        services.AddSingleton(provider => MakeDataSource(provider.GetRequiredService<IOptions<PortalDatabaseOptions>>().Value));
        services.AddSingleton<Migrator>();
        services.AddHostedService<MigrationsAtStart>();
        return services;
    }

    private static NpgsqlDataSource MakeDataSource(PortalDatabaseOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(PostgresUrl.ToConnectionString(options.Url)) { Name = "portal" };
        var settings = builder.ConnectionStringBuilder;
        settings.MaxPoolSize = options.MaxPoolSize;
        settings.KeepAlive = 30;
        settings.Timeout = 5;
        settings.CommandTimeout = 15;
        settings.ApplicationName ??= "itf-portal";
        settings.IncludeErrorDetail = false;
        return builder.Build();
    }
}
