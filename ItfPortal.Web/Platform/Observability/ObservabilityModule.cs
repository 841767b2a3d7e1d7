using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Serilog;

namespace ItfPortal.Web.Platform.Observability;

/// <summary>Logs, health, the management port.</summary>
public static class ObservabilityModule
{
    // A proxy gives the whole answer a second. What only degrades is not waited for: a silent Tryton costs 300 ms here.
    private static readonly TimeSpan s_needed = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan s_wanted = TimeSpan.FromMilliseconds(300);

    /// <summary>Registers it.</summary>
    public static IServiceCollection AddObservability(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSerilog((provider, logger) => Logging.Configure(logger, configuration, provider.GetRequiredService<IHostEnvironment>()));
        services.AddHealthChecks()
            .AddCheck<PortalDatabaseHealth>("portal-database", HealthStatus.Unhealthy, [], s_needed)
            .AddCheck<RedisHealth>("redis", HealthStatus.Degraded, [], s_wanted)
            .AddCheck<TrytonHealth>("tryton", HealthStatus.Degraded, [], s_wanted)
            .AddCheck<FeedHealth>("feed", HealthStatus.Degraded, [], s_wanted);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<OpenCircuits>();
        services.AddSingleton<ManagementPort>();
        services.AddScoped<CircuitHandler, CircuitTelemetry>();
        return services;
    }

    /// <summary>First in the pipeline: the management port answers and ends here, everything else is logged from here on.</summary>
    public static IApplicationBuilder UseObservability(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var management = app.ApplicationServices.GetRequiredService<ManagementPort>();
        app.MapWhen(management.Received, branch => branch.Run(management.AnswerAsync));
        app.Use(static (context, next) =>
        {
            Correlation.Begin();
            return next(context);
        });
        app.UseSerilogRequestLogging(Logging.Requests);
        return app;
    }

    /// <summary>Nothing on the site's own port.</summary>
    public static IEndpointRouteBuilder MapObservability(this IEndpointRouteBuilder endpoints) => endpoints;
}
