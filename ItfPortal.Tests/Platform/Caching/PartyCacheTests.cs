using System.Collections.Immutable;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Security;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Platform.Caching;

public sealed class PartyCacheTests : IDisposable
{
    private readonly CacheHarness _harness = new();

    private IPartyCache Cache => _harness.Cache;

    public void Dispose() => _harness.Dispose();

    [Fact]
    public async Task Get_Again_NotReadAgain()
    {
        var reads = 0;
        for (var i = 0; i < 3; i++)
        {
            (await Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult($"read {++reads}"), default)).Should().Be("read 1");
        }
    }

    [Fact]
    public async Task Get_PartyMovedOn_ReadAgain_AndOnlyThatParty()
    {
        var reads = 0;
        await ReadAsync(Scope());
        await ReadAsync(Scope(party: Fleuve));
        _harness.Generations.Move(Boreal);
        await ReadAsync(Scope());
        await ReadAsync(Scope(party: Fleuve));
        reads.Should().Be(3);

        ValueTask<int> ReadAsync(PartyScope scope) => Cache.GetOrReadAsync(scope, "orders", _ => ValueTask.FromResult(++reads), default);
    }

    [Fact]
    public async Task T_CACHE_Get_ReadBegunBeforeAnEvent_NeverGivenAfterIt()
    {
        var release = new TaskCompletionSource();
        var early = Cache.GetOrReadAsync(Scope(), "orders", async _ =>
        {
            await release.Task;
            return "before";
        }, default);
        _harness.Generations.Move(Boreal);

        var late = Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult("after"), default);
        (await late).Should().Be("after");
        release.SetResult();
        (await early).Should().Be("before", "who asked before may be answered from before");

        (await Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult("again"), default)).Should().Be("after");
    }

    [Fact]
    public async Task Get_ManyAtOnce_OneRead()
    {
        var (reads, release) = (0, new TaskCompletionSource());
        var all = Enumerable.Range(0, 100).Select(_ => Cache.GetOrReadAsync(Scope(), "orders", async _ =>
        {
            Interlocked.Increment(ref reads);
            await release.Task;
            return reads;
        }, default).AsTask()).ToArray();
        release.SetResult();
        (await Task.WhenAll(all)).Should().AllBeEquivalentTo(1);
        reads.Should().Be(1);
    }

    [Fact]
    public async Task Get_ReadFails_ThrownAndNotStored()
    {
        var failing = async () => await Cache.GetOrReadAsync<string>(Scope(), "orders", _ => throw new TrytonTransportException("down"), default);
        await failing.Should().ThrowAsync<TrytonTransportException>();
        (await Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult("up"), default)).Should().Be("up");
    }

    [Fact]
    public async Task T_CACHE_Get_SharedReadEndsWithSomebodyElsesSession_ReadWithOnesOwn()
    {
        var release = new TaskCompletionSource();
        var first = Cache.GetOrReadAsync<string>(Scope(user: 12), "orders", async _ =>
        {
            await release.Task;
            throw new TrytonSessionExpiredException();
        }, default).AsTask();
        var second = Cache.GetOrReadAsync(Scope(user: 13), "orders", _ => ValueTask.FromResult("mine"), default).AsTask();
        release.SetResult();

        (await second).Should().Be("mine");
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<TrytonSessionExpiredException>();
    }

    [Fact]
    public async Task Get_OneCallerLeaves_TheOthersAreAnswered()
    {
        var release = new TaskCompletionSource();
        using var leaves = new CancellationTokenSource();
        var first = ReadAsync(leaves.Token);
        var second = ReadAsync(default);
        await leaves.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        release.SetResult();
        (await second).Should().Be("read");

        Task<string> ReadAsync(CancellationToken token) => Cache.GetOrReadAsync(Scope(), "orders", async _ =>
        {
            await release.Task;
            return "read";
        }, token).AsTask();
    }

    [Fact]
    public async Task Get_MissingRecord_NullIsAnAnswer()
    {
        var reads = 0;
        for (var i = 0; i < 2; i++)
        {
            (await Cache.GetOrReadAsync<OrderDetail?>(Scope(), "order=9", _ =>
            {
                reads++;
                return ValueTask.FromResult<OrderDetail?>(null);
            }, default)).Should().BeNull();
        }
        reads.Should().Be(1);
    }

    [Fact]
    public async Task Get_FiftyChangesInOneSecond_ReadFiveTimesAtMost_AndTheLastIsNewEnough()
    {
        var (reads, committed) = (0, 0);
        await ReadAsync();
        var pages = new List<Task<int>>();
        for (var i = 0; i < 50; i++)
        {
            Interlocked.Increment(ref committed);
            _harness.Generations.Move(Boreal);
            for (var page = 0; page < 4; page++)
            {
                pages.Add(ReadAsync());
            }
            await Task.Delay(10);
        }
        var seen = await Task.WhenAll(pages);
        seen[^4..].Should().AllBeEquivalentTo(50);
        reads.Should().BeLessThanOrEqualTo(16, "four a second, however slow the machine that runs this");

        async Task<int> ReadAsync() => await Cache.GetOrReadAsync(Scope(), "order=41", async _ =>
        {
            Interlocked.Increment(ref reads);
            var now = Volatile.Read(ref committed);
            await Task.Yield();
            return now;
        }, default);
    }

    [Theory]
    [InlineData("orders?q=été 48×40")]
    [InlineData("orders?q=:p6:u-:Viewer:Company:")]
    [InlineData("orders?q=\0\u0001\ud800")]
    public async Task Get_AnythingTyped_IsAKeyOfItsOwn(string resource)
    {
        (await Cache.GetOrReadAsync(Scope(), resource, _ => ValueTask.FromResult("one"), default)).Should().Be("one");
        (await Cache.GetOrReadAsync(Scope(), resource, _ => ValueTask.FromResult("other"), default)).Should().Be("one");
        (await Cache.GetOrReadAsync(Scope(), resource + "x", _ => ValueTask.FromResult("third"), default)).Should().Be("third");
    }

    [Fact]
    public void T_CACHE_Key_CannotBeMadeWithoutAScope() =>
        typeof(CacheKey).GetConstructors().Should().ContainSingle()
            .Which.GetParameters().Should().Contain(parameter => parameter.ParameterType == typeof(PartyScope));

    [Fact]
    public void CacheKey_NeverTooLongForTheStore()
    {
        var grants = Enumerable.Range(1, 200).Select(site => new ItfPortal.Tryton.Sessions.Grant(
            ItfPortal.Tryton.Sessions.PortalRole.Buyer, ItfPortal.Tryton.Sessions.GrantScope.Site, site, null)).ToImmutableArray();
        var key = new CacheKey(Scope(Boreal, 12, grants), new string('x', 5_000)).At("v1:Production-0a1b2c3d:tryton", "16384.1-2-3-4");
        key.Length.Should().BeLessThanOrEqualTo(1_024);
        key.Should().NotBe(new CacheKey(Scope(Boreal, 12, grants.RemoveAt(3)), new string('x', 5_000)).At("v1:Production-0a1b2c3d:tryton", "16384.1-2-3-4"));
    }
}
