using System.Collections.Concurrent;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Reports;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using ItfPortal.Tryton.Warnings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>
/// The client on the real Tryton that <c>make portal-test</c> has started, with the demo people. Sessions are opened once
/// per person and kept: signing in costs Tryton a third of a second.
/// </summary>
public sealed class LiveTryton : IDisposable
{
    /// <summary>Of the pages read here; small, so that the demo companies have several.</summary>
    public const int PageLimit = 7;

    private readonly ServiceProvider _provider;
    private readonly ConcurrentDictionary<string, Lazy<Task<SessionToken>>> _sessions = new();

    public LiveTryton()
    {
        // Asked for by name, so that a missing one is named.
        var settings = new[] { "TRYTON_RPC_URL", "TRYTON_LOGIN_RPC_URL", "TRYTON_DATABASE", "TRYTON_PORTAL_KEY", "TRYTON_USER", "TRYTON_PASSWORD", "TRYTON_ALLOWED_VERSIONS" }
            .ToDictionary(name => name, string? (name) => Stack.Get(name));
        Stack.Get("DEMO_ACCOUNTS");
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        _provider = new ServiceCollection().AddLogging().AddTryton(configuration).BuildServiceProvider();
    }

    /// <summary>Several companies' worth of roles; the demo set says who they are.</summary>
    public static DemoPerson Administrator => Stack.Person("company_administrator", "BOREAL");

    public static DemoPerson Accounting => Stack.Person("accounting", "BOREAL");

    public static DemoPerson Agent => Stack.Person("support");

    public ISessionClient Sessions => _provider.GetRequiredService<ISessionClient>();

    public ISecondFactorClient SecondFactor => _provider.GetRequiredService<ISecondFactorClient>();

    public IMailFactsClient MailFacts => _provider.GetRequiredService<IMailFactsClient>();

    public IOrdersClient Orders => _provider.GetRequiredService<IOrdersClient>();

    public IBoardClient Board => _provider.GetRequiredService<IBoardClient>();

    public IAccessRequestsClient AccessRequests => _provider.GetRequiredService<IAccessRequestsClient>();

    public IAdministrationClient Administration => _provider.GetRequiredService<IAdministrationClient>();

    public IFeaturesClient Features => _provider.GetRequiredService<IFeaturesClient>();

    public IMailedLinksClient Links => _provider.GetRequiredService<IMailedLinksClient>();

    public ICompanyClient Companies => _provider.GetRequiredService<ICompanyClient>();

    public IViewsClient Views => _provider.GetRequiredService<IViewsClient>();

    public IEventsClient Events => _provider.GetRequiredService<IEventsClient>();

    public IModelClient Models => _provider.GetRequiredService<IModelClient>();

    public IReportClient Reports => _provider.GetRequiredService<IReportClient>();

    public IWarningClient Warnings => _provider.GetRequiredService<IWarningClient>();

    /// <summary>One demo person by login.</summary>
    public static DemoPerson Person(string login) => Stack.People.Single(person => person.Login.StartsWith(login + "@", StringComparison.Ordinal));

    /// <summary>The person's session, opened at the first call.</summary>
    public Task<SessionToken> SessionAsync(DemoPerson person) =>
        _sessions.GetOrAdd(person.Login, _ => new(() => SignInAsync(person.Login, person.Password))).Value;

    /// <summary>Their session has ended: the next call opens another.</summary>
    public void Forget(DemoPerson person) => _sessions.TryRemove(person.Login, out _);

    /// <summary>A new session.</summary>
    public Task<SessionToken> SignInAsync(string login, string password) =>
        Sessions.SignInAsync(new SignInRequest(login, password, "fr", "198.51.100.7"), CancellationToken.None);

    /// <summary>The session, and who it belongs to.</summary>
    public async Task<(SessionToken Session, Identity Identity)> WhoAsync(DemoPerson person)
    {
        var session = await SessionAsync(person);
        return (session, await Sessions.WhoAmIAsync(session, CancellationToken.None));
    }

    /// <summary>The session, and the id of the person's own company.</summary>
    public async Task<(SessionToken Session, int Party)> AtWorkAsync(DemoPerson person)
    {
        var (session, identity) = await WhoAsync(person);
        return (session, identity.Companies.Single(company => company.Code == person.Party).Party);
    }

    /// <summary>Every order of a query, page after page from its first.</summary>
    public async Task<List<OrderPage>> PagesAsync(SessionToken session, OrderQuery query)
    {
        var pages = new List<OrderPage> { await Orders.PageAsync(session, query, CancellationToken.None) };
        while ((query.Backwards ? pages[^1].Previous : pages[^1].Next) is { } cursor)
        {
            pages.Count.Should().BeLessThan(200, "paging comes to an end");
            pages.Add(await Orders.PageAsync(session, query with { Cursor = cursor }, CancellationToken.None));
        }
        return pages;
    }

    public void Dispose() => _provider.Dispose();
}

/// <summary>
/// One client for all live tests, which run when nothing else does: other tests change orders on the same Tryton, or stop it.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LiveTrytonGroup : ICollectionFixture<LiveTryton>
{
    public const string Name = "Tryton";
}
