using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using Npgsql;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>View as customer on the real Tryton. Boréal has consented in the demo set, and has again at the end of each test.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class ViewsLiveTests(LiveTryton tryton)
{
    private const string Reason = "Appel de vérification, billet 4411";

    public static TheoryData<string> PeopleOfBoreal => ["maude.gendron", "julie.paradis", "noemie.fradette", "marc.vezina", "sylvie.charest"];

    [Theory]
    [MemberData(nameof(PeopleOfBoreal))]
    public async Task T_VIEWAS_View_ShowsExactlyWhatThePersonSees(string login)
    {
        var agent = await tryton.SessionAsync(LiveTryton.Agent);
        var (own, identity) = await tryton.WhoAsync(LiveTryton.Person(login));
        var company = identity.Companies.Single(one => one.Code == "BOREAL");
        var view = await BeginAsync(agent, identity.User, company.Party);
        var state = (await tryton.Views.StateAsync(agent, view, CancellationToken.None))!;
        state.Person.Should().Be(identity.User);
        state.Company.Should().BeEquivalentTo(company, "the portal makes the same scope of it");
        state.Reason.Should().Be(Reason);

        var all = new OrderQuery(company.Party, Limit: 100);
        var theirs = await tryton.Orders.PageAsync(own, all, CancellationToken.None);
        var seen = await tryton.Views.OrderPageAsync(agent, view, all with { Party = 1 }, CancellationToken.None);
        (seen with { AsOf = theirs.AsOf }).Should().BeEquivalentTo(theirs);
        var everything = await tryton.Orders.PageAsync((await tryton.WhoAsync(LiveTryton.Administrator)).Session, all with { Limit = 12 }, CancellationToken.None);
        foreach (var order in everything.Rows)
        {
            var detail = await tryton.Views.OrderDetailAsync(agent, view, order.Id, CancellationToken.None);
            var page = await tryton.Orders.DetailAsync(own, company.Party, order.Id, CancellationToken.None);
            (detail is null ? null : detail with { AsOf = default }).Should().BeEquivalentTo(page is null ? null : page with { AsOf = default });
        }
        await tryton.Views.EndAsync(agent, view, CancellationToken.None);
    }

    [Fact]
    public async Task T_VIEWAS_Begin_NeedsStaff_Consent_AnAccess_AndAReason()
    {
        var agent = await tryton.SessionAsync(LiveTryton.Agent);
        var (_, karim) = await tryton.WhoAsync(LiveTryton.Person("karim.belhadj"));
        var (maude, identity) = await tryton.WhoAsync(LiveTryton.Administrator);
        var (boreal, lavalois) = (identity.Companies[0].Party, karim.Companies[0].Party);
        await RefusedAsync(ViewRefusals.NoConsent, () => BeginAsync(agent, karim.User, lavalois));
        await RefusedAsync(ViewRefusals.NotFound, () => BeginAsync(agent, karim.User, boreal));
        await RefusedAsync(ViewRefusals.NotFound, () => BeginAsync(agent, 999_999, boreal));
        await RefusedAsync(ViewRefusals.BadReason, () => BeginAsync(agent, identity.User, boreal, " abc "));
        // A customer's own client is not even let through to the method.
        await FluentActions.Awaiting(() => BeginAsync(maude, identity.User, boreal)).Should().ThrowAsync<TrytonAccessDeniedException>();
        (await tryton.Views.PeopleAsync(agent, lavalois, CancellationToken.None))!.Allowed.Should().BeFalse();
        (await tryton.Companies.LooksAsync(agent, boreal, CancellationToken.None)).Should().BeNull("it is the company's to read");
    }

    [Fact]
    public async Task T_VIEWAS_AnotherAgents_IsMissing_AndOver_IsOver()
    {
        var agent = await tryton.SessionAsync(LiveTryton.Agent);
        var other = await tryton.SessionAsync(LiveTryton.Person("olivier.bherer"));
        var (maude, identity) = await tryton.WhoAsync(LiveTryton.Administrator);
        var party = identity.Companies[0].Party;
        var view = await BeginAsync(agent, identity.User, party);
        (await tryton.Views.StateAsync(other, view, CancellationToken.None)).Should().BeNull();
        await RefusedAsync(ViewRefusals.NotFound, () => tryton.Views.OrderPageAsync(other, view, new OrderQuery(party), CancellationToken.None));
        await RefusedAsync(ViewRefusals.NotFound, () => tryton.Views.EndAsync(other, view, CancellationToken.None));

        await using (var source = NpgsqlDataSource.Create(Stack.ConnectionString(Stack.AdminUrl, Stack.TrytonDatabase)))
        await using (var command = source.CreateCommand($"update itf_portal_view set ends_at = started_at where id = {view}"))
        {
            await command.ExecuteNonQueryAsync();
        }
        await OverAsync(agent, view, party);

        view = await BeginAsync(agent, identity.User, party);
        await tryton.Companies.AllowViewsAsync(maude, party, RequestId.New(), false, CancellationToken.None);
        await OverAsync(agent, view, party);
        await tryton.Companies.AllowViewsAsync(maude, party, RequestId.New(), true, CancellationToken.None);
        await OverAsync(agent, view, party);
        var looks = (await tryton.Companies.LooksAsync(maude, party, CancellationToken.None))!;
        looks.Allowed.Should().BeTrue();
        looks.Looks[0].Should().BeEquivalentTo(new { Id = view, Staff = LiveTryton.Agent.Name, Person = identity.Name, Reason, Open = false });
    }

    [Fact]
    public async Task T_VIEWAS_Writes_WithTheStaffsSession_AreRefusedByTryton()
    {
        var agent = await tryton.SessionAsync(LiveTryton.Agent);
        var (maude, identity) = await tryton.WhoAsync(LiveTryton.Administrator);
        var party = identity.Companies[0].Party;
        var view = await BeginAsync(agent, identity.User, party);
        var colleague = (await tryton.Companies.PeopleAsync(maude, party, CancellationToken.None))!.Colleagues.First(one => !one.Self);
        await RefusedAsync(CompanyRefusals.NotFound, () => tryton.Companies.DisableAsync(agent, party, RequestId.New(), colleague.Id, CancellationToken.None));
        await RefusedAsync(CompanyRefusals.NotFound, () => tryton.Companies.AllowViewsAsync(agent, party, RequestId.New(), false, CancellationToken.None));
        (await tryton.Sessions.WhoAmIAsync(agent, CancellationToken.None)).Login.Should().Be(LiveTryton.Agent.Login, "nobody becomes anybody else");
        await tryton.Views.EndAsync(agent, view, CancellationToken.None);
    }

    private static async Task RefusedAsync(string code, Func<Task> asked) =>
        (await FluentActions.Awaiting(asked).Should().ThrowAsync<TrytonUserErrorException>()).Which.Code.Should().Be(code);

    private Task<int> BeginAsync(SessionToken session, int person, int party, string reason = Reason) =>
        tryton.Views.BeginAsync(session, RequestId.New(), person, party, reason, CancellationToken.None);

    private async Task OverAsync(SessionToken agent, int view, int party)
    {
        await RefusedAsync(ViewRefusals.Over, () => tryton.Views.StateAsync(agent, view, CancellationToken.None));
        await RefusedAsync(ViewRefusals.Over, () => tryton.Views.OrderPageAsync(agent, view, new OrderQuery(party), CancellationToken.None));
        await RefusedAsync(ViewRefusals.Over, () => tryton.Views.OrderDetailAsync(agent, view, 1, CancellationToken.None));
    }
}
