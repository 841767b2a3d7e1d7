using System.Net;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Features.Accounts.SignIn;

public sealed class SignInThrottleTests : IDisposable
{
    private static readonly IPAddress s_address = IPAddress.Parse("203.0.113.9");
    private readonly FakeTimeProvider _time = new();
    private readonly SignInThrottle _throttle;

    private readonly OwnerMail _owner = new(null!, null!, NullLogger<OwnerMail>.Instance);

    public SignInThrottleTests() =>
        _throttle = new(new LocalRateCounter(_time), new FakeFailures(_time), _owner, Options.Create(new LimitsOptions()), _time);

    public void Dispose() => _owner.Dispose();

    [Fact]
    public async Task T_BRUTE_Account_HundredInARow_OnlyANewPasswordOpensIt()
    {
        for (var round = 0; round < 25; round++)
        {
            await FailAsync("marie", 4);
            _time.Advance(TimeSpan.FromHours(2));
        }
        _time.Advance(TimeSpan.FromDays(3));
        (await _throttle.BeginAsync("Marie", null, default)).Should().BeNull();
        (await _throttle.BeginAsync("marie", "her own browser", default)).Should().NotBeNull();
        (await _throttle.BeginAsync("paul", null, default)).Should().NotBeNull();
        _owner.Waiting.Should().Be(1, "she is told");
        await _throttle.PasswordSetAsync("marie", default);
        await FailAsync("marie", 4);
    }

    [Fact]
    public async Task T_BRUTE_Account_Locked_OwnerIsToldOnceADay()
    {
        for (var day = 1; day <= 2; day++)
        {
            for (var hour = 0; hour < 3; hour++)
            {
                await FailAsync("marie", 4);
                _time.Advance(TimeSpan.FromMinutes(6));
                await FailAsync("marie", 4);
                _time.Advance(TimeSpan.FromMinutes(6));
                await FailAsync("marie", 2);
                _time.Advance(TimeSpan.FromHours(1));
            }
            _owner.Waiting.Should().Be(day);
            await _throttle.SucceededAsync((await _throttle.BeginAsync("marie", null, default))!, default);
            _time.Advance(TimeSpan.FromDays(1));
        }
    }

    [Fact]
    public async Task T_MFA_Codes_TenWrongAnHour_FromAllBrowsersTogether()
    {
        for (var i = 0; i < 10; i++)
        {
            await _throttle.FailedAsync((await _throttle.BeginCodeAsync("marie", $"browser {i}", default))!, default);
        }
        (await _throttle.BeginCodeAsync("marie", "one more", default)).Should().BeNull();
        (await _throttle.BeginAsync("marie", "one more", default)).Should().NotBeNull("that was no failure of this browser's");
        (await _throttle.BeginCodeAsync("paul", null, default)).Should().NotBeNull();
        _time.Advance(TimeSpan.FromHours(1));
        var right = await _throttle.BeginCodeAsync("marie", "one more", default);
        await _throttle.SucceededAsync(right!, default);
    }

    [Fact]
    public async Task T_BRUTE_Address_EleventhInAMinute_WaitsForTheRestOfIt()
    {
        for (var i = 0; i < 10; i++)
        {
            (await _throttle.EnterAsync(s_address, default)).Should().BeNull();
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        (await _throttle.EnterAsync(s_address, default)).Should().Be(TimeSpan.FromSeconds(50));
        (await _throttle.EnterAsync(IPAddress.Parse("203.0.113.10"), default)).Should().BeNull("another visitor is not concerned");
        _time.Advance(TimeSpan.FromSeconds(50));
        (await _throttle.EnterAsync(s_address, default)).Should().BeNull();
    }

    [Fact]
    public async Task T_BRUTE_Address_SixtyFirstInAnHour_Waits()
    {
        for (var i = 0; i < 60; i++)
        {
            (await _throttle.EnterAsync(s_address, default)).Should().BeNull();
            _time.Advance(TimeSpan.FromSeconds(7));
        }
        (await _throttle.EnterAsync(s_address, default)).Should().BeGreaterThan(TimeSpan.FromMinutes(50));
    }

    [Fact]
    public async Task T_BRUTE_Account_FifthFailureInFiveMinutes_TrytonIsNotAsked()
    {
        await FailAsync("marie", 4);
        (await _throttle.BeginAsync("marie", null, default)).Should().BeNull();
        (await _throttle.BeginAsync("MARIE", null, default)).Should().BeNull("case does not make another account");
        (await _throttle.BeginAsync("paul", null, default)).Should().NotBeNull("other accounts are not concerned");
        _time.Advance(TimeSpan.FromMinutes(5));
        (await _throttle.BeginAsync("marie", null, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task T_BRUTE_Account_TwentyAtOnce_FourPass()
    {
        var tries = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _throttle.BeginAsync("marie", null, default).AsTask()));
        tries.Count(t => t is not null).Should().Be(4, "a try is counted before it is made");
    }

    [Fact]
    public async Task T_BRUTE_KnownDevice_StrangersFailures_NotLockedOut()
    {
        await FailAsync("marie", 4);
        (await _throttle.BeginAsync("marie", "her own browser", default)).Should().NotBeNull();
    }

    [Fact]
    public async Task T_BRUTE_Account_TenthFailureInAnHour_PausedForFifteenMinutes()
    {
        await FailAsync("marie", 4);
        _time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync("marie", 4);
        _time.Advance(TimeSpan.FromMinutes(5));
        await FailAsync("marie", 2);
        _time.Advance(TimeSpan.FromMinutes(14.9));
        (await _throttle.BeginAsync("marie", null, default)).Should().BeNull();
        _time.Advance(TimeSpan.FromMinutes(0.2));
        (await _throttle.BeginAsync("marie", null, default)).Should().NotBeNull();
    }

    [Fact]
    public async Task Account_RightPassword_CountBeginsAgain()
    {
        await FailAsync("marie", 3);
        await _throttle.SucceededAsync((await _throttle.BeginAsync("marie", null, default))!, default);
        await FailAsync("marie", 4);
    }

    [Fact]
    public async Task Account_TrytonDown_NothingIsCounted()
    {
        for (var i = 0; i < 20; i++)
        {
            await _throttle.UnansweredAsync((await _throttle.BeginAsync("marie", null, default))!, default);
        }
        (await _throttle.BeginAsync("marie", null, default)).Should().NotBeNull();
    }

    private async Task FailAsync(string login, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var attempt = await _throttle.BeginAsync(login, null, default);
            attempt.Should().NotBeNull("try {0} of {1} is allowed", i + 1, times);
            await _throttle.FailedAsync(attempt!, default);
        }
    }
}
