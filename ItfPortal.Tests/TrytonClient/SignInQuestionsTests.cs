using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using static ItfPortal.Tests.Support.FakeAnswers;

namespace ItfPortal.Tests.TrytonClient;

/// <summary>Further factors: whatever Tryton asks, the next round answers, together with everything answered before.</summary>
public sealed class SignInQuestionsTests : FakeTrytonTest
{
    private static readonly FakeAnswer s_session = Result("[12, \"abc\"]");

    [Fact]
    public async Task SignIn_WithPasswordSmsAndTotp_AsksForEach_AndSendsAllOfThem()
    {
        Tryton.Then(
            Question("password", "Mot de passe pour andré", "password"), Question("sms_code", "Code envoyé à andré", "char"),
            Question("totp_code", "Code de l'application", "char"), s_session);
        var asked = new List<(string, string, string)>();
        var session = await Clients.Sessions.SignInAsync(
            new SignInRequest("andré", null, "fr", "203.0.113.9"),
            question =>
            {
                asked.Add((question.Parameter, question.Message, question.Type));
                return ValueTask.FromResult<string?>(question.Parameter == "password" ? "pässwörd" : "123 456");
            },
            CancellationToken.None);
        session.UserId.Should().Be(12);
        asked.Should().Equal(
            ("password", "Mot de passe pour andré", "password"), ("sms_code", "Code envoyé à andré", "char"), ("totp_code", "Code de l'application", "char"));
        Tryton.Requests.Select(r => r.Params[1].GetRawText()).Should().HaveCount(4);
        Tryton.Requests[0].Params[1].Should().BeJson("{}");
        Tryton.Requests[3].Params[1].Should().BeJson("""{"password": "pässwörd", "sms_code": "123 456", "totp_code": "123 456"}""");
        Tryton.Requests.Should().OnlyContain(r => r.Headers["X-Forwarded-For"] == "203.0.113.9");
        string.Join('\n', Clients.Log).Should().NotContain("pässwörd").And.NotContain("123 456").And.NotContain("andré");
    }

    [Fact]
    public async Task SignIn_SecondRoundOnAnotherPage_CarriesPasswordAndAnswer()
    {
        Tryton.Then(Question("sms_code", "Code", "char"), s_session);
        var request = new SignInRequest("andré", "x", "fr", null);
        var question = (await FluentActions.Awaiting(() => Clients.Sessions.SignInAsync(request, CancellationToken.None))
            .Should().ThrowAsync<TrytonLoginParameterException>()).Which;
        question.IsTransient.Should().BeFalse();
        await Clients.Sessions.SignInAsync(request.With(question.Parameter, "1").With(question.Parameter, "123456"), CancellationToken.None);
        Tryton.Requests[1].Params.Should().BeJson("""["andré", {"password": "x", "sms_code": "123456"}, "fr"]""");
    }

    [Fact]
    public async Task SignIn_GivenUp_IsTheQuestion()
    {
        Tryton.Then(Question("totp_code", "Code", "char"));
        await FluentActions.Awaiting(() => SignInAsync(_ => null)).Should().ThrowAsync<TrytonLoginParameterException>();
        Tryton.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task SignIn_WrongAnswer_IsARefusal_AndIsNotRepeated()
    {
        Tryton.Then(Question("totp_code", "Code", "char"), Status(401));
        await FluentActions.Awaiting(() => SignInAsync(_ => "000000")).Should().ThrowAsync<TrytonSignInRefusedException>();
        Tryton.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task SignIn_QuestionsWithoutEnd_End()
    {
        Tryton.Always("common.db.login", Question("more", "Encore ?", "char"));
        await FluentActions.Awaiting(() => SignInAsync(_ => "x")).Should().ThrowAsync<TrytonLoginParameterException>();
        Tryton.Requests.Should().HaveCount(11);
    }

    [Fact]
    public void Request_NeverShowsWhatItHolds() =>
        new SignInRequest("andré", "secret", "fr", null).With("totp_code", "123456").ToString().Should().Be("sign-in request");

    private static FakeAnswer Question(string parameter, string message, string type) =>
        Error($$"""["LoginException", ["{{parameter}}", "{{message}}", "{{type}}"]]""");

    private Task<SessionToken> SignInAsync(Func<TrytonLoginParameterException, string?> answer) =>
        Clients.Sessions.SignInAsync(
            new SignInRequest("andré", "x", "fr", null), question => ValueTask.FromResult(answer(question)), CancellationToken.None);
}
