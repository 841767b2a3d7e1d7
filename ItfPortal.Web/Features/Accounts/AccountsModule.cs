namespace ItfPortal.Web.Features.Accounts;

/// <summary>Signing in and out, sessions, circuits.</summary>
public static class AccountsModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

    /// <summary>Its place in the pipeline.</summary>
    public static IApplicationBuilder UseAccounts(this IApplicationBuilder app) => app;
    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints) => endpoints;
}
