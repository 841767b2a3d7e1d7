using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>A company's own access on the real Tryton. What is granted here is taken away again; who was invited stays invited.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class CompanyLiveTests(LiveTryton tryton)
{
    private static readonly NewGrant s_viewer = new(PortalRole.Viewer, GrantScope.Company);

    [Fact]
    public async Task T_ACCESS_People_ForItsAdministrators_AndForNobodyElse()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var people = await PeopleAsync(session, party);
        people.Colleagues.Should().Contain(colleague => colleague.Self && colleague.SignedInAt != null);
        people.Colleagues.Single(colleague => colleague.Login.StartsWith("julie", StringComparison.Ordinal)).Grants.Single().SiteName.Should().Contain("Lévis");
        people.Sites.Should().NotBeEmpty();

        foreach (var other in new[] { LiveTryton.Accounting, LiveTryton.Person("karim.belhadj"), LiveTryton.Agent })
        {
            var stranger = await tryton.SessionAsync(other);
            (await tryton.Companies.PeopleAsync(stranger, party, CancellationToken.None)).Should().BeNull();
            await RefusedAsync(CompanyRefusals.NotFound, () => tryton.Companies.GrantAsync(stranger, party, RequestId.New(), people.Colleagues[0].Id, s_viewer, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Grant_Change_Revoke_HoldForTheColleagueAtOnce()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var sylvie = await tryton.SessionAsync(LiveTryton.Accounting);
        var before = await PeopleAsync(session, party);
        var colleague = before.Colleagues.Single(one => one.Login == LiveTryton.Accounting.Login);
        var until = before.Today.AddDays(20);
        var request = RequestId.New();
        var wanted = new NewGrant(PortalRole.Buyer, GrantScope.Site, before.Sites[0].Id, null, until);

        await tryton.Companies.GrantAsync(session, party, request, colleague.Id, wanted, CancellationToken.None);
        await tryton.Companies.GrantAsync(session, party, request, colleague.Id, wanted, CancellationToken.None);
        (await GrantsAsync(sylvie, party)).Should().ContainSingle(grant => grant.Role == PortalRole.Buyer)
            .Which.Should().Be(new Grant(PortalRole.Buyer, GrantScope.Site, before.Sites[0].Id, before.Sites[0].Name, until));

        var seen = await SeenAsync(session, party, colleague.Id, PortalRole.Buyer);
        await tryton.Companies.ChangeAsync(session, party, RequestId.New(), seen, wanted with { Role = PortalRole.Approver }, CancellationToken.None);
        await RefusedAsync(CompanyRefusals.Stale, () => tryton.Companies.ChangeAsync(session, party, RequestId.New(), seen, wanted, CancellationToken.None));
        (await GrantsAsync(sylvie, party)).Select(grant => grant.Role).Should().BeEquivalentTo([PortalRole.Accounting, PortalRole.Approver]);

        seen = await SeenAsync(session, party, colleague.Id, PortalRole.Approver);
        await tryton.Companies.RevokeAsync(session, party, RequestId.New(), seen, CancellationToken.None);
        (await GrantsAsync(sylvie, party)).Select(grant => grant.Role).Should().BeEquivalentTo([PortalRole.Accounting]);
    }

    [Fact]
    public async Task T_INVITE_AnswersTheSame_WhetherTheAddressHasAnAccount()
    {
        var email = $"nobody.{Guid.NewGuid():N}@example.com";
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var (elsewhere, other) = await tryton.AtWorkAsync(LiveTryton.Person("karim.belhadj"));
        foreach (var (who, company, name) in new[] { (session, party, "Une Personne"), (elsewhere, other, "La Même") })
        {
            var id = await tryton.Companies.InviteAsync(who, company, RequestId.New(), name, email, s_viewer, CancellationToken.None);
            var shown = (await PeopleAsync(who, company)).Colleagues.Single(one => one.Id == id);
            (shown.Name, shown.Login, shown.State, shown.SignedInAt).Should().Be((name, email, ColleagueState.Invited, null));
            await RefusedAsync(CompanyRefusals.AlreadyColleague,
                () => tryton.Companies.InviteAsync(who, company, RequestId.New(), "Encore", email.ToUpperInvariant(), s_viewer, CancellationToken.None));
            await tryton.Companies.DisableAsync(who, company, RequestId.New(), id, CancellationToken.None);
        }
        await RefusedAsync(CompanyRefusals.BadEmail, () => tryton.Companies.InviteAsync(session, party, RequestId.New(), "X", "x", s_viewer, CancellationToken.None));
    }

    [Fact]
    public async Task T_ACCESS_LastAdministrator_Stays()
    {
        var (session, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var self = (await PeopleAsync(session, party)).Colleagues.Single(one => one.Self);
        await RefusedAsync(CompanyRefusals.LastAdministrator, () => tryton.Companies.DisableAsync(session, party, RequestId.New(), self.Id, CancellationToken.None));
        await RefusedAsync(CompanyRefusals.LastAdministrator,
            () => tryton.Companies.ChangeAsync(session, party, RequestId.New(), self.Grants[0], s_viewer, CancellationToken.None));
    }

    private static async Task RefusedAsync(string code, Func<Task<int>> write) =>
        (await FluentActions.Awaiting(write).Should().ThrowAsync<TrytonUserErrorException>()).Which.Code.Should().Be(code);

    private async Task<CompanyPeople> PeopleAsync(SessionToken session, int party) =>
        (await tryton.Companies.PeopleAsync(session, party, CancellationToken.None))!;

    private async Task<ColleagueGrant> SeenAsync(SessionToken session, int party, int colleague, PortalRole role) =>
        (await PeopleAsync(session, party)).Colleagues.Single(one => one.Id == colleague).Grants.Single(grant => grant.Role == role);

    private async Task<IEnumerable<Grant>> GrantsAsync(SessionToken session, int party) =>
        (await tryton.Sessions.WhoAmIAsync(session, CancellationToken.None)).Companies.Single(company => company.Party == party).Grants;
}
