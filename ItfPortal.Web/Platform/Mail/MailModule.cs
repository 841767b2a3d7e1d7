using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Mail.Preview;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>The outbox, its workers, and how mail looks.</summary>
public static class MailModule
{
    /// <summary>Registers it.</summary>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        services.AddValidatedOptions<MailOptions, MailOptionsValidator>(MailOptions.Section);
        services.AddSingleton<IPostConfigureOptions<MailOptions>, MailDefaults>();
        services.AddSingleton<OutboxStore>();
        services.AddSingleton<OutboxReader>();
        services.AddSingleton<IMailOutbox, MailOutbox>();
        services.AddSingleton<MailRenderer>();
        services.AddSingleton<MailComposer>();
        services.AddSingleton<MailCounters>();
        services.AddSingleton<OutboxSignal>();
        services.AddHostedService(provider => provider.GetRequiredService<OutboxSignal>());
        services.AddSingleton<MailWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<MailWorker>());
        services.AddSingleton<CaughtMail>();
        services.AddScoped<MailPreview>();
        return services;
    }

    /// <summary>Its endpoints: on a developer's machine only.</summary>
    public static IEndpointRouteBuilder MapMail(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMailPreview();
        return endpoints;
    }

    /// <summary>Elsewhere than in production an address of mail need not be anybody's.</summary>
    private sealed class MailDefaults(IHostEnvironment environment) : IPostConfigureOptions<MailOptions>
    {
        public void PostConfigure(string? name, MailOptions options)
        {
            if (options.From.Length == 0 && !environment.IsProduction())
            {
                options.From = "portail@itf.invalid";
            }
        }
    }
}
