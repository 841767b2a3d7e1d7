namespace ItfPortal.Web.Platform.Accounts;

/// <summary>Links that are mailed to people of the portal.</summary>
public static class AccountLinksModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAccountLinks(this IServiceCollection services)
    {
        services.AddSingleton<LinkStore>();
        services.AddSingleton<LinkWriter>();
        services.AddSingleton<IAccountLinks, AccountLinks>();
        services.AddSingleton<LinkSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<LinkSignal>());
        services.AddSingleton<LinkWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<LinkWorker>());
        return services;
    }
}
