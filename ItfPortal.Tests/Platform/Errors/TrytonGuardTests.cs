using ItfPortal.Tests.Platform.Words;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Platform.Errors;

public sealed class TrytonGuardTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 15, 42, 0, TimeSpan.Zero));
    private readonly ListLogger _log = new();
    private readonly TrytonPulse _pulse;
    private readonly TrytonGuard _guard;

    public TrytonGuardTests()
    {
        _pulse = new TrytonPulse(_time);
        var texts = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider()
            .GetRequiredService<IStringLocalizer<ErrorTexts>>();
        _guard = new TrytonGuard(_pulse, texts, _log);
    }

    public static TheoryData<Exception, Type> Mapped() => new()
    {
        { new TrytonSessionExpiredException(), typeof(SignInNeededError) },
        { new SessionEndedException(), typeof(SignInNeededError) },
        { new TrytonAccessDeniedException("closed"), typeof(NotFoundError) },
        { new TrytonUserErrorException("Non", BadQueryError.Code), typeof(BadQueryError) },
        { new TrytonUserErrorException("La quantité manque", "other"), typeof(RefusedError) },
        { new TrytonUserWarningException("w", "Vraiment?", ""), typeof(RefusedError) },
        { new TrytonConcurrencyException("changed"), typeof(RefusedError) },
        { new TrytonRateLimitedException(), typeof(RefusedError) },
        { new TrytonTransportException("refused"), typeof(TrytonUnavailableError) },
        { new OperationCanceledException("somebody else gave up"), typeof(TrytonUnavailableError) },
    };

    [Theory]
    [MemberData(nameof(Mapped))]
    public async Task Run_ExpectedFailure_ErrorWithWordsAndNothingLogged(Exception exception, Type expected)
    {
        foreach (var language in new[] { "fr", "en" })
        {
            using var reader = new InLanguage(language);
            var result = await _guard.RunAsync<string>(_ => throw exception, CancellationToken.None);

            result.Error.Should().BeOfType(expected);
            result.Error!.Message.Should().NotBeNullOrWhiteSpace().And.NotContain("Exception");
        }
        _log.Entries.Should().NotContain(entry => entry.Level >= LogLevel.Information);
    }

    [Fact]
    public async Task Run_Value_Passes()
    {
        var result = await _guard.RunAsync(_ => ValueTask.FromResult("ok"), CancellationToken.None);
        result.Ok.Should().BeTrue();
        result.Value.Should().Be("ok");
    }

    [Fact]
    public async Task Run_UserError_OnlyTrytonsOwnWordsReachTheReader()
    {
        var result = await _guard.RunAsync<string>(_ => throw new TrytonUserErrorException("La quantité manque", "x"), CancellationToken.None);
        result.Error!.Message.Should().Be("La quantité manque");
    }

    [Fact]
    public async Task Run_ServerFault_LoggedOnceWithTheIdTheReaderSees()
    {
        var result = await _guard.RunAsync<string>(_ => throw new TrytonServerException("secret detail"), CancellationToken.None);

        var error = result.Error.Should().BeOfType<UnexpectedError>().Subject;
        error.Message.Should().NotContain("secret");
        _log.Entries.Should().ContainSingle(entry => entry.Level == LogLevel.Error).Which.Text.Should().Contain(error.CorrelationId);
    }

    [Fact]
    public async Task Run_CallerGivesUp_IsNoError()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        var run = () => _guard.RunAsync<string>(token => throw new OperationCanceledException(token), gone.Token);

        await run.Should().ThrowAsync<OperationCanceledException>();
        _log.Entries.Should().BeEmpty();
    }

    [Theory]
    [InlineData("fr", "Le système de commandes (Tryton) ne répond pas depuis 10:42.*")]
    [InlineData("en", "The ordering system (Tryton) has not been answering since 10:42.*")]
    public async Task Run_TrytonSilent_SaysSinceWhenOnTheCompanysClock(string language, string expected)
    {
        using var reader = new InLanguage(language);
        await Silent();
        _time.Advance(TimeSpan.FromMinutes(20));

        (await Silent()).Error.Should().BeOfType<TrytonUnavailableError>().Which.Message.Should().Match(expected);
    }

    [Fact]
    public async Task Call_AnswerAfterSilence_SilenceIsOver()
    {
        await Silent();
        _pulse.SilentSince.Should().Be(_time.GetUtcNow());

        await _guard.RunAsync(_ => _guard.CallAsync(() => Task.FromResult(1)), CancellationToken.None);
        _pulse.SilentSince.Should().BeNull();

        await Silent();
        await _guard.RunAsync<int>(_ => _guard.CallAsync<int>(() => throw new TrytonSessionExpiredException()), CancellationToken.None);
        _pulse.SilentSince.Should().BeNull("a refusal is an answer");
    }

    private Task<Result<int>> Silent() =>
        _guard.RunAsync<int>(_ => _guard.CallAsync<int>(() => throw new TrytonTransportException("refused")), CancellationToken.None);

    private sealed class ListLogger : ILogger<TrytonGuard>
    {
        public List<(LogLevel Level, string Text)> Entries { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel > LogLevel.Debug)
            {
                Entries.Add((logLevel, formatter(state, exception)));
            }
        }
    }
}
