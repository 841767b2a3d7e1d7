using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;
using MudBlazor.Services;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>Languages, theme, error pages, MudBlazor.</summary>
public static class UiModule
{
    /// <summary>French first.</summary>
    internal static readonly CultureInfo[] Cultures = [CultureInfo.GetCultureInfo("fr-CA"), CultureInfo.GetCultureInfo("en-CA")];

    /// <summary>Registers it.</summary>
    public static IServiceCollection AddUi(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddLocalization();
        services.AddSingleton<IStringLocalizerFactory, RememberingLocalizerFactory>();
        // French letters as themselves, not as six-byte entities; what is dangerous in HTML is still encoded.
        services.AddWebEncoders(options => options.TextEncoderSettings = new TextEncoderSettings(UnicodeRanges.All));
        // A form without its token is the sender's mistake on a developer's machine too: 400, not an exception.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        services.TryAddSingleton(TimeProvider.System);
        services.AddCascadingAuthenticationState();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddScoped<OverlayGate>();
        services.AddScoped<ReaderCulture>();
        services.Configure<RequestLocalizationOptions>(options =>
        {
            options.DefaultRequestCulture = new RequestCulture(Cultures[0]);
            options.SupportedCultures = options.SupportedUICultures = Cultures;
            options.RequestCultureProviders =
            [
                new LanguageCookieProvider(),
                new SessionLanguageProvider(),
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });
        return services;
    }

    /// <summary>Its place in the pipeline: before what may answer with a page.</summary>
    public static IApplicationBuilder UseUi(this IApplicationBuilder app)
    {
        app.UseRequestLocalization();
        app.UseStatusCodePagesWithReExecute("/statut/{0}", createScopeForStatusCodePages: true);
        app.Use(static (context, next) =>
        {
            // The page for a refused POST is a page, not the form again: as a POST it would be refused in turn.
            if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
            {
                context.Request.Method = HttpMethods.Get;
            }
            return next(context);
        });
        return app.Use(MudBlazorAssets.CacheForever);
    }

    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapUi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPreferences();
        return endpoints;
    }

    /// <summary>Every page.</summary>
    public static void MapPages(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            // 250 KB of native memory per connection, and compressing secrets beside attacker-chosen text invites BREACH.
            options.DisableWebSocketCompression = true;
            options.ContentSecurityFrameAncestorsPolicy = null;
        });
}
