using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Features.Orders.ViewAs;
using ItfPortal.Web.Platform.Flux;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ItfPortal.Web.Features.Orders;

/// <summary>A customer's orders, for the customer and for ITF's people who see the portal as one of a customer's.</summary>
public static class OrdersModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.TryAddSingleton(TimeProvider.System);
        services.AddScoped<OrdersService>();
        services.AddSingleton<OpenedViews>();
        services.AddScoped<ViewService>();
        services.AddFeature<OrdersFeature, OrdersState>();
        services.AddEffects<OrdersEffects>();
        return services;
    }

    /// <summary>Its addresses that are no pages.</summary>
    public static IEndpointRouteBuilder MapOrders(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapEndView();
        return endpoints;
    }
}
