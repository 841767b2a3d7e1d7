using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>ITF's administrators at work on the real Tryton. What is given here is taken away again, what is switched off is switched on.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class AdministrationLiveTests(LiveTryton tryton)
{
    private const string Why = "Remplacement pendant des vacances";

    private static readonly NewGrant s_viewer = new(PortalRole.Viewer, GrantScope.Company);

    private static DemoPerson Chief => Stack.Person("administrator");

    [Fact]
    public async Task Grant_Change_Revoke_HoldAtOnce_EachWithItsReasonInTheHistory()
    {
        var session = await tryton.SessionAsync(Chief);
        var marc = await tryton.SessionAsync(LiveTryton.Person("marc.vezina"));
        var company = await CompanyAsync(session, "lavalois");
        var request = RequestId.New();

        var person = await tryton.Administration.GrantAsync(session, request, marc.UserId, company.Id, s_viewer, Why, CancellationToken.None);
        await tryton.Administration.GrantAsync(session, request, marc.UserId, company.Id, s_viewer, Why, CancellationToken.None);
        person.Should().Be(marc.UserId);
        (await CompaniesOfAsync(marc)).Should().Contain(company.Id);

        var seen = await SeenAsync(session, person, company.Id);
        await tryton.Administration.ChangeAsync(
            session, RequestId.New(), seen, new NewGrant(PortalRole.Buyer, GrantScope.Site, company.Sites[0].Id), false, "Un seul site", CancellationToken.None);
        await RefusedAsync(CompanyRefusals.Stale, () => tryton.Administration.RevokeAsync(session, RequestId.New(), seen, false, Why, CancellationToken.None));
        seen = await SeenAsync(session, person, company.Id);
        (seen.Role, seen.SiteName).Should().Be((PortalRole.Buyer, company.Sites[0].Name));
        await tryton.Administration.RevokeAsync(session, RequestId.New(), seen, false, "Retour", CancellationToken.None);

        (await CompaniesOfAsync(marc)).Should().NotContain(company.Id);
        var history = (await tryton.Administration.PersonAsync(session, person, CancellationToken.None))!.History;
        history.Take(3).Select(change => (change.Reason, change.Role, change.Why)).Should().Equal(
            ("revoked", PortalRole.Buyer, "Retour"), ("changed", PortalRole.Buyer, "Un seul site"), ("granted", PortalRole.Viewer, Why));
        history.Take(3).Should().OnlyContain(change => change.By == Chief.Name && change.Party == company.Id);
    }

    [Fact]
    public async Task T_ACCESS_Customers_AndStaff_EachKeepToTheirOwnMethods()
    {
        var boreal = (await tryton.AtWorkAsync(LiveTryton.Administrator)).Party;
        foreach (var person in new[] { LiveTryton.Administrator, LiveTryton.Accounting })
        {
            var customer = await tryton.SessionAsync(person);
            await FluentActions.Awaiting(() => tryton.Administration.GrantAsync(customer, RequestId.New(), customer.UserId, boreal, s_viewer, Why, CancellationToken.None))
                .Should().ThrowAsync<TrytonAccessDeniedException>();
            await FluentActions.Awaiting(() => tryton.Features.TableAsync(customer, CancellationToken.None)).Should().ThrowAsync<TrytonAccessDeniedException>();
        }
        var agent = await tryton.SessionAsync(LiveTryton.Agent);
        await RefusedAsync(CompanyRefusals.NotFound,
            () => tryton.Administration.GrantAsync(agent, RequestId.New(), agent.UserId, boreal, s_viewer, Why, CancellationToken.None));
        (await tryton.Administration.CompaniesAsync(agent, "boreal", CancellationToken.None)).Should().BeEmpty();
        var chief = await tryton.SessionAsync(Chief);
        (await tryton.Companies.PeopleAsync(chief, boreal, CancellationToken.None)).Should().BeNull();
        await RefusedAsync(CompanyRefusals.NotFound,
            () => tryton.Companies.InviteAsync(chief, boreal, RequestId.New(), "X Y", "x@example.com", s_viewer, CancellationToken.None));
    }

    [Fact]
    public async Task T_ACCESS_LastAdministrator_GoesOnlyWhenThatIsConfirmed_AndReasonsAreRequired()
    {
        var session = await tryton.SessionAsync(Chief);
        var (yvon, identity) = await tryton.WhoAsync(LiveTryton.Person("yvon.lussier"));
        var seen = await SeenAsync(session, yvon.UserId, identity.Companies.Single().Party);

        await RefusedAsync(CompanyRefusals.LastAdministratorLeaves,
            () => tryton.Administration.RevokeAsync(session, RequestId.New(), seen, false, Why, CancellationToken.None));
        await RefusedAsync(CompanyRefusals.BadReason, () => tryton.Administration.RevokeAsync(session, RequestId.New(), seen, true, "  ", CancellationToken.None));
        (await CompaniesOfAsync(yvon)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task T_FEATURE_SwitchedOff_TheCompanyDoesNotExistForItsAdministrator_AndIsSaidInTheIdentity()
    {
        var session = await tryton.SessionAsync(Chief);
        var (maude, party) = await tryton.AtWorkAsync(LiveTryton.Administrator);
        var table = await tryton.Features.TableAsync(session, CancellationToken.None);
        table.Features.Select(feature => feature.Code).Should().Equal(Enum.GetValues<PortalFeature>());
        var group = table.Groups.Single(group => group.Name == "Transformation alimentaire");
        group.Companies.Should().BePositive();
        var off = new FeatureSwitch(PortalFeature.CompanyAccess, group.Id, false, null);

        await tryton.Features.SwitchAsync(session, RequestId.New(), off, CancellationToken.None);
        try
        {
            await RefusedAsync(CompanyRefusals.StaleFeature, async () =>
            {
                await tryton.Features.SwitchAsync(session, RequestId.New(), off, CancellationToken.None);
                return 0;
            });
            (await tryton.Sessions.WhoAmIAsync(maude, CancellationToken.None)).Companies.Single().Features
                .Should().BeEquivalentTo([PortalFeature.Journal, PortalFeature.Invoices]);
            (await tryton.Companies.PeopleAsync(maude, party, CancellationToken.None)).Should().BeNull();
        }
        finally
        {
            await tryton.Features.SwitchAsync(session, RequestId.New(), off with { Enabled = null, Seen = false }, CancellationToken.None);
        }
        (await tryton.Companies.PeopleAsync(maude, party, CancellationToken.None)).Should().NotBeNull();
    }

    private static async Task RefusedAsync(string code, Func<Task<int>> write) =>
        (await FluentActions.Awaiting(write).Should().ThrowAsync<TrytonUserErrorException>()).Which.Code.Should().Be(code);

    private async Task<GrantableCompany> CompanyAsync(SessionToken session, string words)
    {
        var found = await tryton.Administration.CompaniesAsync(session, words, CancellationToken.None);
        return (await tryton.Administration.CompanyAsync(session, found.Single().Id, CancellationToken.None))!;
    }

    private async Task<PersonGrant> SeenAsync(SessionToken session, int person, int party) =>
        (await tryton.Administration.PersonAsync(session, person, CancellationToken.None))!.Person.Grants
            .Single(grant => grant.Party == party && grant.State == AccessState.Active);

    private async Task<IEnumerable<int>> CompaniesOfAsync(SessionToken session) =>
        (await tryton.Sessions.WhoAmIAsync(session, CancellationToken.None)).Companies.Select(company => company.Party);
}
