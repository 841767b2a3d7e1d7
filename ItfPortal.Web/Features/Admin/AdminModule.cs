using ItfPortal.Web.Features.Admin.Joining;
using ItfPortal.Web.Features.Admin.Visitors;

namespace ItfPortal.Web.Features.Admin;

/// <summary>What ITF's own administrators look after: who has access, and why not.</summary>
public static class AdminModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAdmin(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddScoped<AdminService>();
        services.AddSingleton<PageHandoverStore>();
        services.AddScoped<PageHandover>();
        services.AddScoped<AccessDecisions>();
        services.AddScoped<FactorRemovals>();
        services.AddScoped<AccessRequestService>();
        services.AddScoped<FactRequestService>();
        services.AddScoped<AccountRequestService>();
        services.AddScoped<AccountAnswers>();
        services.AddScoped<VisitorInboxService>();
        services.AddScoped<FeatureService>();
        services.AddScoped<MailsService>();
        return services;
    }

    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapAdmin(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMailResend();
        endpoints.MapVisitorFile();
        return endpoints;
    }
}
