using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ItfPortal.Tests.Platform.Security;

[Trait("needs", "redis")]
public sealed class RedisRateCounterTests : IAsyncLifetime
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(30);
    private readonly string _key = Guid.NewGuid().ToString();
    private readonly RedisRateCounter _one = Replica(Stack.RedisUrl);
    private readonly RedisRateCounter _other = Replica(Stack.RedisUrl);

    // On a busy machine a first connection may come too late, and each replica counts by itself until it has one.
    public Task InitializeAsync() => Eventually.TrueAsync(
        async () =>
        {
            var both = Guid.NewGuid().ToString();
            await _one.TakeAsync(both, 9, s_window, default);
            return (await _other.TakeAsync(both, 9, s_window, default)).Count == 2;
        },
        "both replicas are connected", seconds: 30);

    public async Task DisposeAsync()
    {
        await _one.ResetAsync(_key, default);
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task T_BRUTE_Take_TwoReplicas_CountTogether()
    {
        (await _one.TakeAsync(_key, 3, s_window, default)).Count.Should().Be(1);
        (await _other.TakeAsync(_key, 3, s_window, default)).Count.Should().Be(2);
        (await _one.TakeAsync(_key, 3, s_window, default)).Count.Should().Be(3);
        var refused = await _other.TakeAsync(_key, 3, s_window, default);
        refused.Allowed.Should().BeFalse();
        refused.RetryAfter.Should().BePositive().And.BeLessThanOrEqualTo(s_window);
    }

    [Fact]
    public async Task Return_OnOneReplica_OneMorePassesOnTheOther()
    {
        await _one.TakeAsync(_key, 2, s_window, default);
        var hit = await _one.TakeAsync(_key, 2, s_window, default);
        (await _other.TakeAsync(_key, 2, s_window, default)).Allowed.Should().BeFalse();
        await _one.ReturnAsync(_key, hit, default);
        (await _other.TakeAsync(_key, 2, s_window, default)).Allowed.Should().BeTrue();
    }

    [Fact]
    public async Task T_REDIS_Take_RedisGone_StillLimitsByItself()
    {
        await using var alone = Replica("redis://127.0.0.1:1");
        (await alone.TakeAsync(_key, 2, s_window, default)).Allowed.Should().BeTrue();
        (await alone.TakeAsync(_key, 2, s_window, default)).Allowed.Should().BeTrue();
        (await alone.TakeAsync(_key, 2, s_window, default)).Allowed.Should().BeFalse("a limit never opens");
    }

    private static RedisRateCounter Replica(string url) => new(
        new LocalRateCounter(TimeProvider.System), Options.Create(new RedisOptions { Url = url }), NullLogger<RedisRateCounter>.Instance);
}
