using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Protocol;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>Any model by its name: what is sent, to the letter, and what is made of the answers.</summary>
public sealed class ModelClientTests : FakeTrytonTest
{
    private static readonly ModelQuery s_parties = new("party.party", [new[] { "code", "=", "BOREAL" }], ["name", "lang.code"]);

    private IModelClient Models => Clients.Models;

    [Fact]
    public async Task Search_SendsTheQuery_AndReadsRecords()
    {
        Tryton.Then(Result("""
            [{"id": 5, "name": "Boréal", "lang.": {"id": 1, "code": "fr"}}, {"id": 6, "name": null, "lang.": null}]
            """));
        var records = await Models.SearchAsync(
            FakeTrytonClients.Session, s_parties with { Offset = 10, Limit = 20, Order = [("name", false), ("id", true)] }, CancellationToken.None);
        Tryton.Requests.Single().Method.Should().Be("model.party.party.search_read");
        Tryton.Requests.Single().Params.Should().BeJson(
            """[[["code", "=", "BOREAL"]], 10, 20, [["name", "ASC"], ["id", "DESC"]], ["name", "lang.code", "id"], {"language": "fr"}]""");
        records.Select(r => (r.Model, r.Id, r.Get<string>("name"), r.Get<string>("lang.code"))).Should().Equal(
            ("party.party", 5, "Boréal", "fr"), ("party.party", 6, null, null));
    }

    [Fact]
    public async Task Language_IsTheSessions()
    {
        Tryton.Then(Result("3"));
        var session = FakeTrytonClients.Session with { Language = "en" };
        (await Models.CountAsync(session, s_parties, CancellationToken.None)).Should().Be(3);
        Tryton.Requests.Single().Params.Should().BeJson("""[[["code", "=", "BOREAL"]], {"language": "en"}]""");
    }

    [Fact]
    public async Task All_GoesOnFromTheLastId_UntilAPageIsShort()
    {
        Tryton.Then(Result("""[{"id": 3}, {"id": 5}]"""), Result("""[{"id": 9}, {"id": 10}]"""), Result("""[{"id": 11}]"""));
        var ids = new List<int>();
        await foreach (var record in Models.AllAsync(FakeTrytonClients.Session, s_parties with { Limit = 2 }, CancellationToken.None))
        {
            ids.Add(record.Id);
        }
        ids.Should().Equal(3, 5, 9, 10, 11);
        Tryton.Requests.Select(r => r.Params[0][1][2].GetInt32()).Should().Equal(0, 5, 10);
        Tryton.Requests.Should().OnlyContain(r => r.Params[3].GetRawText() == """[["id","ASC"]]""" && r.Params[0][0].GetRawText() == """[["code","=","BOREAL"]]""");
    }

    [Fact]
    public async Task All_LeftEarly_ReadsNoFurtherPage()
    {
        Tryton.Then(Result("""[{"id": 3}, {"id": 5}]"""));
        await foreach (var record in Models.AllAsync(FakeTrytonClients.Session, s_parties with { Limit = 2 }, CancellationToken.None))
        {
            record.Id.Should().Be(3);
            break;
        }
        Tryton.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task All_OfAServerThatGoesInCircles_Ends()
    {
        Tryton.Always("model.party.party.search_read", Result("""[{"id": 3}, {"id": 5}]"""));
        var reading = async () =>
        {
            await foreach (var _ in Models.AllAsync(FakeTrytonClients.Session, s_parties with { Limit = 2 }, CancellationToken.None))
            {
            }
        };
        await reading.Should().ThrowAsync<TrytonTransportException>();
        Tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task All_Cancelled_StopsBetweenPages()
    {
        Tryton.Then(Result("""[{"id": 3}, {"id": 5}]"""), Hang());
        using var leaving = new CancellationTokenSource();
        var reading = async () =>
        {
            await foreach (var record in Models.AllAsync(FakeTrytonClients.Session, s_parties with { Limit = 2 }, leaving.Token))
            {
                if (record.Id == 5)
                {
                    leaving.CancelAfter(50);
                }
            }
        };
        await reading.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Read_ComesInTheOrderOfTheIds()
    {
        Tryton.Then(Result("""[{"id": 5, "name": "b"}, {"id": 3, "name": "a"}]"""));
        var records = await Models.ReadAsync(FakeTrytonClients.Session, "party.party", [3, 5, 3], ["name"], CancellationToken.None);
        records.Select(r => r.Id).Should().Equal(3, 5, 3);
        Tryton.Requests.Single().Params.Should().BeJson("""[[3, 5, 3], ["name", "id"], {"language": "fr"}]""");
    }

    [Fact]
    public async Task Write_OfWhatWasReadWithItsTimestamp_IsLocked()
    {
        Tryton.Then(Result("""[{"id": 3, "_timestamp": "1763834645.123456"}, {"id": 5, "_timestamp": null}]"""), Result("null"));
        var records = await Models.ReadAsync(FakeTrytonClients.Session, "party.party", [3, 5], ["_timestamp"], CancellationToken.None);
        await Models.WriteAsync(FakeTrytonClients.Session, records, new Dictionary<string, object?> { ["name"] = "Boréal" }, CancellationToken.None);
        Tryton.Requests[1].Method.Should().Be("model.party.party.write");
        Tryton.Requests[1].Params.Should().BeJson(
            """[[3, 5], {"name": "Boréal"}, {"language": "fr", "_timestamp": {"party.party,3": "1763834645.123456"}}]""");
    }

    [Fact]
    public async Task Write_OfARecordChangedMeanwhile_IsAConcurrency_AndIsNotSentAgain()
    {
        Tryton.Then(Error("""["ConcurrencyException", "Records were modified in the meanwhile"]"""));
        var e = (await FluentActions.Awaiting(() => Models.WriteAsync(
            FakeTrytonClients.Session, [new ModelRecord("party.party", 3)], new Dictionary<string, object?>(), CancellationToken.None))
            .Should().ThrowAsync<TrytonConcurrencyException>()).Which;
        e.IsTransient.Should().BeFalse("the decision has to be made anew");
        Tryton.Requests.Single().Params.Should().BeJson("""[[3], {}, {"language": "fr"}]""");
    }

    [Fact]
    public async Task DeleteAndPress_SendTheIdsOnly()
    {
        Tryton.Then(Result("null"), Result("\"reload\""));
        await Models.DeleteAsync(FakeTrytonClients.Session, [new ModelRecord("sale.sale", 3)], CancellationToken.None);
        (await Models.PressAsync(FakeTrytonClients.Session, [new ModelRecord("sale.sale", 3), new ModelRecord("sale.sale", 4)], "quote", CancellationToken.None))
            .Should().Be("reload");
        Tryton.Requests.Select(r => (r.Method, r.Params.GetRawText())).Should().Equal(
            ("model.sale.sale.delete", """[[3],{"language":"fr"}]"""), ("model.sale.sale.quote", """[[3,4],{"language":"fr"}]"""));
    }

    [Fact]
    public async Task Create_GivesTheIds_AndSendsEveryWireType()
    {
        Tryton.Then(Result("[7]"));
        var values = new Dictionary<string, object?>
        {
            ["price"] = 12.50m,
            ["day"] = new DateOnly(2026, 11, 23),
            ["at"] = new DateTimeOffset(2026, 11, 23, 13, 0, 0, TimeSpan.FromHours(-5)),
            ["hour"] = new TimeOnly(8, 30),
            ["lead"] = TimeSpan.FromHours(1.5),
            ["file"] = new byte[] { 1, 2, 3 },
            ["part"] = new ReadOnlyMemory<byte>([4]),
            ["lines"] = new object[] { new object[] { "create", new[] { new Dictionary<string, object?> { ["n"] = (short)2, ["f"] = 0.5f } } } },
            ["big"] = ulong.MaxValue,
            ["none"] = null,
            ["yes"] = true,
        };
        (await Models.CreateAsync(FakeTrytonClients.Session, "x", [values], CancellationToken.None)).Should().Equal(7);
        Tryton.Requests.Single().Params[0][0].Should().BeJson("""
            {"price": {"__class__": "Decimal", "decimal": "12.50"}, "day": {"__class__": "date", "year": 2026, "month": 11, "day": 23},
             "at": {"__class__": "datetime", "year": 2026, "month": 11, "day": 23, "hour": 18, "minute": 0, "second": 0, "microsecond": 0},
             "hour": {"__class__": "time", "hour": 8, "minute": 30, "second": 0, "microsecond": 0}, "lead": {"__class__": "timedelta", "seconds": 5400},
             "file": {"__class__": "bytes", "base64": "AQID"}, "part": {"__class__": "bytes", "base64": "BA=="},
             "lines": [["create", [{"n": 2, "f": 0.5}]]], "big": 18446744073709551615, "none": null, "yes": true}
            """);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[\"7\"]")]
    [InlineData("[7, 8]")]
    [InlineData("[-7]")]
    public async Task Create_AnswerThatIsNotTheIds_IsUnreadable(string answer)
    {
        Tryton.Then(Result(answer));
        await FluentActions.Awaiting(() => Models.CreateAsync(FakeTrytonClients.Session, "x", [new Dictionary<string, object?>()], CancellationToken.None))
            .Should().ThrowAsync<TrytonTransportException>();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[null]")]
    [InlineData("[{}]")]
    [InlineData("[{\"id\": \"5\"}]")]
    [InlineData("[{\"id\": 0}]")]
    [InlineData("[{\"id\": 1}, {\"id\": 2}, {\"id\": 3}]")]
    public async Task Search_AnswerThatIsNoRecords_IsUnreadable(string answer)
    {
        Tryton.Then(Result(answer));
        (await FluentActions.Awaiting(() => Models.SearchAsync(FakeTrytonClients.Session, s_parties with { Limit = 2 }, CancellationToken.None))
            .Should().ThrowAsync<TrytonTransportException>()).Which.Failure.Should().Be(TransportFailure.Unreadable);
    }

    [Fact]
    public async Task Record_GivesItsFieldsInTheirTypes_OrSaysNo()
    {
        Tryton.Then(Result("""
            [{"id": 5, "count": 7, "price": {"__class__": "Decimal", "decimal": "9.50"}, "done": true, "empty": null,
              "lines.": [{"id": 1, "quantity": 2.5}, {"id": 2, "quantity": 3}], "meta": {"a": [1]}}]
            """));
        var record = (await Models.SearchAsync(FakeTrytonClients.Session, s_parties, CancellationToken.None)).Single();
        (record.Get<int>("count"), record.Get<long?>("count"), record.Get<decimal>("count"), record.Get<decimal?>("price"), record.Get<bool>("done"))
            .Should().Be((7, 7L, 7m, 9.50m, true));
        (record.Get<int?>("empty"), record.Get<string>("empty"), record["empty"]).Should().Be((null, null, null));
        record.Many("lines").Select(line => (line.Id, line.Get<double>("quantity"))).Should().Equal((1, 2.5), (2, 3.0));
        record.Get<Dictionary<string, object?>>("meta").Should().ContainKey("a");
        record.Invoking(r => r.Get<int>("empty")).Should().Throw<TrytonTransportException>();
        record.Invoking(r => r.Get<int>("price")).Should().Throw<TrytonTransportException>();
        record.Invoking(r => r.Get<string>("name")).Should().Throw<KeyNotFoundException>();
        record.Invoking(r => r.Get<string>("party.name")).Should().Throw<KeyNotFoundException>();
    }

    [Fact]
    public async Task Call_ThatReads_MayBeSentAgain_AndOneThatDoesNotSay_IsNot()
    {
        Tryton.Then(Status(503), Result("1"));
        var call = new ModelCall("party.party", "anything", 1, "x") { IsRead = true, Context = new Dictionary<string, object?> { ["company"] = 1 } };
        (await Models.CallAsync(FakeTrytonClients.Session, call, CancellationToken.None)).Should().Be(1L);
        Tryton.Requests[1].Params.Should().BeJson("""[1, "x", {"language": "fr", "company": 1}]""");
        Tryton.Then(Status(503));
        await FluentActions.Awaiting(() => Models.CallAsync(FakeTrytonClients.Session, call with { IsRead = false }, CancellationToken.None))
            .Should().ThrowAsync<TrytonTransportException>();
        Tryton.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Request_ThatIsLarge_IsCompressed_OnlyWithASession()
    {
        Tryton.Then(Result("1"), Result("2"), Result("[12, \"abc\"]"));
        var large = new string('é', 40_000);
        await Models.CallAsync(FakeTrytonClients.Session, new ModelCall("x", "y", large), CancellationToken.None);
        await Models.CallAsync(FakeTrytonClients.Session, new ModelCall("x", "y", "small"), CancellationToken.None);
        await Clients.Sessions.SignInAsync(new("andré", large, "fr", null), CancellationToken.None);
        Tryton.Requests.Select(r => r.Headers.GetValueOrDefault("Content-Encoding")).Should().Equal("gzip", null, null);
        Tryton.Requests[0].Params[0].GetString().Should().Be(large);
        int.Parse(Tryton.Requests[0].Headers["Content-Length"], System.Globalization.CultureInfo.InvariantCulture).Should().BeLessThan(10_000);
    }
}
