using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What the company's client sends, to the letter, and what it makes of the answer.</summary>
public sealed class CompanyClientTests : FakeTrytonTest
{
    private const string People = """
        {"colleagues": [
           {"id": 7, "name": "Julie Paradis", "login": "julie@example.com", "self": false, "state": "active", "accepted": true,
            "signed_in_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
            "grants": [{"id": 9, "version": "v1", "role": "buyer", "scope": "site", "site": 31, "site_name": "Usine de Lévis",
                        "from": null, "to": {"__class__": "date", "year": 2026, "month": 12, "day": 1}, "state": "active"}]},
           {"id": 8, "name": "New", "login": "new@example.com", "self": false, "state": "invited", "accepted": false, "signed_in_at": null,
            "grants": [{"id": 8, "version": "v2", "role": "company_administrator", "scope": "company", "site": null, "site_name": null,
                        "from": null, "to": null, "state": "coming"}]}],
         "sites": [{"id": 31, "name": "Usine de Lévis"}],
         "today": {"__class__": "date", "year": 2026, "month": 11, "day": 22},
         "as_of": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}}
        """;

    private static readonly NewGrant s_grant = new(PortalRole.Buyer, GrantScope.Site, 31, null, new DateOnly(2026, 12, 1));
    private static readonly ColleagueGrant s_seen = new(9, "v1", PortalRole.Viewer, GrantScope.Own, null, null, null, null, AccessState.Active);
    [Fact]
    public async Task People_AreReadWhole()
    {
        Tryton.Then(Result(People));
        var people = await Clients.Companies.PeopleAsync(FakeTrytonClients.Session, 5, CancellationToken.None);
        Tryton.Requests.Single().Method.Should().Be("model.itf_portal.company.people");
        Tryton.Requests.Single().Params.Should().BeJson("""[5, {"language": "fr"}]""");
        people!.Sites.Should().Equal(new CompanySite(31, "Usine de Lévis"));
        people.Today.Should().Be(new DateOnly(2026, 11, 22));
        people.Colleagues.Select(colleague => colleague.State).Should().Equal(ColleagueState.Active, ColleagueState.Invited);
        people.Colleagues[0].Grants.Should().Equal(new ColleagueGrant(
            9, "v1", PortalRole.Buyer, GrantScope.Site, 31, "Usine de Lévis", null, new DateOnly(2026, 12, 1), AccessState.Active));
    }

    [Fact]
    public async Task T_ACCESS_People_OfACompanyOneDoesNotAdminister_AreNone()
    {
        Tryton.Then(Result("null"));
        (await Clients.Companies.PeopleAsync(FakeTrytonClients.Session, 5, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task T_MASS_Writes_CarryTheRequestAndExactlyTheirKeys()
    {
        const string Grant = """ "role": "buyer", "scope": "site", "site": 31, "from": null, "to": {"__class__": "date", "year": 2026, "month": 12, "day": 1}""";
        var (client, session, request) = (Clients.Companies, FakeTrytonClients.Session, RequestId.New());
        await SendsAsync("invite", $$"""{"name": "Léa", "email": "lea@example.com",{{Grant}}}""",
            () => client.InviteAsync(session, 5, request, "Léa", "lea@example.com", s_grant, CancellationToken.None));
        await SendsAsync("grant", $$"""{"colleague": 7,{{Grant}}}""", () => client.GrantAsync(session, 5, request, 7, s_grant, CancellationToken.None));
        await SendsAsync("change", $$"""{"access": 9, "version": "v1",{{Grant}}}""", () => client.ChangeAsync(session, 5, request, s_seen, s_grant, CancellationToken.None));
        await SendsAsync("revoke", """{"access": 9, "version": "v1"}""", () => client.RevokeAsync(session, 5, request, s_seen, CancellationToken.None));
        await SendsAsync("disable", """{"colleague": 7}""", () => client.DisableAsync(session, 5, request, 7, CancellationToken.None));

        async Task SendsAsync(string method, string values, Func<Task<int>> write)
        {
            Tryton.Then(Result("""{"colleague": 7}"""));
            (await write()).Should().Be(7);
            Tryton.Requests[^1].Method.Should().Be("model.itf_portal.company." + method);
            Tryton.Requests[^1].Params.Should().BeJson($$"""[5, "{{request}}", {{values}}, {"language": "fr"}]""");
        }
    }

    [Fact]
    public async Task Refusal_ComesWithItsCode_AndIsNotSentAgain()
    {
        Tryton.Then(Error("""["UserError", ["Nommez-en d’abord un autre.", "itf_portal.last_administrator", null]]"""));
        var refused = await FluentActions.Awaiting(() => Clients.Companies.DisableAsync(FakeTrytonClients.Session, 5, RequestId.New(), 7, CancellationToken.None))
            .Should().ThrowAsync<TrytonUserErrorException>();
        refused.Which.Code.Should().Be(CompanyRefusals.LastAdministrator);
        Tryton.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task AccessRequests_AreReadAndDecided()
    {
        Tryton.Then(Result("""
            [{"id": 3, "party": 5, "party_name": "Boréal", "name": "Léa", "email": "lea@example.com", "note": null, "state": "waiting",
              "asked_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
              "decided_at": null, "reason": null, "has_administrator": false}]
            """));
        var requests = await Clients.AccessRequests.PageAsync(FakeTrytonClients.Session, AccessRequestState.Waiting, CancellationToken.None);
        requests.Should().Equal(new AccessRequest(
            3, 5, "Boréal", "Léa", "lea@example.com", null, AccessRequestState.Waiting, new DateTime(2026, 11, 22, 18, 0, 0, DateTimeKind.Utc), null, null, false));
        Tryton.Requests[^1].Params.Should().BeJson("""["waiting", {"language": "fr"}]""");

        var request = RequestId.New();
        Tryton.Then(Result("""{"id": 3}"""));
        await Clients.AccessRequests.RefuseAsync(FakeTrytonClients.Session, request, 3, "Pas des leurs", CancellationToken.None);
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.access_request.decide");
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{request}}", {"id": 3, "approve": false, "reason": "Pas des leurs"}, {"language": "fr"}]""");
        Tryton.Then(Result("""{"id": 3}"""));
        await Clients.AccessRequests.ApproveAsync(FakeTrytonClients.Session, request, 3, CancellationToken.None);
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{request}}", {"id": 3, "approve": true, "reason": null}, {"language": "fr"}]""");
    }

    [Fact]
    public void RequestIds_AreMadeNotGuessed()
    {
        RequestId.New().Should().NotBe(RequestId.New());
        FluentActions.Invoking(() => default(RequestId).ToString()).Should().Throw<InvalidOperationException>();
    }
}
