using ItfPortal.Web.Platform.Configuration;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Live;

/// <summary>The feed of Tryton's changes.</summary>
public static class LiveModule
{
    /// <summary>Registers it: by LISTEN where <c>Feed:Url</c> is set, by polling where it is not.</summary>
    public static IServiceCollection AddLive(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddValidatedOptions<FeedOptions, FeedOptionsValidator>(FeedOptions.Section);
        services.AddSingleton<Broadcaster>();
        services.AddSingleton<ILiveFeed>(provider => provider.GetRequiredService<Broadcaster>());
        services.AddSingleton<Generations>();
        services.AddSingleton<IGenerations>(provider => provider.GetRequiredService<Generations>());
        services.AddSingleton<FeedCounters>();
        services.AddSingleton<FeedPosition>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<IOptions<FeedOptions>>().Value.Url.Length > 0
            ? ActivatorUtilities.CreateInstance<FeedListener>(provider)
            : ActivatorUtilities.CreateInstance<FeedPoller>(provider));
        return services;
    }
}
