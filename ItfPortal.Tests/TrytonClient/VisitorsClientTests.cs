using ItfPortal.Tests.Support;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Tryton.Visitors;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>What the clients of visitors' requests and of the customers' people send, and what they make of the answer.</summary>
public sealed class VisitorsClientTests : FakeTrytonTest
{
    private const string Model = "model.itf_portal.visitor_request.";

    private const string Asked = """
        {"id": 3, "company": "Scierie Gagné", "name": "Luc", "email": "luc@gagne.example", "phone": null, "tax_number": null, "message": "Bonjour",
         "language": "en", "state": "waiting",
         "asked_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
         "decided_at": null, "decided_by": null, "answer": null, "party": null, "party_name": null, "person": null, "waits": false}
        """;

    private const string Decision = """
        {"id": 3, "name": "Luc", "email": "luc@gagne.example", "language": "en", "person": 7, "login": "luc@gagne.example", "party": 5,
         "party_name": "Scierie Gagné", "waits": true}
        """;

    [Fact]
    public async Task Receive_RunsAsThePortalsOwnAccount_WithExactlyTheKeys()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always(Model + "receive", Result("""{"id": null, "account": "invited", "invitation": {"person": 7, "party": 5}, "staff": []}"""));
        var key = RequestId.New();
        var received = await Clients.Visitors.ReceiveAsync(
            key, new NewVisitorRequest(VisitorRequestKind.Account, "Gagné", "Luc", "luc@gagne.example", null, "123", "Bonjour", "fr"), CancellationToken.None);
        (received.Id, received.Account, received.Invitation).Should().Be((null, AddressAccount.Invited, new WaitingInvitation(7, 5)));
        Tryton.Requests[^1].Params.Should().BeJson(
            $$"""
            ["{{key}}", {"kind": "account", "company": "Gagné", "name": "Luc", "email": "luc@gagne.example", "phone": null, "tax_number": "123",
              "message": "Bonjour", "language": "fr", "facts": null}, {"language": "en"}]
            """);
    }

    [Fact]
    public async Task Receive_RefusedForGood_IsNotSentAgain()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always(Model + "receive", Error("""["UserError", ["company", "itf_portal.bad_query", null]]"""));
        await FluentActions.Awaiting(() => Clients.Visitors.ReceiveAsync(
            RequestId.New(), new NewVisitorRequest(VisitorRequestKind.Quote, null, "L", "l@g.example", null, null, "x", "fr"), CancellationToken.None))
            .Should().ThrowAsync<TrytonUserErrorException>().Where(refused => refused.Code == "itf_portal.bad_query");
        Tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task Receive_AQuote_SendsExactlyItsFacts()
    {
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always(Model + "receive", Result("""{"id": 4, "account": "none", "invitation": null, "staff": []}"""));
        var quote = new QuoteFacts(VisitorProduct.HeatTreated, null, 400, VisitorRhythm.Monthly, "Lévis", new DateOnly(2027, 1, 15), true);
        await Clients.Visitors.ReceiveAsync(
            RequestId.New(), new NewVisitorRequest(VisitorRequestKind.Quote, null, "Luc", "luc@gagne.example", null, null, "", "fr", quote), CancellationToken.None);
        Tryton.Requests[^1].Params[1].GetProperty("facts").Should().BeJson(
            """
            {"product": "heat_treated", "size": null, "quantity": 400, "rhythm": "monthly", "city": "Lévis",
             "wished": {"__class__": "date", "year": 2027, "month": 1, "day": 15}, "export": true}
            """);
        Tryton.Always("model.itf_portal.visitor_file.attach", Result("""{"id": 9}"""));
        var (key, received) = (RequestId.New(), RequestId.New());
        await Clients.Visitors.AttachAsync(key, received, new NewVisitorFile(1, "plan.pdf", "application/pdf", FileScan.Clean, "%PDF-"u8.ToArray()), CancellationToken.None);
        Tryton.Requests[^1].Params.Should().BeJson(
            $$"""
            ["{{key}}", {"request": "{{received}}", "position": 1, "name": "plan.pdf", "type": "application/pdf", "scan": "clean",
              "data": {"__class__": "bytes", "base64": "JVBERi0="} }, {"language": "en"}]
            """);
    }

    [Fact]
    public async Task Inbox_IsReadAndAnsweredInOnesOwnSession()
    {
        const string Message = """
            {"id": 7, "kind": "pickup", "company": null, "name": "Luc", "email": "luc@gagne.example", "phone": null, "message": "", "quote": null,
             "pickup": {"quantity": 300, "condition": "mixed", "size": null, "street": "12, rue du Quai", "city": "Sorel-Tracy", "postal_code": "J3P 1A1",
                        "wished": {"__class__": "date", "year": 2027, "month": 1, "day": 15}, "hours": null, "dock": false},
             "language": "fr", "state": "waiting",
             "asked_at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 22, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
             "decided_at": null, "decided_by": null, "files": 1}
            """;
        Tryton.Then(Result($"[{Message}]"));
        var message = (await Clients.VisitorInbox.InboxAsync(FakeTrytonClients.Session, false, VisitorRequestKind.Pickup, CancellationToken.None)).Single();
        (message.Waits, message.Pickup!.Wished, message.Pickup.Condition, message.Quote).Should().Be((true, new DateOnly(2027, 1, 15), VisitorCondition.Mixed, null));
        Tryton.Requests[^1].Params.Should().BeJson("""["waiting", "pickup", {"language": "fr"}]""");
        Tryton.Then(Result($$"""{"message": {{Message}}, "files": [{"id": 9, "name": "a.png", "type": "image/png", "size": 8, "scan": "unscanned"}]}"""));
        (await Clients.VisitorInbox.ItemAsync(FakeTrytonClients.Session, 7, CancellationToken.None))!.Files.Single().Scan.Should().Be(FileScan.Unscanned);
        var key = RequestId.New();
        Tryton.Then(Result("""{"id": 7}"""));
        await Clients.VisitorInbox.MarkAnsweredAsync(FakeTrytonClients.Session, key, 7, CancellationToken.None);
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{key}}", {"id": 7}, {"language": "fr"}]""");
        Tryton.Then(Result("""{"name": "a.png", "type": "image/png", "data": {"__class__": "bytes", "base64": "JVBERi0="}}"""));
        (await Clients.VisitorInbox.DownloadAsync(FakeTrytonClients.Session, 9, CancellationToken.None))!.Data.Should().Equal("%PDF-"u8.ToArray());
        Tryton.Then(Result("null"));
        (await Clients.VisitorInbox.DownloadAsync(FakeTrytonClients.Session, 10, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Requests_AreReadInOnesOwnSession()
    {
        Tryton.Then(Result($"[{Asked}]"));
        var page = await Clients.AccountRequests.PageAsync(FakeTrytonClients.Session, AccessRequestState.Waiting, CancellationToken.None);
        page.Should().ContainSingle().Which.Should().Match<AccountRequest>(request => request.Company == "Scierie Gagné" && request.AskedAt.Hour == 18);
        Tryton.Requests[^1].Params.Should().BeJson("""["waiting", {"language": "fr"}]""");

        Tryton.Then(Result(
            $$"""{"request": {{Asked}}, "account": "none", "candidates": [{"party": 5, "name": "Gagné", "code": null, "reasons": ["tax_number", "similar_name"], "administered": true}]}"""));
        var card = await Clients.AccountRequests.CardAsync(FakeTrytonClients.Session, 3, CancellationToken.None);
        card!.Candidates.Single().Reasons.Should().Equal(MatchReason.TaxNumber, MatchReason.SimilarName);
        Tryton.Then(Result("null"));
        (await Clients.AccountRequests.CardAsync(FakeTrytonClients.Session, 4, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Decisions_CarryTheirRequestAndExactlyTheKeys()
    {
        var key = RequestId.New();
        Tryton.Then(Result(Decision));
        var decided = await Clients.AccountRequests.ApproveAsync(
            FakeTrytonClients.Session, key, 3, null, new NewGrant(PortalRole.CompanyAdministrator, GrantScope.Company, null, null, null), "Rappelé", CancellationToken.None);
        decided.Should().Be(new AccountDecision(3, "Luc", "luc@gagne.example", "en", 7, "luc@gagne.example", 5, "Scierie Gagné", true));
        Tryton.Requests[^1].Params.Should().BeJson(
            $$"""
            ["{{key}}", {"id": 3, "party": null, "reason": "Rappelé", "role": "company_administrator", "scope": "company", "site": null, "from": null, "to": null},
             {"language": "fr"}]
            """);
        Tryton.Then(Result(Decision));
        await Clients.AccountRequests.RefuseAsync(FakeTrytonClients.Session, key, 3, "Non", CancellationToken.None);
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{key}}", {"id": 3, "answer": "Non"}, {"language": "fr"}]""");
    }

    [Fact]
    public async Task Sync_RunsAsThePortalsOwnAccount_AndNamesNobody()
    {
        const string Row = """
            [{"party": 5, "code": "G", "name": "Gagné", "email": "luc@gagne.example", "person": null, "person_name": "Luc", "language": "fr", "shared_by": 2,
              "waits": false, "mailed": false, "action": "shared"}]
            """;
        Tryton.Always("common.db.login", Result("[3, \"key\"]"));
        Tryton.Always("model.itf_portal.customer_sync.plan", Result(Row)).Always("model.itf_portal.customer_sync.apply", Result(Row));
        (await Clients.CustomerSync.PlanAsync(0, 500, CancellationToken.None)).Single().Action.Should().Be(SyncAction.Shared);
        Tryton.Requests[^1].Params.Should().BeJson("""[0, 500, {"language": "en"}]""");
        var key = RequestId.New();
        (await Clients.CustomerSync.ApplyAsync(key, [5, 6], PortalRole.Viewer, CancellationToken.None)).Single().SharedBy.Should().Be(2);
        Tryton.Requests[^1].Params.Should().BeJson($$"""["{{key}}", {"parties": [5, 6], "role": "viewer"}, {"language": "en"}]""");
    }
}
