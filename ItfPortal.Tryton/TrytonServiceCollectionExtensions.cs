using System.Net;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Protocol.Servers;
using ItfPortal.Tryton.PublicSite;
using ItfPortal.Tryton.Reports;
using ItfPortal.Tryton.Resilience;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Tryton.Warnings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The only way in to the Tryton client.</summary>
public static class TrytonServiceCollectionExtensions
{
    /// <summary>
    /// Registers <see cref="ISessionClient"/>, <see cref="IAccountClient"/>, <see cref="IMailedLinksClient"/>, <see cref="IProfileClient"/>, <see cref="ICompanyProfileClient"/>, <see cref="IOrdersClient"/>, <see cref="IBoardClient"/>, <see cref="ICompanyClient"/>, <see cref="IAccessRequestsClient"/>, <see cref="IVisitorRequestsClient"/>, <see cref="IAccountRequestsClient"/>, <see cref="IVisitorInboxClient"/>, <see cref="ICustomerSyncClient"/>, <see cref="IAdministrationClient"/>, <see cref="IFeaturesClient"/>, <see cref="IViewsClient"/>, <see cref="IEventsClient"/>, <see cref="IMailFactsClient"/>, <see cref="ISiteClient"/>,
    /// <see cref="IEventDetailReader"/>, <see cref="IModelClient"/>, <see cref="IReportClient"/> and <see cref="IWarningClient"/>, all singletons. Options come from section <c>Tryton</c>; where it is silent, from the
    /// environment names given with <see cref="TrytonOptions"/>. They are checked when the host starts.
    /// </summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The application's whole configuration.</param>
    /// <returns>The same <paramref name="services"/>.</returns>
    public static IServiceCollection AddTryton(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TrytonOptions>()
            .Bind(configuration.GetSection(TrytonOptions.Section))
            .Configure(options => TakeEnvironmentNames(options, configuration))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TrytonOptions>, TrytonOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        AddHttp(services, JsonRpcTransport.Calls);
        AddHttp(services, JsonRpcTransport.SignIns);
        services.AddMetrics();
        services.TryAddSingleton<CallPipelines>();
        services.TryAddSingleton<TrytonTelemetry>();
        services.TryAddSingleton<ErrorParser>();
        services.TryAddSingleton<AnswerReader>();
        services.TryAddSingleton<TrytonServer>();
        services.TryAddSingleton<JsonRpcTransport>();
        services.TryAddSingleton<ServiceSession>();
        services.TryAddSingleton<ISessionClient, SessionClient>();
        services.TryAddSingleton<IAccountClient, AccountClient>();
        services.TryAddSingleton<IMailedLinksClient, MailedLinksClient>();
        services.TryAddSingleton<IAddressLinksClient, AddressLinksClient>();
        services.TryAddSingleton<IProfileClient, ProfileClient>();
        services.TryAddSingleton<ICompanyProfileClient, CompanyProfileClient>();
        services.TryAddSingleton<IOrdersClient, OrdersClient>();
        services.TryAddSingleton<IBoardClient, BoardClient>();
        services.TryAddSingleton<ICompanyClient, CompanyClient>();
        services.TryAddSingleton<IAccessRequestsClient, AccessRequestsClient>();
        services.TryAddSingleton<IVisitorRequestsClient, VisitorRequestsClient>();
        services.TryAddSingleton<IAccountRequestsClient, AccountRequestsClient>();
        services.TryAddSingleton<IVisitorInboxClient, VisitorInboxClient>();
        services.TryAddSingleton<ICustomerSyncClient, CustomerSyncClient>();
        services.TryAddSingleton<IAdministrationClient, AdministrationClient>();
        services.TryAddSingleton<ISecondFactorClient, SecondFactorClient>();
        services.TryAddSingleton<IFeaturesClient, FeaturesClient>();
        services.TryAddSingleton<IViewsClient, ViewsClient>();
        services.TryAddSingleton<IEventsClient, EventsClient>();
        services.TryAddSingleton<IMailFactsClient, MailFactsClient>();
        services.TryAddSingleton<ISiteClient, SiteClient>();
        services.TryAddSingleton<IEventDetailReader, EventDetailReader>();
        services.TryAddSingleton<IModelClient, ModelClient>();
        services.TryAddSingleton<IReportClient, ReportClient>();
        services.TryAddSingleton<IWarningClient, WarningClient>();
        return services;
    }

    private static void TakeEnvironmentNames(TrytonOptions options, IConfiguration configuration)
    {
        options.RpcUrl = Named("TRYTON_RPC_URL", options.RpcUrl);
        options.LoginRpcUrl = Named("TRYTON_LOGIN_RPC_URL", options.LoginRpcUrl);
        options.Database = Named("TRYTON_DATABASE", options.Database);
        options.PortalKey = Named("TRYTON_PORTAL_KEY", options.PortalKey);
        options.ServiceUser = Named("TRYTON_USER", options.ServiceUser);
        options.ServicePassword = Named("TRYTON_PASSWORD", options.ServicePassword);
        options.AllowedVersions = Named("TRYTON_ALLOWED_VERSIONS", options.AllowedVersions);

        // The section wins: who writes it means it. An explicit null in a file binds as null, whatever the property's type says.
        string Named(string name, string? bound) => string.IsNullOrEmpty(bound) ? configuration[name] ?? "" : bound;
    }

    private static void AddHttp(IServiceCollection services, string name) => services
        .AddHttpClient(name, client =>
        {
            // The pipelines keep the time, per kind of call.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestVersion = HttpVersion.Version11;
        })
        .UseSocketsHttpHandler((handler, provider) =>
        {
            handler.AllowAutoRedirect = false;
            handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli;
            handler.ConnectTimeout = provider.GetRequiredService<IOptions<TrytonOptions>>().Value.Limits.ConnectTime;
            handler.MaxConnectionsPerServer = 100;
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            // Shorter than the server's keep-alive (75 s), so that it is the client who closes: a write sent into a connection that
            // the server is just closing would have an unknown outcome.
            handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30);
            handler.UseCookies = false;
            handler.UseProxy = false;
        })
        // The handler renews its connections by itself; a second rotation would only drop warm ones.
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        // Headers carry session keys, and the factory's own logging would name every address.
        .RemoveAllLoggers();
}
