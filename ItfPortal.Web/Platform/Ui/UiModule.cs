namespace ItfPortal.Web.Platform.Ui;

/// <summary>Languages, theme, MudBlazor.</summary>
public static class UiModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddUi(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }

    /// <summary>Its place in the pipeline.</summary>
    public static IApplicationBuilder UseUi(this IApplicationBuilder app) => app;
    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapUi(this IEndpointRouteBuilder endpoints) => endpoints;
}
