namespace ItfPortal.Web.Features.Support;

/// <summary>The agents' board.</summary>
public static class SupportModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddSupport(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

}
