namespace ItfPortal.Web.Features.Marketing;

/// <summary>The public pages.</summary>
public static class MarketingModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddMarketing(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

}
