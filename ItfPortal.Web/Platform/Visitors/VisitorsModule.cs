using ItfPortal.Web.Platform.Configuration;

namespace ItfPortal.Web.Platform.Visitors;

/// <summary>What public forms share: stamps, limits, files, and the way to Tryton.</summary>
public static class VisitorsModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddVisitors(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddValidatedOptions<AntivirusOptions, AntivirusOptionsValidator>(AntivirusOptions.Section);
        services.AddSingleton<Clamd>();
        services.AddSingleton<IAntivirus>(provider => provider.GetRequiredService<Clamd>());
        services.AddHostedService(provider => provider.GetRequiredService<Clamd>());
        services.AddSingleton<VisitorUploads>();
        services.AddSingleton<FormStamp>();
        services.AddSingleton<VisitorDoor>();
        services.AddSingleton<VisitorRequestStore>();
        services.AddSingleton<VisitorRequestSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<VisitorRequestSignal>());
        services.AddSingleton<VisitorRequestMails>();
        services.AddSingleton<VisitorRequestDelivery>();
        services.AddHostedService(provider => provider.GetRequiredService<VisitorRequestDelivery>());
        return services;
    }
}
