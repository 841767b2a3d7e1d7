using ItfPortal.Web.Features.Support.State;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Web.Features.Support;

/// <summary>The agents' board.</summary>
public static class SupportModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddSupport(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddSingleton<BoardProjection>();
        services.AddScoped<BoardService>();
        services.AddScoped<OpenOrderService>();
        services.AddFeature<BoardFeature, BoardState>();
        services.AddEffects<BoardEffects>();
        return services;
    }
}
