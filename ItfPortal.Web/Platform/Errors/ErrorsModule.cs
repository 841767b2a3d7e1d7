namespace ItfPortal.Web.Platform.Errors;

/// <summary>What turns Tryton's failures into words for the reader; every feature that reads or writes needs it.</summary>
public static class ErrorsModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddErrors(this IServiceCollection services)
    {
        services.AddSingleton<TrytonPulse>();
        services.AddScoped<TrytonGuard>();
        return services;
    }
}
