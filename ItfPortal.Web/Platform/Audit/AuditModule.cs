namespace ItfPortal.Web.Platform.Audit;

/// <summary>The audit log and what keeps it.</summary>
public static class AuditModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddSingleton<AuditStore>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<AuditLog>());
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
        services.AddSingleton<AuditReader>();
        services.AddSingleton<AuditChain>();
        services.AddHostedService<AuditSealer>();
        return services;
    }
}
