using ItfPortal.Web.Features.Accounts.Account;
using ItfPortal.Web.Features.Accounts.Circuits;
using ItfPortal.Web.Features.Accounts.Demo;
using ItfPortal.Web.Features.Accounts.Factor;
using ItfPortal.Web.Features.Accounts.Joining;
using ItfPortal.Web.Features.Accounts.MailedCode;
using ItfPortal.Web.Features.Accounts.Privacy;
using ItfPortal.Web.Features.Accounts.Profile;
using ItfPortal.Web.Features.Accounts.Recovery;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Features.Accounts.SignOut;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ItfPortal.Web.Features.Accounts;

/// <summary>Signing in and out, sessions, circuits.</summary>
public static class AccountsModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddValidatedOptions<PortalSessionOptions, PortalSessionOptionsValidator>(PortalSessionOptions.Section);
        services.AddValidatedOptions<SignInOptions, SignInOptionsValidator>(SignInOptions.Section);
        services.AddValidatedOptions<DemoOptions, DemoOptionsValidator>(DemoOptions.Section);
        AddSessions(services);
        AddCircuits(services);
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<KnownDevices>();
        services.AddSingleton<ISignInFailures, SignInFailures>();
        services.AddSingleton<SignInTickets>();
        services.AddSingleton<SignInOpening>();
        services.AddSingleton<SignInService>();
        services.AddSingleton<SignInCode>();
        services.AddSingleton<MailedCodeTicket>();
        services.AddSingleton<OwnerMail>();
        services.AddHostedService(provider => provider.GetRequiredService<OwnerMail>());
        services.AddSingleton<AfterFactor>();
        services.AddScoped<FactorService>();
        services.AddSingleton<JoinService>();
        services.AddScoped<IPasswordAgain, PasswordAgain>();
        services.AddScoped<AccountService>();
        services.AddScoped<OwnPassword>();
        services.AddScoped<ProvenDeed>();
        services.AddSingleton<ToldSessions>();
        services.AddScoped<SelfService>();
        services.AddScoped<ILanguageKeeper, LanguageKeeper>();
        services.AddScoped<CompanySelfService>();
        services.AddScoped<ClosingService>();
        services.AddSingleton<ConsentStore>();
        services.AddScoped<ConsentService>();
        services.AddSingleton<AfterPassword>();
        services.AddSingleton<RecoveryLimits>();
        services.AddScoped<RecoveryService>();
        services.AddScoped<AddressRequest>();
        services.AddScoped<AddressService>();
        services.AddSingleton<DemoPeople>();
        services.AddAuthentication(SessionAuthentication.Scheme)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.Scheme, null);
        services.AddAuthorizationBuilder()
            .AddPolicy(Policies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Policies.Customer, policy => policy.RequireClaim(SessionPrincipal.Kind, SessionPrincipal.Customer))
            .AddPolicy(Policies.Staff, policy => policy.RequireClaim(SessionPrincipal.Kind, SessionPrincipal.Staff))
            .AddPolicy(Policies.Administrator, policy => policy.RequireClaim(SessionPrincipal.Kind, SessionPrincipal.Administrator));
        return services;
    }

    /// <summary>Its place in the pipeline: after routing, before antiforgery.</summary>
    public static IApplicationBuilder UseAccounts(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.Use((context, next) =>
        {
            var features = context.Features;
            var error = features.Get<IStatusCodeReExecuteFeature>() is not null || features.Get<IExceptionHandlerFeature>() is not null;
            context.RequestServices.GetRequiredService<CurrentSession>().Set(context.User, error ? features.Get<PortalSession>() : null);
            // Asking for a page or posting a form is a person's own doing; what a page loads by itself is not.
            if (context.User.Session() is { } session && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            {
                context.RequestServices.GetRequiredService<PortalSessions>().Touch(session);
            }
            return next(context);
        });
        app.UseLimits();
        app.Use(EnrolFirstAsync);
        return app.UseAuthorization();
    }

    /// <summary>Its endpoints.</summary>
    public static IEndpointRouteBuilder MapAccounts(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapSignOut();
        endpoints.MapSessions();
        return endpoints;
    }

    /// <summary>Who must have a second factor and has none is led to where they get it; Tryton answers them nothing else either.</summary>
    private static async Task EnrolFirstAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata is { } metadata
            && metadata.GetMetadata<IAuthorizeData>() is not null && metadata.GetMetadata<IAllowAnonymous>() is null
            && context.Request.Path != PortalUrls.SecondFactor && context.Request.Path != PortalUrls.Confirm
            && await context.RequestServices.GetRequiredService<ICurrentSession>().GetAsync(context.RequestAborted) is { MustEnrol: true })
        {
            context.Response.Redirect(PortalUrls.SecondFactor);
            return;
        }
        await next(context);
    }

    private static void AddSessions(IServiceCollection services)
    {
        services.AddSingleton<SessionStore>();
        services.AddSingleton<PortalSessions>();
        services.AddSingleton<ISessionLookup>(provider => provider.GetRequiredService<PortalSessions>());
        services.AddSingleton<SessionEnder>();
        services.AddScoped<CurrentSession>();
        services.AddScoped<ICurrentSession>(provider => provider.GetRequiredService<CurrentSession>());
        services.TryAddSingleton<ILiveFeed, NoFeed>();
        services.AddSingleton<SessionKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionKeeper>());
        services.AddHostedService<SessionSignals>();
        services.AddHostedService<IdentityKeeper>();
    }

    private static void AddCircuits(IServiceCollection services)
    {
        services.AddSingleton<CircuitRegistry>();
        services.AddScoped<CircuitHandler, CircuitGuard>();
        services.AddHostedService<CircuitBackstop>();
        services.AddSingleton<CircuitConnections>();
        services.Configure<HubOptions>(options => options.AddFilter<CircuitConnections>());
    }

    /// <summary>Where no feed is registered: identities are then kept by asking.</summary>
    private sealed class NoFeed : ILiveFeed
    {
        public LiveStatus Status => LiveStatus.Reconnecting;

        public IDisposable Subscribe(PartyScope scope, Action<LiveSignal> callback) => new Nothing();

        public IDisposable SubscribeStaff(Action<LiveSignal> callback) => new Nothing();

        public IDisposable SubscribeAccess(Action<Tryton.Events.PortalEvent> callback) => new Nothing();

        private sealed class Nothing : IDisposable
        {
            public void Dispose()
            {
            }
        }
    }
}
