using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Views;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What the client of views sends, to the letter, and what it makes of the answer.</summary>
public sealed class ViewsClientTests : FakeTrytonTest
{
    private const string Grants = """[{"role": "buyer", "scope": "site", "site": 31, "site_name": "Usine de Lévis", "until": null}]""";

    private const string Moment = """{"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}""";

    private static readonly SessionToken s_session = FakeTrytonClients.Session;

    [Fact]
    public async Task People_AndState_AreReadWhole()
    {
        Tryton.Then(Result($$"""{"party": 5, "code": "BOREAL", "name": "Boréal", "allowed": true, "people": [{"id": 12, "login": "julie@example.com", "name": "Julie", "grants": {{Grants}}}]}"""));
        var people = await Clients.Views.PeopleAsync(s_session, 5, CancellationToken.None);
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.view.people");
        Tryton.Requests[^1].Params.Should().BeJson("""[5, {"language": "fr"}]""");
        (people!.Allowed, people.People.Single().Grants.Single()).Should().Be((true, new Grant(PortalRole.Buyer, GrantScope.Site, 31, "Usine de Lévis")));

        Tryton.Then(Result($$"""
            {"id": 3, "person": 12, "login": "julie@example.com", "name": "Julie", "company": {"party": 5, "code": "BOREAL", "name": "Boréal", "grants": {{Grants}}, "features": ["invoices"]},
             "reason": "Billet 4411", "started_at": {{Moment}}, "ends_at": {{Moment}}, "as_of": {{Moment}}}
            """));
        var state = await Clients.Views.StateAsync(s_session, 3, CancellationToken.None);
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.view.state");
        (state!.Person, state.Company.Party, state.Reason).Should().Be((12, 5, "Billet 4411"));

        Tryton.Then(Result("null"));
        (await Clients.Views.StateAsync(s_session, 4, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Begin_End_AndReads_CarryTheView()
    {
        var request = RequestId.New();
        Tryton.Then(Result("""{"id": 3}"""));
        (await Clients.Views.BeginAsync(s_session, request, 12, 5, "Billet 4411", CancellationToken.None)).Should().Be(3);
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.view.begin");
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{request}}", {"person": 12, "party": 5, "reason": "Billet 4411"}, {"language": "fr"}]""");

        Tryton.Then(Result("""{"id": 3}"""));
        await Clients.Views.EndAsync(s_session, 3, CancellationToken.None);
        Tryton.Requests[^1].Params.Should().BeJson("""[3, {"language": "fr"}]""");

        Tryton.Then(Result($$"""{"rows": [], "next": null, "previous": null, "count": 0, "more": false, "as_of": {{Moment}}}"""));
        await Clients.Views.OrderPageAsync(s_session, 3, new OrderQuery(5, "palette"), CancellationToken.None);
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.view.orders");
        Tryton.Requests[^1].Params[0].GetInt32().Should().Be(3);

        Tryton.Then(Result("null"));
        (await Clients.Views.OrderDetailAsync(s_session, 3, 412, CancellationToken.None)).Should().BeNull();
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.view.order");
        Tryton.Requests[^1].Params.Should().BeJson("""[3, 412, {"language": "fr"}]""");

        Tryton.Then(Error("""["UserError", ["Ce regard est terminé.", "itf_portal.view_over", null]]"""));
        (await FluentActions.Awaiting(() => Clients.Views.StateAsync(s_session, 3, CancellationToken.None)).Should().ThrowAsync<TrytonUserErrorException>())
            .Which.Code.Should().Be(ViewRefusals.Over);
    }

    [Fact]
    public void RequestId_OfAForm_OnlyItsOwnSpelling()
    {
        var request = RequestId.New();
        RequestId.Parse(request.ToString()).Should().Be(request);
        RequestId.Parse(null).Should().BeNull();
        RequestId.Parse("{" + request + "}").Should().BeNull();
        RequestId.Parse("x").Should().BeNull();
    }
}
