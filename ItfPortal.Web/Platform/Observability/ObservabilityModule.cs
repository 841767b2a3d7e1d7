namespace ItfPortal.Web.Platform.Observability;

/// <summary>Logs, health, the management port.</summary>
public static class ObservabilityModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddObservability(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapObservability(this IEndpointRouteBuilder endpoints) => endpoints;
}
