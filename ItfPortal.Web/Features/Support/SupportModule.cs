using ItfPortal.Web.Features.Support.State;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ItfPortal.Web.Features.Support;

/// <summary>The agents' board.</summary>
public static class SupportModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddSupport(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.TryAddSingleton<TrytonPulse>();
        services.TryAddScoped<TrytonGuard>();
        services.AddSingleton<BoardProjection>();
        services.AddScoped<BoardService>();
        services.AddScoped<OpenOrderService>();
        services.AddFeature<BoardFeature, BoardState>();
        services.AddEffects<BoardEffects>();
        return services;
    }
}
