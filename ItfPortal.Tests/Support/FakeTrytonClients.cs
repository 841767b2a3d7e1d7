using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.PublicSite;
using ItfPortal.Tryton.Reports;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Tryton.Warnings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ItfPortal.Tests.Support;

/// <summary>The client as the portal registers it, pointed at a fake or at nothing; keeps what it logs.</summary>
public sealed class FakeTrytonClients : IAsyncDisposable
{
    public const string PortalKey = "0123456789abcdef0123456789abcdef";
    private readonly ServiceProvider _provider;
    private readonly KeptLog _log = new();

    public FakeTrytonClients(Uri url, Action<TrytonLimits>? limits = null, Uri? signInUrl = null, string? allowedVersions = null, TimeProvider? time = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Tryton:RpcUrl"] = url.ToString(),
            ["Tryton:LoginRpcUrl"] = signInUrl?.ToString(),
            ["Tryton:AllowedVersions"] = allowedVersions,
            ["Tryton:Database"] = "itf",
            ["Tryton:PortalKey"] = PortalKey,
            ["Tryton:ServiceUser"] = "portal-service",
            ["Tryton:ServicePassword"] = "secret-of-the-service",
        }).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log));
        services.AddSingleton(time ?? TimeProvider.System);
        services.AddTryton(configuration);
        services.PostConfigure<TrytonOptions>(options => limits?.Invoke(options.Limits));
        _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static SessionToken Session { get; } = new("andré@example.com", 12, new string('a', 64));

    public ISessionClient Sessions => _provider.GetRequiredService<ISessionClient>();

    public IAccountClient Accounts => _provider.GetRequiredService<IAccountClient>();

    public IProfileClient Profiles => _provider.GetRequiredService<IProfileClient>();

    public ICompanyProfileClient CompanyProfiles => _provider.GetRequiredService<ICompanyProfileClient>();

    public IVisitorInboxClient VisitorInbox => _provider.GetRequiredService<IVisitorInboxClient>();

    public IVisitorRequestsClient Visitors => _provider.GetRequiredService<IVisitorRequestsClient>();

    public IAccountRequestsClient AccountRequests => _provider.GetRequiredService<IAccountRequestsClient>();

    public ICustomerSyncClient CustomerSync => _provider.GetRequiredService<ICustomerSyncClient>();

    public IMailedLinksClient Links => _provider.GetRequiredService<IMailedLinksClient>();

    public IOrdersClient Orders => _provider.GetRequiredService<IOrdersClient>();

    public IBoardClient Board => _provider.GetRequiredService<IBoardClient>();

    public IAccessRequestsClient AccessRequests => _provider.GetRequiredService<IAccessRequestsClient>();

    public ICompanyClient Companies => _provider.GetRequiredService<ICompanyClient>();

    public IViewsClient Views => _provider.GetRequiredService<IViewsClient>();

    public ISiteClient Site => _provider.GetRequiredService<ISiteClient>();

    public IMailFactsClient MailFacts => _provider.GetRequiredService<IMailFactsClient>();

    public IEventsClient Events => _provider.GetRequiredService<IEventsClient>();

    public IModelClient Models => _provider.GetRequiredService<IModelClient>();

    public IReportClient Reports => _provider.GetRequiredService<IReportClient>();

    public IWarningClient Warnings => _provider.GetRequiredService<IWarningClient>();

    public IMeterFactory Meters => _provider.GetRequiredService<IMeterFactory>();

    /// <summary>Every line written so far.</summary>
    public IReadOnlyList<string> Log => [.. _log.Lines];

    internal JsonRpcTransport Transport => _provider.GetRequiredService<JsonRpcTransport>();

    /// <summary>A write without a typed client of its own.</summary>
    internal Task<object?> WriteAsync(CancellationToken cancellationToken = default) =>
        Transport.CallAsync(new TrytonCall("itf_portal.order", "confirm", CallKind.Write, 7), Session, TrytonJson.Default.RpcAnswerObject, cancellationToken);

    /// <summary>A read without a typed client of its own.</summary>
    internal Task<object?> ReadAsync(CancellationToken cancellationToken = default) =>
        Transport.CallAsync(new TrytonCall("itf_portal.order", "look", CallKind.Read, 7), Session, TrytonJson.Default.RpcAnswerObject, cancellationToken);

    /// <summary>A report.</summary>
    internal Task<object?> ReportAsync(CancellationToken cancellationToken = default) =>
        Transport.CallAsync(new TrytonCall("itf_portal.order", "print", CallKind.Report, 7), Session, TrytonJson.Default.RpcAnswerObject, cancellationToken);

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{logLevel}: {formatter(state, exception)}{exception}");

        public void Dispose()
        {
        }
    }
}
