using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security.Headers;
using ItfPortal.Web.Platform.Security.Limits;
using ItfPortal.Web.Platform.Security.Secrets;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Web.Platform.Security;

/// <summary>Headers, content security policy, origin check, limits, data protection.</summary>
public static class SecurityModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.TryAddSingleton(TimeProvider.System);
        services.AddValidatedOptions<SecurityOptions, SecurityOptionsValidator>(SecurityOptions.Section);
        services.AddValidatedOptions<LimitsOptions, LimitsOptionsValidator>(LimitsOptions.Section);
        services.AddSingleton<SecretBox>();
        services.AddSingleton<LocalRateCounter>();
        services.AddSingleton<ExportLimits>();
        services.AddSingleton<RedisRateCounter>();
        services.AddSingleton<IRateCounter>(provider => provider.GetRequiredService<IOptions<RedisOptions>>().Value.Url.Length > 0
            ? provider.GetRequiredService<RedisRateCounter>()
            : provider.GetRequiredService<LocalRateCounter>());
        services.AddDataProtection().SetApplicationName("itf-portal");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource, SecretBox>((keys, database, secrets) =>
        {
            keys.XmlRepository = new KeyRing(database);
            keys.XmlEncryptor = new KeyRingSealer(secrets);
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie = new SecureCookieBuilder { Name = "__Host-itf-af", HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true };
            // Sent as DENY by our own middleware.
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<SiteOptions>>(BelieveProxies);
        services.AddOptions<WebSocketOptions>().Configure<IOptions<SiteOptions>, IHostEnvironment>((sockets, site, environment) =>
        {
            foreach (var origin in CircuitDoor.Origins(site.Value, environment.IsDevelopment()))
            {
                sockets.AllowedOrigins.Add(origin);
            }
        });
        services.AddOptions<KestrelServerOptions>().Configure<IServiceProvider>((kestrel, provider) =>
            provider.WithValid<LimitsOptions>(limits => LimitKestrel(kestrel, limits)));
        services.AddOptions<CircuitOptions>().Configure<IOptions<LimitsOptions>>((circuits, limits) =>
        {
            circuits.DisconnectedCircuitMaxRetained = limits.Value.DisconnectedCircuits;
            circuits.DisconnectedCircuitRetentionPeriod = limits.Value.DisconnectedFor;
            circuits.PersistedCircuitDistributedRetentionPeriod = TimeSpan.FromMinutes(30);
        });
        services.AddOptions<HubOptions>().Configure<IOptions<LimitsOptions>>((hub, limits) =>
        {
            hub.MaximumReceiveMessageSize = limits.Value.HubMessageBytes;
            hub.MaximumParallelInvocationsPerClient = 1;
        });
        return services;
    }

    /// <summary>Its place in the pipeline: first.</summary>
    public static IApplicationBuilder UseSecurity(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        return app
            .UseForwardedHeaders()
            .UseMiddleware<SecurityHeaders>()
            .UseMiddleware<HostCheck>()
            .UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = PortalUrls.Error, CreateScopeForErrors = true })
            .UseWebSockets();
    }

    /// <summary>What needs to know who asks: after authentication.</summary>
    public static IApplicationBuilder UseLimits(this IApplicationBuilder app) =>
        app.Use(RefuseLargeBody).UseMiddleware<CircuitDoor>().UseMiddleware<PageLimits>();

    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapSecurity(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapCspReports();
        return endpoints;
    }

    private static void BelieveProxies(ForwardedHeadersOptions options, IOptions<SiteOptions> site)
    {
        // Never X-Forwarded-Host: the site knows its own name.
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var network in site.Value.ProxyNetworks)
        {
            options.KnownIPNetworks.Add(network);
        }
        // With nobody to believe, the lists being empty would mean everybody.
        if (options.KnownIPNetworks.Count == 0)
        {
            options.ForwardedHeaders = ForwardedHeaders.None;
        }
    }

    // Kestrel stops reading at the limit; said before, the answer is what it is and not a form that could not be read.
    private static Task RefuseLargeBody(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        }
        return next(context);
    }

    private static void LimitKestrel(KestrelServerOptions kestrel, LimitsOptions values)
    {
        var limits = kestrel.Limits;
        kestrel.AddServerHeader = false;
        limits.MaxRequestBodySize = values.BodyBytes;
        limits.MaxRequestHeadersTotalSize = values.HeaderBytes;
        limits.RequestHeadersTimeout = values.HeaderTimeout;
        limits.MaxConcurrentConnections = values.Connections;
        limits.MaxConcurrentUpgradedConnections = values.UpgradedConnections;
    }

    /// <summary>
    /// Always Secure. ASP.NET's own <c>SecurePolicy.Always</c> refuses to work on http, where browsers accept Secure
    /// cookies all the same on loopback; elsewhere http is refused at the start.
    /// </summary>
    private sealed class SecureCookieBuilder : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = true;
            return options;
        }
    }
}
