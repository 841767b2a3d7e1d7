using ItfPortal.Web.Features.Marketing.Company;
using ItfPortal.Web.Features.Marketing.Requests;

namespace ItfPortal.Web.Features.Marketing;

/// <summary>The public pages.</summary>
public static class MarketingModule
{
    /// <summary>Registers it; after the languages, because an address goes before them.</summary>
    public static IServiceCollection AddMarketing(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddSingleton<CompanyFacts>();
        services.AddSingleton<RequestService>();
        services.Configure<RequestLocalizationOptions>(options => options.RequestCultureProviders.Insert(0, new SitePageLanguageProvider()));
        return services;
    }

    /// <summary>Its place in the pipeline: before the files.</summary>
    public static IApplicationBuilder UseMarketing(this IApplicationBuilder app) => app.Use(KeepForever);

    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapMarketing(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSearchEngines();
        return endpoints;
    }

    // The pages' own files have names that say what they hold.
    private static Task KeepForever(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/site", StringComparison.Ordinal))
        {
            context.Response.OnStarting(static state =>
            {
                var response = ((HttpContext)state).Response;
                if (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified)
                {
                    response.Headers.CacheControl = "public, max-age=31536000, immutable";
                }
                return Task.CompletedTask;
            }, context);
        }
        return next(context);
    }
}
