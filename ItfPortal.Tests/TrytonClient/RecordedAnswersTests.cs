using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What the real Tryton 7.0 has answered, byte for byte, read by the client.</summary>
public sealed class RecordedAnswersTests : FakeTrytonTest
{
    [Fact]
    public async Task Version_IsTheSeriesThatRuns()
    {
        Tryton.Version = (http, request) => Recorded("version")(http, request);
        await using var clients = new FakeTrytonClients(Tryton.Url, allowedVersions: "7.0.30");
        (await clients.Sessions.ServerVersionAsync(CancellationToken.None)).Should().StartWith("7.0.");
    }

    [Fact]
    public async Task WhoAmI_IsRead()
    {
        Tryton.Then(Recorded("whoami"));
        var identity = await Clients.Sessions.WhoAmIAsync(FakeTrytonClients.Session, CancellationToken.None);
        identity.Login.Should().Be("marc.vezina@example.com");
        identity.Companies.Should().ContainSingle().Which.Grants.Should().ContainSingle().Which.Role.Should().Be(PortalRole.Viewer);
    }

    [Fact]
    public async Task OrderPage_IsReadToTheLastMember()
    {
        Tryton.Then(Recorded("order-page"));
        var page = await Clients.Orders.PageAsync(FakeTrytonClients.Session, new OrderQuery(5), CancellationToken.None);
        page.Rows.Should().HaveCount(25);
        page.Rows.Select(row => row.Date).Should().BeInDescendingOrder();
        page.Rows.Should().OnlyContain(row => row.PartyName.Length > 0 && row.Currency == "CAD" && row.Ordered >= row.Shipped && row.ChangedAt.Kind == DateTimeKind.Utc);
        page.Rows.Should().Contain(row => row.What != null && row.What.Name.Fr.Contains("Palette"));
        (page.Next, page.Previous).Should().Match<(string? Next, string? Previous)>(cursors => cursors.Next != null && cursors.Previous == null);
    }

    [Fact]
    public async Task OrderDetail_IsReadToTheLastMember()
    {
        Tryton.Then(Recorded("order-detail"));
        var detail = (await Clients.Orders.DetailAsync(FakeTrytonClients.Session, 5, 7, CancellationToken.None))!;
        detail.Row.ShipmentState.Should().Be(ShipmentState.PartiallyShipped);
        detail.Lines.Should().NotBeEmpty();
        detail.Lines.Should().Contain(line => line.Shipped > 0);
        detail.Changes.Should().NotBeEmpty();
    }

    [Fact]
    public async Task BoardPage_IsReadToTheLastMember()
    {
        Tryton.Then(Recorded("board-page"));
        var page = await Clients.Board.PageAsync(FakeTrytonClients.Session, new BoardQuery(), CancellationToken.None);
        page.Rows.Should().HaveCount(5);
        page.Counts.Should().ContainKey("preparing");
    }

    [Fact]
    public async Task Moves_HaveEveryTypeAsItIs()
    {
        Tryton.Then(Recorded("moves-of-every-type"));
        var moves = await Clients.Models.SearchAsync(FakeTrytonClients.Session, new ModelQuery("stock.move", [], []), CancellationToken.None);
        moves.Should().HaveCount(3);
        foreach (var move in moves)
        {
            move.Get<double>("quantity").Should().BePositive();
            move.Get<DateOnly>("effective_date").Year.Should().BeInRange(2020, 2100);
            move.Get<DateTime>("create_date").Kind.Should().Be(DateTimeKind.Utc);
            move.Get<decimal>("unit_price").Should().BePositive();
            move.Get<string>("product.rec_name").Should().NotBeEmpty();
            move.Get<string>("origin").Should().Contain(",");
            move.Timestamp.Should().MatchRegex(@"^\d+\.\d+$");
        }
    }

    [Fact]
    public async Task Errors_AreTheTypedOnes()
    {
        Tryton.Then(Recorded("login-exception"), Recorded("bad-query"), Recorded("access-refused"), Recorded("missing-context"));
        var question = (await FluentActions.Awaiting(() => Clients.Sessions.SignInAsync(new("x", null, "fr", null), CancellationToken.None))
            .Should().ThrowAsync<TrytonLoginParameterException>()).Which;
        (question.Parameter, question.Type, question.Message).Should().Be(("password", "password", "Mot de passe pour marc.vezina@example.com"));
        (await FluentActions.Awaiting(() => Clients.ReadAsync()).Should().ThrowAsync<TrytonUserErrorException>()).Which.Code.Should().Be("itf_portal.bad_query");
        (await FluentActions.Awaiting(() => Clients.ReadAsync()).Should().ThrowAsync<TrytonUserErrorException>())
            .Which.Message.Should().StartWith("Vous n'êtes pas autorisé");
        await FluentActions.Awaiting(() => Clients.ReadAsync()).Should().ThrowAsync<TrytonServerException>();
    }

    private static FakeAnswer Recorded(string name)
    {
        var body = RecordedAnswers.Read(name);
        body.Should().StartWith("{\"id\":1,");
        return (http, request) => Body($"{{\"id\":{request.Id},{body["{\"id\":1,".Length..]}")(http, request);
    }
}
