using System.Collections.Immutable;
using System.Text;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Caching.Distributed;
using static ItfPortal.Tests.Live.LiveData;

namespace ItfPortal.Tests.Platform.Caching;

/// <summary>Threats T-CACHE and T-REDIS on a real Redis.</summary>
[Trait("needs", "redis")]
public class RedisCacheTests
{
    [Fact]
    public async Task T_CACHE_TwoScopes_TwoHundredReadsColdAndWarm_NeverMix()
    {
        using var one = new CacheHarness(Stack.RedisUrl);
        using var other = new CacheHarness(Stack.RedisUrl, one.Prefix);
        PartyScope[] scopes =
        [
            Scope(), Scope(party: Fleuve), Scope(PortalRole.Buyer, GrantScope.Own, user: 12), Scope(PortalRole.Buyer, GrantScope.Own, user: 13),
            Scope(PortalRole.Buyer, GrantScope.Site, 31), Scope(PortalRole.Accounting),
        ];
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            var scope = scopes[i % scopes.Length];
            var cache = (i % 2 == 0 ? one : other).Cache;
            var own = $"{scope.CacheKey} of {i % 5}";
            var answer = await cache.GetOrReadAsync(scope, $"orders?page={i % 5}", async token =>
            {
                await Task.Delay(i % 7, token);
                return new OrderPage([Row(partyName: own)], null, null, 1, false, default);
            }, default);
            return (own, got: answer.Rows.Single().PartyName);
        })));
        answers.Should().OnlyContain(answer => answer.own == answer.got);
        var warm = await Task.WhenAll(scopes.Select(scope => other.Cache.GetOrReadAsync(
            scope, "orders?page=0", _ => ValueTask.FromResult(new OrderPage([], null, null, 0, false, default)), default).AsTask()));
        warm.Select(page => page.Rows.Single().PartyName).Should().Equal(scopes.Select(scope => $"{scope.CacheKey} of 0"));
    }

    [Fact]
    public async Task SecondReplica_SameGeneration_ReadsFromRedis_EveryShapeComesBackWhole()
    {
        using var one = new CacheHarness(Stack.RedisUrl);
        using var other = new CacheHarness(Stack.RedisUrl, one.Prefix);
        var page = new BoardPage(
            [new BoardRow(Row(), Event(detail: new EventDetail { Old = "quotation", New = "confirmed", Row = Row(), Quantity = 1.50m })), new BoardRow(Row(42), null)],
            "cursor", ImmutableDictionary<string, int>.Empty.Add("quotation", 12), new DateTime(2026, 11, 22, 15, 0, 0, DateTimeKind.Utc));
        await one.Cache.GetOrReadForStaffAsync("board", _ => ValueTask.FromResult(page), default);
        await one.Cache.GetOrReadAsync<OrderDetail?>(Scope(), "order=9", _ => ValueTask.FromResult<OrderDetail?>(null), default);
        await Task.Delay(200);

        var shared = await other.Cache.GetOrReadForStaffAsync<BoardPage>("board", _ => throw new InvalidOperationException("read again"), default);
        var missing = await other.Cache.GetOrReadAsync<OrderDetail?>(Scope(), "order=9", _ => throw new InvalidOperationException("read again"), default);

        shared.Should().BeEquivalentTo(page, options => options.ComparingByMembers<BoardPage>().ComparingByMembers<BoardRow>());
        shared.AsOf.Kind.Should().Be(DateTimeKind.Utc);
        shared.Rows[0].Change!.Detail.Quantity!.Value.Scale.Should().Be(2, "the scale is part of an amount");
        missing.Should().BeNull();
    }

    [Fact]
    public async Task T_CACHE_Redis_HoldsSomethingElseUnderTheKey_NotGiven()
    {
        using var one = new CacheHarness(Stack.RedisUrl);
        using var other = new CacheHarness(Stack.RedisUrl, one.Prefix);
        await one.Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult("Boréal's"), default);
        await one.Cache.GetOrReadAsync(Scope(party: Fleuve), "orders", _ => ValueTask.FromResult("Fleuve's"), default);
        await Task.Delay(200);
        var (mine, foreign) = (Key(Scope()), Key(Scope(party: Fleuve)));
        var redis = one.Redis!;
        await redis.SetAsync(mine, (await redis.GetAsync(foreign))!);

        (await other.Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult("read again"), default)).Should().Be("read again");

        await redis.SetAsync(mine, Encoding.UTF8.GetBytes("not ours at all"));
        using var third = new CacheHarness(Stack.RedisUrl, one.Prefix);
        (await third.Cache.GetOrReadAsync(Scope(), "orders", _ => ValueTask.FromResult("read again"), default)).Should().Be("read again");

        string Key(PartyScope scope) => new ItfPortal.Web.Platform.Caching.CacheKey(scope, "orders").At(one.Prefix, one.Generations.Of(scope.Party));
    }

    [Fact]
    public async Task Redis_KilledAndBack_SlowerButRight()
    {
        var redis = await OwnRedis.StartAsync();
        using var harness = new CacheHarness(redis.Url);
        var reads = 0;
        await ReadAsync("a");
        redis.Dispose();

        for (var i = 0; i < 20; i++)
        {
            (await ReadAsync($"b{i}").AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Should().Be($"b{i}");
        }
        (await ReadAsync("a")).Should().Be("a");
        reads.Should().Be(21);

        using var again = await OwnRedis.StartAsync(redis.Port);
        (await ReadAsync("c")).Should().Be("c");

        ValueTask<string> ReadAsync(string resource) => harness.Cache.GetOrReadAsync(Scope(), resource, _ =>
        {
            reads++;
            return ValueTask.FromResult(resource);
        }, default);
    }

    [Fact]
    public async Task Redis_NeverThere_Works()
    {
        using var harness = new CacheHarness("redis://127.0.0.1:1");
        for (var i = 0; i < 5; i++)
        {
            (await harness.Cache.GetOrReadAsync(Scope(), $"r{i}", _ => ValueTask.FromResult(i), default).AsTask().WaitAsync(TimeSpan.FromSeconds(10))).Should().Be(i);
        }
    }
}
