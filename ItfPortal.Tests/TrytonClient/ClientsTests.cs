using System.Collections.Immutable;
using System.Text;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What each client sends, to the letter, and what it makes of the answer.</summary>
public sealed class ClientsTests : FakeTrytonTest
{
    private static readonly DateTime s_asOf = new(2026, 11, 22, 18, 0, 0, DateTimeKind.Utc);
    [Fact]
    public async Task SignIn_SendsPasswordAndVisitor_AndGivesTheSession()
    {
        Tryton.Then(Result("[12, \"abc\"]"));
        var session = await Clients.Sessions.SignInAsync(new SignInRequest("andré", "pässwörd", "en", "2001:db8::7"), CancellationToken.None);
        session.Should().Be(new SessionToken("andré", 12, "abc") { Language = "en" });
        var request = Tryton.Requests.Single();
        (request.Path, request.Method).Should().Be(("/itf/", "common.db.login"));
        request.Params.Should().BeJson("""["andré", {"password": "pässwörd"}, "en"]""");
        request.Headers["X-Forwarded-For"].Should().Be("2001:db8::7");
        request.Headers["X-ITF-Portal-Key"].Should().Be(FakeTrytonClients.PortalKey);
        request.Headers.Should().NotContainKey("Authorization");
        string.Join('\n', Clients.Log).Should().NotContain("pässwörd").And.NotContain("andré");
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("203.0.113.9, 10.0.0.1")]
    [InlineData("203.0.113.9\r\nX-Injected: 1")]
    [InlineData(null)]
    public async Task SignIn_VisitorAddressThatIsNone_IsNotSent(string? address)
    {
        Tryton.Then(Result("[12, \"abc\"]"));
        await Clients.Sessions.SignInAsync(new SignInRequest("andré", "x", "fr", address), CancellationToken.None);
        Tryton.Requests.Single().Headers.Should().NotContainKeys("X-Forwarded-For", "X-Injected");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[0, \"abc\"]")]
    [InlineData("[12, \"\"]")]
    [InlineData("[12]")]
    [InlineData("[\"12\", \"abc\"]")]
    public async Task SignIn_AnswerWithoutASession_IsUnreadable_NeverASession(string answer)
    {
        Tryton.Then(Result(answer));
        var signIn = () => Clients.Sessions.SignInAsync(new SignInRequest("andré", "x", "fr", null), CancellationToken.None);
        (await signIn.Should().ThrowAsync<TrytonTransportException>()).Which.Failure.Should().Be(TransportFailure.Unreadable);
    }

    [Fact]
    public async Task SignIn_GoesToItsOwnProcess_AndOtherCallsDoNot()
    {
        await using var signIns = await FakeTryton.StartAsync();
        await using var clients = new FakeTrytonClients(Tryton.Url, signInUrl: signIns.Url);
        signIns.Then(Result("[12, \"abc\"]"));
        Tryton.Then(Result("null"));
        var session = await clients.Sessions.SignInAsync(new SignInRequest("andré", "x", "fr", null), CancellationToken.None);
        await clients.Sessions.SignOutAsync(session, CancellationToken.None);
        (await clients.Sessions.ServerVersionAsync(CancellationToken.None)).Should().Be("7.0.56");
        signIns.Requests.Should().HaveCount(1);
        Tryton.Requests.Select(r => (r.Path, r.Method)).Should().Equal(("/itf/", "common.db.logout"));
        Tryton.Requests.Should().OnlyContain(r => r.ParamsText == "[]");
    }

    [Fact]
    public async Task SignOut_OfASessionThatIsGone_IsNoError()
    {
        Tryton.Then(Status(401));
        await Clients.Sessions.SignOutAsync(FakeTrytonClients.Session, CancellationToken.None);
        var header = Tryton.Requests.Single().Headers["Authorization"];
        header.Should().StartWith("Session ");
        Encoding.UTF8.GetString(Convert.FromBase64String(header["Session ".Length..])).Should().Be($"andré@example.com:12:{new string('a', 64)}");
    }

    [Fact]
    public async Task WhoAmI_GivesTheIdentity()
    {
        Tryton.Then(Result(Samples.Identity));
        var identity = await Clients.Sessions.WhoAmIAsync(FakeTrytonClients.Session, CancellationToken.None);
        identity.Should().BeEquivalentTo(new Identity(
            12, "andré@example.com", "André Roy", "fr", null,
            [
                new CompanyAccess(5, "BOREAL", "Boréal",
                [
                    new Grant(PortalRole.CompanyAdministrator, GrantScope.Company, null, null),
                    new Grant(PortalRole.Buyer, GrantScope.Site, 31, "Usine de Lévis"),
                ],
                [PortalFeature.Journal]),
            ],
            new OwnCompany("ITF", null, "info@example.com", "America/Toronto", "CAD")));
        Tryton.Requests.Single().Method.Should().Be("model.itf_portal.account.whoami");
        Tryton.Requests.Single().Params.Should().BeJson("""[{"language": "fr"}]""");
    }

    [Fact]
    public async Task OrdersPage_SendsTheWholeQuery_AndReadsTheRows()
    {
        Tryton.Then(Result(Samples.Page));
        var query = new OrderQuery(
            5, "palette", [OrderWord.PartlyShipped, OrderWord.Late], new DateOnly(2026, 1, 2), null, OrderSort.Amount, Descending: false, "c1", Backwards: true, 50);
        var page = await Clients.Orders.PageAsync(FakeTrytonClients.Session, query, CancellationToken.None);
        Tryton.Requests.Single().Method.Should().Be("model.itf_portal.order.page");
        Tryton.Requests.Single().Params.Should().BeJson("""
            [{"party": 5, "search": "palette", "states": ["partly_shipped", "late"],
              "from": {"__class__": "date", "year": 2026, "month": 1, "day": 2}, "to": null,
              "sort": "amount", "descending": false, "cursor": "c1", "backwards": true, "limit": 50}, {"language": "fr"}]
            """);
        (page.Next, page.Previous, page.Count, page.More, page.AsOf).Should().Be(("n1", null, 37, false, s_asOf));
        page.Rows.Should().HaveCount(2);
        page.Rows[0].Should().BeEquivalentTo(new OrderRow(
            412, 5, "Boréal", 31, null, "2041", "PO-7781", new DateOnly(2026, 11, 3), SaleState.Processing, ShipmentState.PartiallyShipped,
            InvoiceState.AwaitingPayment, "CAD", 1149.75m, 20, 12, new DateOnly(2026, 12, 3),
            new OrderSummary(20, new Text("unité", "Unit"), new Text("Palette 48×40", "Pallet 48×40"), 2),
            new DateTime(2026, 11, 22, 15, 4, 5, DateTimeKind.Utc).AddMicroseconds(6)));
        (page.Rows[1].Number, page.Rows[1].Total, page.Rows[1].Ordered, page.Rows[1].What, page.Rows[1].Owner).Should().Be((null, null, 0m, null, 12));
    }

    [Fact]
    public async Task OrdersPage_NothingAskedFor_SendsNulls()
    {
        Tryton.Then(Result(Samples.Page));
        await Clients.Orders.PageAsync(FakeTrytonClients.Session, new OrderQuery(5, "  "), CancellationToken.None);
        Tryton.Requests.Single().Params.Should().BeJson("""
            [{"party": 5, "search": null, "states": null, "from": null, "to": null, "sort": "date", "descending": true,
              "cursor": null, "backwards": false, "limit": 25}, {"language": "fr"}]
            """);
    }

    [Fact]
    public async Task OrdersDetail_ReadsEverything()
    {
        Tryton.Then(Result(Samples.Detail));
        var detail = (await Clients.Orders.DetailAsync(FakeTrytonClients.Session, 5, 412, CancellationToken.None))!;
        Tryton.Requests.Single().Method.Should().Be("model.itf_portal.order.detail");
        Tryton.Requests.Single().Params.Should().BeJson("""[5, 412, {"language": "fr"}]""");
        detail.Steps.Should().Be(new OrderSteps(s_asOf, s_asOf, null, null, null));
        detail.Taxes.Should().Equal(new TaxAmount(new Text("TPS 5 %", "GST 5%"), 50m));
        detail.ShipmentAddress!.Lines.Should().Equal("1250, chemin du Quai", "Lévis (Québec) G6V 0A1");
        detail.InvoiceAddress.Should().BeNull();
        detail.Invoices.HasValue.Should().BeFalse();
        detail.Lines.Select(l => (l.Kind, l.Quantity, l.BackOrdered, l.Description))
            .Should().Equal((LineKind.Line, 20m, 8m, "Bois traité"), (LineKind.Comment, null, 0m, null));
        detail.Shipments.Single().Should().BeEquivalentTo(new Shipment(
            3, "S3", "done", null, new DateOnly(2026, 11, 20), "1Z", [new ShipmentLine(new Text("Palette", "Pallet"), null, 12)]));
        var change = detail.Changes.Single();
        (change.Id, change.Tx, change.Kind, change.Area, change.Sale).Should().Be((9, ulong.MaxValue, EventKind.Shipped, EventArea.Order, 412));
        (change.Detail.Quantity, change.Detail.Remaining, change.Detail.Next).Should().Be((12m, 8m, new DateOnly(2026, 12, 3)));
        change.Detail.Row!.Id.Should().Be(412);
    }

    [Fact]
    public async Task Detail_Null_IsNull()
    {
        Tryton.Then(Result("null"), Result("null"));
        (await Clients.Orders.DetailAsync(FakeTrytonClients.Session, 5, 999, CancellationToken.None)).Should().BeNull();
        (await Clients.Board.DetailAsync(FakeTrytonClients.Session, 999, CancellationToken.None)).Should().BeNull();
        Tryton.Requests[1].Params.Should().BeJson("""[999, {"language": "fr"}]""");
    }

    [Fact]
    public async Task BoardPage_ReadsRowsChangesAndCounts()
    {
        Tryton.Then(Result($$$"""
            {"rows": [{"row": {{{Samples.Row}}}, "change": {{{Samples.Event}}}}, {"row": {{{Samples.EmptyDraftRow}}}, "change": null}],
             "next": null, "counts": {"quotation": 12, "late": 3}, "as_of": {{{Samples.AsOf}}}}
            """));
        var page = await Clients.Board.PageAsync(FakeTrytonClients.Session, new BoardQuery(Customer: 5), CancellationToken.None);
        Tryton.Requests.Single().Params.Should().BeJson(
            """[{"search": null, "states": null, "customer": 5, "cursor": null, "limit": 50}, {"language": "fr"}]""");
        page.Rows[0].Change!.Kind.Should().Be(EventKind.Shipped);
        page.Rows[1].Change.Should().BeNull();
        page.Counts.Should().Equal(ImmutableDictionary<string, int>.Empty.Add("quotation", 12).Add("late", 3));
    }

    [Fact]
    public async Task BoardCustomers_ReadsThem()
    {
        Tryton.Then(Result("""[{"id": 5, "name": "Boréal", "code": "BOREAL"}]"""));
        (await Clients.Board.CustomersAsync(FakeTrytonClients.Session, "bor", CancellationToken.None)).Should().Equal(new Customer(5, "Boréal", "BOREAL"));
        Tryton.Requests.Single().Params.Should().BeJson("""["bor", {"language": "fr"}]""");
    }

    [Fact]
    public async Task NullAnswer_WhereOneIsPromised_IsUnreadable()
    {
        Tryton.Then(Result("null"));
        await FluentActions.Awaiting(() => Clients.Orders.PageAsync(FakeTrytonClients.Session, new OrderQuery(5), CancellationToken.None))
            .Should().ThrowAsync<TrytonTransportException>();
    }

    [Fact]
    public async Task EventsPoll_OpensTheServiceSessionOnce_AndAgainWhenItEnded()
    {
        Tryton.Then(
            Result("[3, \"first\"]"), Result("""{"events": [], "horizon": "731"}"""), Result($$"""{"events": [{{Samples.Event}}], "horizon": "732"}"""),
            Status(401), Result("[3, \"second\"]"), Result("""{"events": [], "horizon": 733}"""));
        (await Clients.Events.PollAsync(null, CancellationToken.None)).Horizon.Should().Be(731);
        (await Clients.Events.PollAsync(731, CancellationToken.None)).Events.Single().Id.Should().Be(9);
        (await Clients.Events.PollAsync(732, CancellationToken.None)).Horizon.Should().Be(733);
        Tryton.Requests.Select(r => r.Method.Split('.')[^1]).Should().Equal("login", "poll", "poll", "poll", "login", "poll");
        Tryton.Requests[0].Params.Should().BeJson("""["portal-service", {"password": "secret-of-the-service"}, "en"]""");
        Tryton.Requests[1].Params.Should().BeJson("""[null, {"language": "en"}]""");
        Tryton.Requests[5].Params.Should().BeJson("""["732", {"language": "en"}]""");
    }

    [Fact]
    public async Task EventsPoll_SessionThatEndsAgainAtOnce_IsNotTriedForEver()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]")).Always("model.itf_portal.event.poll", Status(401));
        await FluentActions.Awaiting(() => Clients.Events.PollAsync(null, CancellationToken.None)).Should().ThrowAsync<TrytonSessionExpiredException>();
        Tryton.Requests.Should().HaveCount(4);
    }

    [Fact]
    public async Task EventsPoll_ManyAtOnce_OpenOneSession()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]")).Always("model.itf_portal.event.poll", Result("""{"events": [], "horizon": "1"}"""));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Clients.Events.PollAsync(null, CancellationToken.None)));
        Tryton.Requests.Count(r => r.Method == "common.db.login").Should().Be(1);
    }
}
