using System.Text;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Reports;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class ReportClientTests : FakeTrytonTest
{
    private static readonly ReportQuery s_invoice = new("account.invoice", "account.invoice", [7, 8]);

    [Fact]
    public async Task Report_GivesTypeBytesAndName()
    {
        var content = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7)).ToArray();
        // As Python wraps it: lines of 76.
        var base64 = string.Concat(Convert.ToBase64String(content).Chunk(76).Select(line => new string(line) + "\\n"));
        Tryton.Then(Result($$"""["pdf", {"__class__": "bytes", "base64": "{{base64}}"}, false, "Facture-2026-00004"]"""));
        var report = await Clients.Reports.PrintAsync(FakeTrytonClients.Session, s_invoice, CancellationToken.None);
        (report.Type, report.PrintDirectly, report.Name).Should().Be(("pdf", false, "Facture-2026-00004"));
        report.Content.Span.SequenceEqual(content).Should().BeTrue();
        Tryton.Requests.Single().Method.Should().Be("report.account.invoice.execute");
        Tryton.Requests.Single().Params.Should().BeJson(
            """[[7, 8], {"model": "account.invoice", "id": 7, "ids": [7, 8]}, {"language": "fr"}]""");
    }

    [Fact]
    public async Task Report_ThatIsText_IsItsBytes()
    {
        Tryton.Then(Result("""["txt", "Étiquette 48×40", true, "Étiquettes"]"""));
        var report = await Clients.Reports.PrintAsync(FakeTrytonClients.Session with { Language = "en" }, s_invoice with { ActionId = 3 }, CancellationToken.None);
        (Encoding.UTF8.GetString(report.Content.Span), report.PrintDirectly).Should().Be(("Étiquette 48×40", true));
        Tryton.Requests.Single().Params.Should().BeJson(
            """[[7, 8], {"model": "account.invoice", "id": 7, "ids": [7, 8], "action_id": 3}, {"language": "en"}]""");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[\"pdf\"]")]
    [InlineData("[\"pdf\", null, false, \"x\"]")]
    [InlineData("[\"pdf\", {\"__class__\": \"bytes\"}, false, \"x\"]")]
    [InlineData("[\"pdf\", {\"__class__\": \"Decimal\", \"decimal\": \"1\"}, false, \"x\"]")]
    [InlineData("[\"pdf\", \"text\", 7, \"x\"]")]
    [InlineData("[\"pdf\", \"text\", false, null]")]
    [InlineData("[\"pdf\", \"text\", false, \"x\", \"y\"]")]
    public async Task Report_OfAnotherShape_IsUnreadable(string answer)
    {
        Tryton.Then(Result(answer));
        (await FluentActions.Awaiting(() => Clients.Reports.PrintAsync(FakeTrytonClients.Session, s_invoice, CancellationToken.None))
            .Should().ThrowAsync<TrytonTransportException>()).Which.Failure.Should().Be(TransportFailure.Unreadable);
    }

    [Fact]
    public async Task Report_OfNothing_IsTheProgrammersMistake() =>
        await FluentActions.Awaiting(() => Clients.Reports.PrintAsync(FakeTrytonClients.Session, s_invoice with { Ids = [] }, CancellationToken.None))
            .Should().ThrowAsync<ArgumentException>();
}
