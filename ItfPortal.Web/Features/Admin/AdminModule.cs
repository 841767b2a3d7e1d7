namespace ItfPortal.Web.Features.Admin;

/// <summary>What ITF's own administrators look after: who has access, and why not.</summary>
public static class AdminModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddScoped<AdminService>();
        services.AddScoped<AccessDecisions>();
        services.AddScoped<AccessRequestService>();
        services.AddScoped<FeatureService>();
        return services;
    }
}
