using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Models;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Warnings;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class WarningClientTests : FakeTrytonTest
{
    [Theory]
    [InlineData(WarningAnswer.Yes, "false")]
    [InlineData(WarningAnswer.Always, "true")]
    public async Task Warning_Accepted_IsSkipped_AndTheSameCallIsSentAgain(WarningAnswer answer, string always)
    {
        Tryton.Then(Warning("stock_92"), Result("null"), Result("\"reload\""));
        TrytonUserWarningException? asked = null;
        var result = await PressAsync(warning =>
        {
            asked = warning;
            return answer;
        });
        result.Should().Be("reload");
        (asked!.Name, asked.Message, asked.Description, asked.IsTransient).Should().Be(("stock_92", "Il en manque.", "500 u", false));
        Tryton.Requests.Select(r => r.Method).Should().Equal(
            "model.sale.sale.quote", "model.res.user.warning.skip", "model.sale.sale.quote");
        Tryton.Requests[1].Params.Should().BeJson($$"""["stock_92", {{always}}, {"language": "fr"}]""");
        Tryton.Requests[2].ParamsText.Should().Be(Tryton.Requests[0].ParamsText);
    }

    [Fact]
    public async Task Warning_Declined_IsTheWarning_AndNothingWasDone()
    {
        Tryton.Then(Warning("stock_92"));
        (await FluentActions.Awaiting(() => PressAsync(_ => WarningAnswer.No)).Should().ThrowAsync<TrytonUserWarningException>())
            .Which.Name.Should().Be("stock_92");
        Tryton.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Warnings_OneAfterTheOther_AreEachAsked()
    {
        Tryton.Then(Warning("a"), Result("null"), Warning("b"), Result("null"), Result("null"));
        var names = new List<string>();
        await PressAsync(warning =>
        {
            names.Add(warning.Name);
            return WarningAnswer.Yes;
        });
        names.Should().Equal("a", "b");
        Tryton.Requests.Should().HaveCount(5);
    }

    [Fact]
    public async Task Warning_ThatComesAgainAlthoughAccepted_IsNotAskedForEver()
    {
        Tryton.Then(Warning("a"), Result("null"), Warning("a"));
        await FluentActions.Awaiting(() => PressAsync(_ => WarningAnswer.Yes)).Should().ThrowAsync<TrytonUserWarningException>();
        Tryton.Requests.Should().HaveCount(3);
    }

    [Fact]
    public async Task Warnings_WithoutEnd_End()
    {
        var count = 0;
        Tryton.Always("model.sale.sale.quote", (http, request) => Warning($"w{Interlocked.Increment(ref count)}")(http, request))
            .Always("model.res.user.warning.skip", Result("null"));
        await FluentActions.Awaiting(() => PressAsync(_ => WarningAnswer.Yes)).Should().ThrowAsync<TrytonUserWarningException>();
        count.Should().Be(21);
    }

    [Fact]
    public async Task Warning_WhoseAcceptanceFails_DoesNotSendTheCallAgain()
    {
        Tryton.Then(Warning("a"), Status(500));
        await FluentActions.Awaiting(() => PressAsync(_ => WarningAnswer.Yes)).Should().ThrowAsync<TrytonTransportException>();
        Tryton.Requests.Count(r => r.Method == "model.sale.sale.quote").Should().Be(1);
    }

    private static FakeAnswer Warning(string name) => Error($$"""["UserWarning", ["{{name}}", "Il en manque.", "500 u"]]""");

    private Task<object?> PressAsync(Func<TrytonUserWarningException, WarningAnswer> answer) => Clients.Warnings.RunAsync(
        FakeTrytonClients.Session,
        token => Clients.Models.PressAsync(FakeTrytonClients.Session, [new ModelRecord("sale.sale", 92)], "quote", token),
        warning => ValueTask.FromResult(answer(warning)),
        CancellationToken.None);
}
