namespace ItfPortal.Web.Live;

/// <summary>The feed of Tryton's changes.</summary>
public static class LiveModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

}
