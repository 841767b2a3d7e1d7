using ItfPortal.Tests.Features.Company;
using ItfPortal.Tests.Features.Orders;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Admin;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace ItfPortal.Tests.Features.Admin;

/// <summary>Tryton's side of the administration: answers with what it is given, keeps what is asked, refuses when told to.</summary>
internal sealed class FakeAdministration : IAdministrationClient, IAccessRequestsClient, IFeaturesClient
{
    public static readonly PersonGrant Buying = new(
        9, "v1", 5, "Conserverie Boréal", "BOREAL", PortalRole.Buyer, null, GrantScope.Site, 31, "Usine de Lévis", null, null, AccessState.Active, false,
        new DateTime(2026, 11, 20, 15, 4, 0, DateTimeKind.Utc), "Dominique Fiset");

    public PortalPerson? Person { get; set; } = new(7, "julie@example.com", "Julie Paradis", true, true, null, [], [Buying]);

    public IReadOnlyList<AccessRequest> Waiting { get; set; } =
        [new(3, 5, "Conserverie Boréal", "Rose Vachon", "rose@example.com", "Bonjour", AccessRequestState.Waiting, new DateTime(2026, 11, 20, 15, 4, 0, DateTimeKind.Utc), null, null, false)];

    public FeatureTable Table { get; set; } = new(
        [new(PortalFeature.CompanyAccess, true, []), new(PortalFeature.Journal, false, [new(4, true)])],
        [new(4, "Distribution", 1), new(6, "Transformation", 3)]);

    public List<(string Method, RequestId Request, object? What, string? Reason, bool Confirmed)> Writes { get; } = [];

    public TrytonException? Refusal { get; set; }

    public DateTime RemovalAt { get; } = new(2026, 11, 21, 15, 4, 0, DateTimeKind.Utc);

    public int Reads { get; private set; }

    public Task<PortalPeople> PeopleAsync(SessionToken session, PeopleQuery query, CancellationToken cancellationToken) => Task.FromResult(new PortalPeople([], false));

    public Task<PersonCard?> PersonAsync(SessionToken session, int person, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(Person is null ? null : new PersonCard(Person, []));
    }

    public Task<IReadOnlyList<Verdict>?> WhyAsync(SessionToken session, int person, string document, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Verdict>?>([]);

    public Task<IReadOnlyList<Customer>> CompaniesAsync(SessionToken session, string words, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Customer>>([new Customer(6, "Marais lavalois", "LAVALOIS")]);

    public Task<GrantableCompany?> CompanyAsync(SessionToken session, int party, CancellationToken cancellationToken) =>
        Task.FromResult<GrantableCompany?>(new GrantableCompany(party, $"Entreprise {party}", $"C{party}", [new CompanySite(31, "Usine de Lévis")], TestData.Today));

    public Task<int> InviteAsync(SessionToken session, RequestId request, int party, string name, string email, NewGrant grant, string reason, CancellationToken cancellationToken) =>
        Write("invite", request, (party, name, email, grant), reason, false, 12);

    public Task<int> GrantAsync(SessionToken session, RequestId request, int person, int party, NewGrant grant, string reason, CancellationToken cancellationToken) =>
        Write("grant", request, (person, party, grant), reason, false, person);

    public Task<int> ChangeAsync(SessionToken session, RequestId request, PersonGrant seen, NewGrant grant, bool confirmed, string reason, CancellationToken cancellationToken) =>
        Write("change", request, (seen.Version, grant), reason, confirmed, 7);

    public Task<int> RevokeAsync(SessionToken session, RequestId request, PersonGrant seen, bool confirmed, string reason, CancellationToken cancellationToken) =>
        Write("revoke", request, seen.Version, reason, confirmed, 7);

    public Task<int> DisableAsync(SessionToken session, RequestId request, int person, int? party, bool confirmed, string reason, CancellationToken cancellationToken) =>
        Write("disable", request, party, reason, confirmed, person);

    public Task<IReadOnlyList<AccessRequest>> PageAsync(SessionToken session, AccessRequestState state, CancellationToken cancellationToken)
    {
        Reads++;
        return Task.FromResult(state is AccessRequestState.Waiting ? Waiting : []);
    }

    public Task ApproveAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken) => Write("approve", request, id, null, false, id);

    public Task RefuseAsync(SessionToken session, RequestId request, int id, string reason, CancellationToken cancellationToken) =>
        Write("refuse", request, id, reason, false, id);

    public Task<FeatureTable> TableAsync(SessionToken session, CancellationToken cancellationToken) => Task.FromResult(Table);

    public Task SwitchAsync(SessionToken session, RequestId request, FeatureSwitch change, CancellationToken cancellationToken) =>
        Write("switch", request, change, null, false, 0);

    public async Task<DateTime> RemoveFactorAsync(SessionToken session, RequestId request, int person, string reason, CancellationToken cancellationToken)
    {
        await Write("remove_factor", request, null, reason, false, person);
        return RemovalAt;
    }

    public Task KeepFactorAsync(SessionToken session, RequestId request, int person, string reason, CancellationToken cancellationToken) =>
        Write("keep_factor", request, null, reason, false, person);

    private Task<int> Write(string method, RequestId request, object? what, string? reason, bool confirmed, int answer)
    {
        Writes.Add((method, request, what, reason, confirmed));
        return Refusal is { } refusal ? Task.FromException<int>(refusal) : Task.FromResult(answer);
    }
}

/// <summary>One of ITF's administrators, and everything around their pages.</summary>
internal sealed class AdminWorld
{
    public AdminWorld()
    {
        Feed = new FakeFeed(Generations);
        var session = TestData.Session();
        Session = new FakeSession { Current = session with { Identity = session.Identity with { Staff = StaffRole.Administrator, Companies = [] } } };
    }

    // The replica's: a prerendering and its circuit share it.
    private readonly PageHandoverStore _handovers = new(TimeProvider.System);

    public FakeAdministration Tryton { get; } = new();

    public FakeAudit Audit { get; } = new();

    public FakeLinks Links { get; } = new();

    public FakeOutbox Outbox { get; } = new();

    public FakeGenerations Generations { get; } = new();

    public FakeFeed Feed { get; }

    public FakeSession Session { get; }

    public void Register(IServiceCollection services)
    {
        services.AddLogging().AddLocalization();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IAdministrationClient>(Tryton).AddSingleton<IAccessRequestsClient>(Tryton).AddSingleton<IFeaturesClient>(Tryton);
        services.AddSingleton<IAccountLinks>(Links).AddSingleton<IAuditLog>(Audit).AddSingleton<ILiveFeed>(Feed).AddSingleton<IGenerations>(Generations);
        services.AddSingleton<IMailFactsClient>(Outbox).AddSingleton<IMailOutbox>(Outbox);
        services.AddSingleton<ICurrentSession>(Session).AddSingleton<IPasswordAgain>(new FakePasswordAgain());
        services.AddSingleton<TrytonPulse>().AddScoped<TrytonGuard>().AddScoped<ReaderCulture>();
        services.AddSingleton(_handovers).AddScoped<PageHandover>();
        services.AddScoped<AdminService>().AddScoped<AccessDecisions>().AddScoped<FactorRemovals>().AddScoped<AccessRequestService>().AddScoped<FeatureService>();
    }
}
