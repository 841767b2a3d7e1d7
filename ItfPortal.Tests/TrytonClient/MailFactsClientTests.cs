using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Mails;
using ItfPortal.Tryton.Protocol;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class MailFactsClientTests : FakeTrytonTest
{
    private const string Facts =
        """
        {"event": {"id": 4711, "tx": "731", "at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 24, "hour": 15, "minute": 0, "second": 0, "microsecond": 0},
                   "kind": "state", "model": "sale.sale", "record": 41, "sale": 41, "party": 5, "site": null, "owner": null, "user": null, "area": "order", "detail": {}},
         "user": 7, "name": "Marie", "address": "marie@boreal.example", "language": "fr", "party_name": "Boréal", "company": null,
         "document": {"model": "sale.sale", "id": 41, "number": "2053", "reference": null, "state": "confirmed",
                      "amount": {"__class__": "Decimal", "decimal": "114.98"}, "currency": "CAD"}}
        """;

    [Fact]
    public async Task Facts_AskedAsTheServiceUser_AboutTheReader()
    {
        Tryton.Then(Result("[3, \"service\"]")).Then(Result(Facts));
        var facts = await Clients.MailFacts.FactsAsync(4711, 7, CancellationToken.None);
        facts!.Document.Should().Be(new MailDocument("sale.sale", 41, "2053", null, "confirmed", 114.98m, "CAD"));
        (facts.Event.Id, facts.Event.Area, facts.Address, facts.Language, facts.Company).Should().Be((4711, EventArea.Order, "marie@boreal.example", "fr", null));
        facts.ToString().Should().NotContain("marie");
        var request = Tryton.Requests[^1];
        request.Method.Should().Be("model.itf_portal.mail.facts");
        request.Params[0].GetInt64().Should().Be(4711);
        request.Params[1].GetInt32().Should().Be(7);
    }

    [Fact]
    public async Task Facts_OfWhatTheReaderMayNotSee_AreNone()
    {
        Tryton.Then(Result("[3, \"service\"]")).Then(Result("null"));
        (await Clients.MailFacts.FactsAsync(4711, 7, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Facts_WithoutAnAddress_AreUnreadable()
    {
        Tryton.Then(Result("[3, \"service\"]")).Always("model.itf_portal.mail.facts", Result(Facts.Replace("\"address\": \"marie@boreal.example\", ", "", StringComparison.Ordinal)));
        var facts = () => Clients.MailFacts.FactsAsync(4711, 7, CancellationToken.None);
        (await facts.Should().ThrowAsync<TrytonTransportException>()).Which.Failure.Should().Be(TransportFailure.Unreadable);
    }
}
