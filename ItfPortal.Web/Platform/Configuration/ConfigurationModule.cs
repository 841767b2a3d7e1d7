using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Configuration;

/// <summary>Where settings come from, and that they are right before anything starts.</summary>
public static partial class ConfigurationModule
{
    /// <summary>Environment names and the options of the site itself.</summary>
    public static void AddPortalConfiguration(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ((IConfigurationBuilder)builder.Configuration).AddPortalEnvironment();
        builder.Services.AddValidatedOptions<SiteOptions, SiteOptionsValidator>(SiteOptions.Section);
        builder.Services.AddSingleton<IPostConfigureOptions<SiteOptions>, SiteDefaults>();
        builder.WebHost.UseKestrel(kestrel => kestrel.ApplicationServices.WithValid<SiteOptions>(site =>
        {
            var address = IPAddress.Parse(site.Address);
            kestrel.Listen(address, site.Port, listen =>
            {
                if (site.Certificate.Length > 0)
                {
                    listen.UseHttps(X509Certificate2.CreateFromPemFile(site.Certificate, site.CertificateKey));
                }
            });
            kestrel.Listen(address, site.ManagementPort);
        }));
    }

    /// <summary>
    /// For what is set up while the application is still being built: does nothing with wrong settings, so that
    /// <see cref="HasValidConfiguration"/> gets to say all of them together.
    /// </summary>
    public static void WithValid<TOptions>(this IServiceProvider services, Action<TOptions> use)
        where TOptions : class
    {
        ArgumentNullException.ThrowIfNull(use);
        TOptions options;
        try
        {
            options = services.GetRequiredService<IOptions<TOptions>>().Value;
        }
        catch (OptionsValidationException)
        {
            return;
        }
        use(options);
    }

    /// <summary>Binds a section, validates it before the start.</summary>
    public static IServiceCollection AddValidatedOptions<TOptions, TValidator>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        return services;
    }

    /// <summary>Whether every setting is right; if not, all faults are logged in one message and the process should end.</summary>
    public static bool HasValidConfiguration(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
            return true;
        }
        catch (OptionsValidationException exception)
        {
            LogFaults(app.Logger, Environment.NewLine + string.Join(Environment.NewLine, exception.Failures));
        }
        catch (AggregateException exception)
        {
            var faults = exception.Flatten().InnerExceptions
                .SelectMany(inner => inner is OptionsValidationException options ? options.Failures : [inner.Message]);
            LogFaults(app.Logger, Environment.NewLine + string.Join(Environment.NewLine, faults));
        }
        return false;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The portal cannot start with these settings: {Faults}")]
    private static partial void LogFaults(ILogger logger, string faults);

    /// <summary>On a developer's machine the site is where it listens, unless told otherwise.</summary>
    private sealed class SiteDefaults(IHostEnvironment environment) : IPostConfigureOptions<SiteOptions>
    {
        public void PostConfigure(string? name, SiteOptions options)
        {
            if (options.BaseUrl.Length == 0 && environment.IsDevelopment())
            {
                options.BaseUrl = FormattableString.Invariant($"{(options.Certificate.Length > 0 ? "https" : "http")}://127.0.0.1:{options.Port}");
            }
        }
    }
}
