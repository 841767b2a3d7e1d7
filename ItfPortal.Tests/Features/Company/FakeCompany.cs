using ItfPortal.Tests.Features.Orders;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Company;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ItfPortal.Tests.Features.Company;

/// <summary>Answers with the people it is given; keeps what is asked, refuses when told to.</summary>
internal sealed class FakeCompany : ICompanyClient
{
    public static readonly ColleagueGrant Buying = new(9, "v1", PortalRole.Buyer, GrantScope.Site, 31, "Usine de Lévis", null, null, AccessState.Active);

    public static readonly Colleague Julie = new(7, "Julie Paradis", "julie@example.com", false, ColleagueState.Active, new DateTime(2026, 11, 20, 15, 4, 0, DateTimeKind.Utc), [Buying]);

    public static readonly Colleague Maude = new(
        3, "Maude Gendron", "maude@example.com", true, ColleagueState.Active, null,
        [new ColleagueGrant(3, "v1", PortalRole.CompanyAdministrator, GrantScope.Company, null, null, null, null, AccessState.Active)]);

    public CompanyPeople? People { get; set; } = new([Julie, Maude], [new CompanySite(31, "Usine de Lévis")], new DateOnly(2026, 11, 22), new DateTime(2026, 11, 22, 15, 0, 0, DateTimeKind.Utc));

    public int Reads { get; private set; }

    public List<(string Method, RequestId Request, NewGrant? Grant, object? More)> Writes { get; } = [];

    public TrytonException? Refusal { get; set; }

    public Task<CompanyPeople?> PeopleAsync(SessionToken session, int party, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(People);
    }

    public Task<int> InviteAsync(SessionToken session, int party, RequestId request, string name, string email, NewGrant grant, CancellationToken cancellationToken) =>
        Write("invite", request, grant, (name, email));

    public Task<int> GrantAsync(SessionToken session, int party, RequestId request, int colleague, NewGrant grant, CancellationToken cancellationToken) =>
        Write("grant", request, grant, colleague);

    public Task<int> ChangeAsync(SessionToken session, int party, RequestId request, ColleagueGrant seen, NewGrant grant, CancellationToken cancellationToken) =>
        Write("change", request, grant, seen);

    public Task<int> RevokeAsync(SessionToken session, int party, RequestId request, ColleagueGrant seen, CancellationToken cancellationToken) =>
        Write("revoke", request, null, seen);

    public Task<int> DisableAsync(SessionToken session, int party, RequestId request, int colleague, CancellationToken cancellationToken) =>
        Write("disable", request, null, colleague);

    public CompanyLooks? Looks { get; set; } = new(false, [], new DateTime(2026, 11, 22, 15, 0, 0, DateTimeKind.Utc));

    public Task<CompanyLooks?> LooksAsync(SessionToken session, int party, CancellationToken cancellationToken) => Task.FromResult(Looks);

    public Task AllowViewsAsync(SessionToken session, int party, RequestId request, bool allowed, CancellationToken cancellationToken) =>
        Write("allow_views", request, null, allowed);

    private Task<int> Write(string method, RequestId request, NewGrant? grant, object? more)
    {
        Writes.Add((method, request, grant, more));
        return Refusal is { } refusal ? Task.FromException<int>(refusal) : Task.FromResult(7);
    }
}

/// <summary>Keeps the lines, or cannot.</summary>
internal sealed class FakeAudit : IAuditLog
{
    public List<AuditEntry> Lines { get; } = [];

    public bool Down { get; set; }

    public Task<long> WriteAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        if (Down)
        {
            throw new AuditUnavailableException("down", null);
        }
        Lines.Add(entry);
        return Task.FromResult((long)Lines.Count);
    }

    public Task<long> WriteAsync(AuditEntry entry, NpgsqlTransaction transaction, CancellationToken cancellationToken) => WriteAsync(entry, cancellationToken);

    public void Note(AuditEntry entry) => Lines.Add(entry);
}

/// <summary>An administrator of Boréal, and everything around the page.</summary>
internal sealed class CompanyWorld
{
    public CompanyWorld()
    {
        Feed = new FakeFeed(Generations);
        Cache = new FakeCache(Generations);
        Session = new FakeSession { Current = TestData.Session(TestData.Company(role: PortalRole.CompanyAdministrator)) };
    }

    public FakeCompany Tryton { get; } = new();

    public FakeAudit Audit { get; } = new();

    public FakeLinks Links { get; } = new();

    public FakeGenerations Generations { get; } = new();

    public FakeFeed Feed { get; }

    public FakeCache Cache { get; }

    public FakeSession Session { get; }

    public PartyScope Scope => Session.Current!.Scope(null)!;

    public void Register(IServiceCollection services)
    {
        services.AddLogging().AddLocalization();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(Options.Create(new CompanyOptions { InviteFloor = TimeSpan.Zero, InviteJitter = TimeSpan.Zero }));
        services.AddSingleton<IAccountLinks>(Links).AddSingleton<ICompanyClient>(Tryton).AddSingleton<IAuditLog>(Audit).AddSingleton<ILiveFeed>(Feed).AddSingleton<IGenerations>(Generations);
        services.AddSingleton<ICurrentSession>(Session).AddSingleton<IPartyCache>(Cache).AddSingleton<IPasswordAgain>(new FakePasswordAgain());
        services.AddSingleton<TrytonPulse>().AddScoped<TrytonGuard>().AddScoped<CompanyService>().AddScoped<ReaderCulture>();
    }
}
