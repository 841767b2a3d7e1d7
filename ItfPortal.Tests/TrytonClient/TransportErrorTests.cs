using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

public sealed class TransportErrorTests : FakeTrytonTest
{
    [Fact]
    public async Task UserError_CarriesWordsAndCode()
    {
        Tryton.Then(Error("""["UserError", ["Requête mal formée.", "itf_portal.bad_query", null]]"""));
        var e = await FailsWithAsync<TrytonUserErrorException>();
        (e.Message, e.Code, e.IsTransient).Should().Be(("Requête mal formée.", "itf_portal.bad_query", false));
    }

    [Fact]
    public async Task UserWarning_CarriesItsName()
    {
        Tryton.Then(Error("""["UserWarning", ["stock_quantity_warning_92", "Il en manque.", "500 u"]]"""));
        var e = await FailsWithAsync<TrytonUserWarningException>();
        (e.Name, e.Message, e.Description).Should().Be(("stock_quantity_warning_92", "Il en manque.", "500 u"));
    }

    [Fact]
    public async Task ConcurrencyException_IsItself()
    {
        Tryton.Then(Error("""["ConcurrencyException", "Records were modified in the meanwhile"]"""));
        (await FailsWithAsync<TrytonConcurrencyException>()).Message.Should().Be("Records were modified in the meanwhile");
    }

    [Fact]
    public async Task LoginException_SaysWhatIsAskedFor()
    {
        Tryton.Then(Error("""["LoginException", ["totp_code", "Code pour andré", "char"]]"""));
        var e = await FluentActions.Awaiting(SignInAsync).Should().ThrowAsync<TrytonLoginParameterException>();
        (e.Which.Parameter, e.Which.Message, e.Which.Type).Should().Be(("totp_code", "Code pour andré", "char"));
    }

    [Fact]
    public async Task ServerFault_IsLoggedOnceWithoutItsTraceback()
    {
        Tryton.Then(Error("""["'NoneType' object has no attribute 'x'\nDETAIL: Key (login)=(andré)", "Traceback (most recent call last): secret"]"""));
        (await FailsWithAsync<TrytonServerException>()).Message.Should().Be("Tryton failed in itf_portal.order.confirm");
        Clients.Log.Should().ContainSingle(line => line.StartsWith("Error"))
            .Which.Should().Be("Error: Tryton failed in itf_portal.order.confirm: 'NoneType' object has no attribute 'x'");
        Clients.Log.Should().NotContain(line => line.Contains("Traceback") || line.Contains("DETAIL"));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("17")]
    [InlineData("[null, null]")]
    public async Task Error_OfAnyOtherForm_IsAServerFault(string error)
    {
        Tryton.Then(Error(error));
        await FailsWithAsync<TrytonServerException>();
    }

    [Theory]
    [InlineData("""["UserError", []]""")]
    [InlineData("""["UserError"]""")]
    [InlineData("""["UserError", [null, 3]]""")]
    public async Task UserError_WithoutWords_IsStillAUserError(string error)
    {
        Tryton.Then(Error(error));
        (await FailsWithAsync<TrytonUserErrorException>()).Code.Should().BeEmpty();
    }

    [Fact]
    public async Task Status401_OfASignIn_IsARefusal_AndOfACall_AnEndedSession()
    {
        Tryton.Then(Status(401), Status(401));
        await FluentActions.Awaiting(SignInAsync).Should().ThrowAsync<TrytonSignInRefusedException>();
        await FailsWithAsync<TrytonSessionExpiredException>();
    }

    [Fact]
    public async Task Status403_IsAccessDenied()
    {
        Tryton.Then(Status(403));
        await FailsWithAsync<TrytonAccessDeniedException>();
    }

    [Fact]
    public async Task Status429_IsRateLimited()
    {
        Tryton.Then(Status(429));
        await FluentActions.Awaiting(SignInAsync).Should().ThrowAsync<TrytonRateLimitedException>();
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task Status_OfAServerInTrouble_IsTransient(int status)
    {
        Tryton.Then(Status(status));
        (await FailsAsync(TransportFailure.ServerFault)).IsTransient.Should().BeTrue();
    }

    [Theory]
    [InlineData(204)]
    [InlineData(400)]
    [InlineData(411)]
    [InlineData(413)]
    public async Task Status_OfAMisunderstanding_IsNotTransient(int status)
    {
        Tryton.Then(Status(status));
        (await FailsAsync(TransportFailure.Unreadable)).IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task T_SSRF_Redirect_IsNotFollowed()
    {
        Tryton.Then(Redirect(Tryton.Url + "elsewhere/"));
        await FailsAsync(TransportFailure.Unreadable);
        Tryton.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Html_WithStatus200_IsUnreadable()
    {
        Tryton.Then(Html());
        await FailsAsync(TransportFailure.Unreadable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\": 1}")]
    [InlineData("{\"id\": 1, \"result\": [1, 2")]
    [InlineData("{\"id\": \"1\", \"result\": 2}")]
    [InlineData("{\"id\": 1, \"result\": 2} trailing")]
    [InlineData("{\"id\": 1, \"result\": NaN}")]
    [InlineData("{\"id\": 1, \"error\": [\"UserError\", [\"\\ud83e\", \"\"]]}")]
    public async Task Body_ThatIsNoAnswer_IsUnreadable(string body)
    {
        Tryton.Then(Body(body));
        await FailsAsync(TransportFailure.Unreadable);
    }

    [Fact]
    public async Task Answer_ToAnotherRequest_IsUnreadable()
    {
        Tryton.Then(WrongId("true"));
        await FailsAsync(TransportFailure.Unreadable);
    }

    [Fact]
    public async Task Answer_NestedTooDeep_IsUnreadable()
    {
        Tryton.Then(Nested(100), Nested(20_000));
        await FailsAsync(TransportFailure.Unreadable);
        await FailsAsync(TransportFailure.Unreadable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_OverTheLimit_IsTooLarge_AlsoWhenItWasCompressed(bool gzip)
    {
        Tryton.Then(Huge(9 << 20, gzip));
        (await FailsAsync(TransportFailure.TooLarge)).IsTransient.Should().BeFalse();
    }

    [Fact]
    public async Task Report_MayBeLarger_UpToItsOwnLimit()
    {
        Tryton.Then(Huge(9 << 20), Huge(65L << 20, gzip: true));
        (await Clients.ReportAsync()).Should().BeOfType<string>().Which.Length.Should().BeGreaterThanOrEqualTo(9 << 20);
        (await FluentActions.Awaiting(() => Clients.ReportAsync()).Should().ThrowAsync<TrytonTransportException>())
            .Which.Failure.Should().Be(TransportFailure.TooLarge);
    }

    [Fact]
    public async Task Answer_Compressed_IsRead()
    {
        Tryton.Then(Compressed("[1, true]"));
        (await Clients.WriteAsync()).Should().BeEquivalentTo(new object[] { 1L, true });
        Tryton.Requests[0].Headers["Accept-Encoding"].Should().Contain("gzip").And.Contain("br");
    }

    [Fact]
    public async Task Answer_CutInTheMiddle_IsNoAnswer()
    {
        Tryton.Then(CutInTheMiddle("\"" + new string('x', 100_000) + "\""));
        await FailsAsync(TransportFailure.NoAnswer);
    }

    [Fact]
    public async Task Answer_ThatDripsForEver_TimesOut()
    {
        await HurryAsync();
        Tryton.Then(Drip());
        await FailsAsync(TransportFailure.TimedOut);
    }

    [Fact]
    public async Task Answer_ThatNeverComes_TimesOut_AndTheOutcomeIsUnknown()
    {
        await HurryAsync();
        Tryton.Then(Hang());
        (await FailsAsync(TransportFailure.TimedOut)).MayHaveArrived.Should().BeTrue();
    }

    [Fact]
    public async Task NobodyListening_IsUnreachable_AndNothingWasSent()
    {
        await using var lonely = new FakeTrytonClients(new Uri("http://127.0.0.1:9/"));
        var e = await FluentActions.Awaiting(() => lonely.WriteAsync()).Should().ThrowAsync<TrytonTransportException>();
        (e.Which.Failure, e.Which.MayHaveArrived, e.Which.IsTransient).Should().Be((TransportFailure.Unreachable, false, true));
    }

    [Fact]
    public async Task Messages_NeverHoldWhatWasSentOrAnswered()
    {
        Tryton.Then(Body("{\"id\": 1, \"result\": {\"secret-of-a-customer\": oops}}"));
        var e = await FailsAsync(TransportFailure.Unreadable);
        e.ToString().Should().NotContain("secret-of-a-customer").And.NotContain(FakeTrytonClients.Session.Key);
        Clients.Log.Should().ContainSingle(line => line.StartsWith("Warning: No usable answer from Tryton to itf_portal.order.confirm: Unreadable"));
        string.Join('\n', Clients.Log).Should().NotContain("secret-of-a-customer")
            .And.NotContain(FakeTrytonClients.Session.Key).And.NotContain(FakeTrytonClients.PortalKey);
    }

    // Shorter times, only where the time is what is tried: a busy machine must not turn another fault into a timeout.
    private async Task HurryAsync()
    {
        await Clients.DisposeAsync();
        Clients = new FakeTrytonClients(Tryton.Url, limits => limits.WriteTime = TimeSpan.FromSeconds(1));
    }

    private Task<SessionToken> SignInAsync() =>
        Clients.Sessions.SignInAsync(new SignInRequest("andré", "motdepasse", "fr", null), CancellationToken.None);

    private async Task<T> FailsWithAsync<T>()
        where T : TrytonException => (await FluentActions.Awaiting(() => Clients.WriteAsync()).Should().ThrowAsync<T>()).Which;

    private async Task<TrytonTransportException> FailsAsync(TransportFailure failure)
    {
        var e = await FailsWithAsync<TrytonTransportException>();
        e.Failure.Should().Be(failure);
        return e;
    }
}
