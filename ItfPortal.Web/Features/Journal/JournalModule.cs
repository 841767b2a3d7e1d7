namespace ItfPortal.Web.Features.Journal;

/// <summary>The audit log as people read it, and what Tryton says about access written into it.</summary>
public static class JournalModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddJournal(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddScoped<JournalNames>();
        services.AddScoped<JournalService>();
        services.AddScoped<JournalWords>();
        services.AddScoped<JournalExport>();
        services.AddHostedService<AccessJournal>();
        return services;
    }

    /// <summary>Its files.</summary>
    public static IEndpointRouteBuilder MapJournal(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapJournalExports();
        return endpoints;
    }
}
