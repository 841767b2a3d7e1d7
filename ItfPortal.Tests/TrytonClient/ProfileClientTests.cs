using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What the clients of profiles send, to the letter, and what they make of the answer.</summary>
public sealed class ProfileClientTests : FakeTrytonTest
{
    private const string At = """{"__class__": "datetime", "year": 2026, "month": 11, "day": 30, "hour": 18, "minute": 0, "second": 0, "microsecond": 0}""";

    private static readonly DateTime s_at = new(2026, 11, 30, 18, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Profile_IsRead_AndNoneForStaff()
    {
        Tryton.Then(Result("""{"login": "a@example.com", "name": "André", "phone": null, "language": "fr", "notices": "avis@example.com", "version": "v1"}"""));
        (await Clients.Profiles.ReadAsync(FakeTrytonClients.Session, CancellationToken.None)).Should().Be(
            new Profile("a@example.com", "André", null, "fr", "avis@example.com", "v1"));
        Tryton.Requests[^1].Method.Should().Be("model.itf_portal.profile.read");
        Tryton.Then(Result("null"));
        (await Clients.Profiles.ReadAsync(FakeTrytonClients.Session, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task T_MASS_Writes_CarryTheRequestAndExactlyTheirKeys()
    {
        var (own, company, session, request) = (Clients.Profiles, Clients.CompanyProfiles, FakeTrytonClients.Session, RequestId.New());
        var address = new NewAddress("Quai 4", "12, rue des Pins", "Lévis", "G6V 0A1", "CA-QC", true, false);
        const string Address = """ "name": "Quai 4", "street": "12, rue des Pins", "city": "Lévis", "postal_code": "G6V 0A1", "region": "CA-QC", "invoice": true, "delivery": false""";
        await SendsAsync("profile.write", "", """{"name": "A", "phone": null, "version": "v1"}""", """{"version": "v2"}""", () => own.WriteAsync(session, request, "A", null, "v1", CancellationToken.None));
        await SendsAsync("profile.speak", "", """{"language": "en"}""", """{"language": "en"}""", () => own.SpeakAsync(session, request, "en", CancellationToken.None));
        await SendsAsync("profile.notices", "", """{"address": "b@example.com", "password": "p"}""", """{"before": "a@example.com", "notices": "b@example.com"}""",
            async () => (await own.SendNoticesAsync(session, request, "b@example.com", "p", CancellationToken.None)).Should().Be("a@example.com"));
        await SendsAsync("closing.ask", "", """{"password": "p"}""", """{"id": 3}""", () => own.AskClosingAsync(session, request, "p", CancellationToken.None));
        await SendsAsync("closing.cancel", "", """{"id": 3}""", """{"id": 3}""", () => own.CancelClosingAsync(session, request, 3, CancellationToken.None));
        await SendsAsync("address.add", "5, ", $"{{{Address}}}", """{"address": 31}""", async () => (await company.AddAsync(session, 5, request, address, CancellationToken.None)).Should().Be(31));
        await SendsAsync("address.change", "5, ", $$"""{"address": 31, "version": "v1",{{Address}}}""", """{"address": 31}""", () => company.ChangeAsync(session, 5, request, 31, "v1", address, CancellationToken.None));
        await SendsAsync("address.archive", "5, ", """{"address": 31, "version": "v1"}""", """{"address": 31}""", () => company.ArchiveAsync(session, 5, request, 31, "v1", CancellationToken.None));
        await SendsAsync("change_request.ask", "5, ", """{"field": "gst", "seen": null, "wanted": "123456789 RT0001"}""", """{"id": 3}""",
            () => company.AskAsync(session, 5, request, LegalField.Gst, null, "123456789 RT0001", CancellationToken.None));
        await SendsAsync("change_request.withdraw", "5, ", """{"id": 3}""", """{"id": 3}""", () => company.WithdrawAsync(session, 5, request, 3, CancellationToken.None));
        await SendsAsync("change_request.decide", "", """{"id": 3, "accept": true, "seen": "X", "reason": null}""", """{"id": 3}""",
            () => company.DecideAsync(session, request, 3, true, "X", null, CancellationToken.None));

        async Task SendsAsync(string method, string before, string values, string answer, Func<Task> write)
        {
            Tryton.Then(Result(answer));
            await write();
            Tryton.Requests[^1].Method.Should().Be("model.itf_portal." + method);
            Tryton.Requests[^1].Params.Should().BeJson($$"""[{{before}}"{{request}}", {{values}}, {"language": "fr"}]""");
        }
    }

    [Fact]
    public async Task Company_IsReadWhole()
    {
        Tryton.Then(Result("""
            {"party": 5, "name": "Boréal", "language": "en", "administers": true, "regions": [{"code": "CA-QC", "name": "Québec"}],
             "addresses": [{"id": 31, "version": "v1", "name": "", "street": "1, rue A", "city": "Lévis", "postal_code": "", "region": null,
                            "region_name": null, "country_name": null, "invoice": false, "delivery": true, "used": true}]}
            """));
        var addresses = await Clients.CompanyProfiles.AddressesAsync(FakeTrytonClients.Session, 5, CancellationToken.None);
        addresses!.Addresses.Should().Equal(new CompanyAddress(31, "v1", "", "1, rue A", "Lévis", "", null, null, null, false, true, true));
        addresses.Regions.Should().Equal(new Region("CA-QC", "Québec"));
        const string Asked = $$"""{"id": 3, "party": 5, "party_name": "Boréal", "person": null, "field": "qst", "old": null, "wanted": "1234567890 TQ0001", "now": null, "state": "withdrawn", "reason": null, "asked_at": {{At}}, "decided_at": null}""";
        var expected = new ChangeRequest(3, 5, "Boréal", null, LegalField.Qst, null, "1234567890 TQ0001", null, ChangeRequestState.Withdrawn, null, s_at, null);
        Tryton.Then(Result($$"""{"name": "Boréal", "gst": null, "qst": "Q", "requests": [{{Asked}}], "as_of": {{At}}}"""));
        var facts = await Clients.CompanyProfiles.FactsAsync(FakeTrytonClients.Session, 5, CancellationToken.None);
        facts!.Requests.Should().Equal(expected);
        facts.Of(LegalField.Qst).Should().Be("Q");
        Tryton.Then(Result($"[{Asked}]"));
        (await Clients.CompanyProfiles.RequestsAsync(FakeTrytonClients.Session, ChangeRequestState.Waiting, CancellationToken.None)).Should().Equal(expected);
        Tryton.Requests[^1].Params.Should().BeJson("""["waiting", {"language": "fr"}]""");
    }

    [Fact]
    public async Task Closings_AreRead()
    {
        const string Closing = $$"""{"id": 3, "user": 12, "name": "André", "login": "a@example.com", "companies": ["Boréal"], "state": "open", "asked_at": {{At}}, "ended_at": null}""";
        Tryton.Then(Result(Closing));
        var mine = await Clients.Profiles.ClosingAsync(FakeTrytonClients.Session, CancellationToken.None);
        mine!.State.Should().Be(ClosingState.Open);
        mine.AskedAt.Should().Be(s_at);
        Tryton.Then(Result($"[{Closing}]"));
        (await Clients.Profiles.ClosingsAsync(FakeTrytonClients.Session, CancellationToken.None)).Should().ContainSingle().Which.Companies.Should().Equal("Boréal");
    }
}
