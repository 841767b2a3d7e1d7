namespace ItfPortal.Web.Features.Orders;

/// <summary>A customer's orders.</summary>
public static class OrdersModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddOrders(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

}
