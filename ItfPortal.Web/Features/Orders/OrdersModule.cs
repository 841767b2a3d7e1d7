using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Platform.Flux;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ItfPortal.Web.Features.Orders;

/// <summary>A customer's orders.</summary>
public static class OrdersModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<OrdersService>();
        services.AddFeature<OrdersFeature, OrdersState>();
        services.AddEffects<OrdersEffects>();
        return services;
    }
}
