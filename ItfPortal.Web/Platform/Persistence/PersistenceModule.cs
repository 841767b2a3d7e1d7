namespace ItfPortal.Web.Platform.Persistence;

/// <summary>The portal's own database: data source and migrations.</summary>
public static class PersistenceModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

}
