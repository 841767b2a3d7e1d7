using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Reports;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Warnings;

namespace ItfPortal.Tests.TrytonLive;

/// <summary>Tryton's own methods through the client, as staff.</summary>
[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class ModelsLiveTests(LiveTryton tryton)
{
    private static readonly ModelQuery s_sales = new("sale.sale", [], ["reference"]);

    [Fact]
    public async Task All_GivesEveryRecordOnce()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var ids = new List<int>();
        await foreach (var sale in tryton.Models.AllAsync(session, s_sales with { Limit = 40 }, CancellationToken.None))
        {
            ids.Add(sale.Id);
        }
        ids.Should().OnlyHaveUniqueItems().And.BeInAscendingOrder();
        ids.Should().HaveCount(await tryton.Models.CountAsync(session, s_sales, CancellationToken.None)).And.HaveCountGreaterThan(40);
    }

    [Fact]
    public async Task Read_FollowsRelations_AndKeepsTypes()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var sales = await tryton.Models.SearchAsync(
            session, new ModelQuery("sale.sale", [new[] { "state", "=", "done" }], ["party.rec_name", "sale_date", "total_amount", "lines.quantity"]) { Limit = 3 },
            CancellationToken.None);
        sales.Should().HaveCount(3);
        sales.Should().OnlyContain(sale => sale.Get<string>("party.rec_name")!.Length > 0 && sale.Get<decimal>("total_amount") > 0
            && sale.Get<DateOnly>("sale_date").Year > 2000 && sale.Many("lines").Count > 0);
        var again = await tryton.Models.ReadAsync(session, "sale.sale", [sales[2].Id, sales[0].Id], ["total_amount"], CancellationToken.None);
        again.Select(sale => sale.Get<decimal>("total_amount")).Should().Equal(sales[2].Get<decimal>("total_amount"), sales[0].Get<decimal>("total_amount"));
    }

    [Fact]
    public async Task Write_OfARecordChangedMeanwhile_IsAConcurrency()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var id = (await tryton.Models.SearchAsync(session, s_sales with { Limit = 1 }, CancellationToken.None))[0].Id;
        var read = await tryton.Models.ReadAsync(session, "sale.sale", [id], ["reference", "_timestamp"], CancellationToken.None);
        var same = new Dictionary<string, object?> { ["reference"] = read[0].Get<string>("reference") };
        await tryton.Models.WriteAsync(session, read, same, CancellationToken.None);
        await FluentActions.Awaiting(() => tryton.Models.WriteAsync(session, read, same, CancellationToken.None)).Should().ThrowAsync<TrytonConcurrencyException>();
        await tryton.Models.WriteAsync(session, [new ModelRecord("sale.sale", id)], same, CancellationToken.None);
    }

    [Fact]
    public async Task Warning_IsAsked_Declined_ThenAcceptedAndDone()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var place = await tryton.Models.SearchAsync(
            session, new ModelQuery("stock.location", [new[] { "type", "=", "storage" }], []) { Limit = 1 }, CancellationToken.None);
        var company = await tryton.Models.SearchAsync(session, new ModelQuery("company.company", [], []) { Limit = 1 }, CancellationToken.None);
        var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().AddDays(40).UtcDateTime);
        var ids = await tryton.Models.CreateAsync(
            session, "stock.inventory", [new Dictionary<string, object?> { ["company"] = company[0].Id, ["location"] = place[0].Id, ["date"] = day }],
            CancellationToken.None);
        var inventory = new ModelRecord("stock.inventory", ids[0]);
        var asked = new List<string>();
        Task<object?> ConfirmAsync(WarningAnswer answer) => tryton.Warnings.RunAsync(
            session, token => tryton.Models.PressAsync(session, [inventory], "confirm", token),
            warning =>
            {
                asked.Add(warning.Message);
                return ValueTask.FromResult(answer);
            },
            CancellationToken.None);
        await FluentActions.Awaiting(() => ConfirmAsync(WarningAnswer.No)).Should().ThrowAsync<TrytonUserWarningException>();
        (await StateAsync()).Should().Be("draft");
        await ConfirmAsync(WarningAnswer.Yes);
        (await StateAsync()).Should().Be("done");
        asked.Should().HaveCount(2).And.OnlyContain(message => message.Length > 0);

        async Task<string?> StateAsync() =>
            (await tryton.Models.ReadAsync(session, "stock.inventory", [inventory.Id], ["state"], CancellationToken.None))[0].Get<string>("state");
    }

    [Fact]
    public async Task Report_IsPrinted()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var sale = await tryton.Models.SearchAsync(
            session, new ModelQuery("sale.sale", [new[] { "state", "=", "done" }], []) { Limit = 1 }, CancellationToken.None);
        var report = await tryton.Reports.PrintAsync(session, new ReportQuery("sale.sale", "sale.sale", [sale[0].Id]), CancellationToken.None);
        report.Type.Should().BeOneOf("odt", "pdf");
        report.Name.Should().NotBeEmpty();
        report.Content.Span[..2].ToArray().Should().BeEquivalentTo(report.Type == "odt" ? "PK"u8.ToArray() : "%P"u8.ToArray());
    }

    [Fact]
    public async Task Request_ThatIsLarge_IsTakenCompressed()
    {
        var session = await tryton.SessionAsync(LiveTryton.Agent);
        var ids = Enumerable.Range(1, 12_000).ToArray();
        (await tryton.Models.CountAsync(session, s_sales with { Domain = [new object[] { "id", "in", ids }] }, CancellationToken.None))
            .Should().Be(await tryton.Models.CountAsync(session, s_sales, CancellationToken.None));
    }

    [Fact]
    public async Task PortalPerson_MayNotUseThem()
    {
        var session = await tryton.SessionAsync(LiveTryton.Administrator);
        await FluentActions.Awaiting(() => tryton.Models.CountAsync(session, s_sales, CancellationToken.None)).Should().ThrowAsync<TrytonAccessDeniedException>();
        await FluentActions.Awaiting(() => tryton.Reports.PrintAsync(session, new ReportQuery("sale.sale", "sale.sale", [1]), CancellationToken.None))
            .Should().ThrowAsync<TrytonAccessDeniedException>();
    }

    [Fact]
    public async Task SignIn_WithoutThePassword_IsAskedForIt()
    {
        var person = LiveTryton.Person("marc.vezina");
        var asked = new List<(string, string)>();
        var session = await tryton.Sessions.SignInAsync(
            new SignInRequest(person.Login, null, "fr", "198.51.100.7"),
            question =>
            {
                asked.Add((question.Parameter, question.Type));
                return ValueTask.FromResult<string?>(person.Password);
            },
            CancellationToken.None);
        asked.Should().Equal(("password", "password"));
        await tryton.Sessions.SignOutAsync(session, CancellationToken.None);
    }
}
