using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Platform.Security;

public class LocalRateCounterTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private readonly FakeTimeProvider _time = new();
    private readonly LocalRateCounter _counter;

    public LocalRateCounterTests() => _counter = new(_time);

    [Fact]
    public async Task Take_WindowSlides_NotInSteps()
    {
        (await TakeAsync()).Allowed.Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(40));
        (await TakeAsync()).Count.Should().Be(2);
        (await TakeAsync()).Should().Be(new RateHit(null, 2, TimeSpan.FromSeconds(20)));
        _time.Advance(TimeSpan.FromSeconds(20));
        (await TakeAsync()).Allowed.Should().BeTrue("the first has left the window");
        (await TakeAsync()).RetryAfter.Should().Be(TimeSpan.FromSeconds(40), "the second has not");
    }

    [Fact]
    public async Task Return_Once_OneMorePasses()
    {
        var hit = await TakeAsync();
        await TakeAsync();
        await _counter.ReturnAsync("k", hit, default);
        await _counter.ReturnAsync("k", hit, default);
        (await TakeAsync()).Allowed.Should().BeTrue();
        (await TakeAsync()).Allowed.Should().BeFalse();
    }

    [Fact]
    public async Task Take_ManyKeys_OldOnesAreDropped()
    {
        for (var i = 0; i < 5000; i++)
        {
            await _counter.TakeAsync("made up " + i, 1, s_minute, default);
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        _counter.Keys.Should().BeLessThan(1200);
    }

    private ValueTask<RateHit> TakeAsync() => _counter.TakeAsync("k", 2, s_minute, default);
}
