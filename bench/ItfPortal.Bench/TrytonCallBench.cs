using System.Diagnostics;
using System.Collections.Immutable;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Bench;

/// <summary>The one Tryton call that a cold order list makes, through the product's own client.</summary>
internal sealed class TrytonCallBench : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly SessionToken _session;
    private readonly int _party;

    private TrytonCallBench(ServiceProvider services, SessionToken session, int party) => (_services, _session, _party) = (services, session, party);

    public static async Task<TrytonCallBench> SignInAsync(DemoPerson person)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var services = new ServiceCollection().AddLogging().AddTryton(configuration).BuildServiceProvider();
        var sessions = services.GetRequiredService<ISessionClient>();
        var session = await sessions.SignInAsync(new SignInRequest(person.Login, person.Password, "fr", null), CancellationToken.None);
        return new TrytonCallBench(services, session, (await sessions.WhoAmIAsync(session, CancellationToken.None)).Companies[0].Party);
    }

    public async Task<ImmutableArray<OrderRow>> RowsAsync() =>
        (await _services.GetRequiredService<IOrdersClient>().PageAsync(_session, new OrderQuery(_party), CancellationToken.None)).Rows;

    /// <summary>Milliseconds of one call over dates that nobody has asked before.</summary>
    public async Task<double> TimeAsync(int different)
    {
        var query = new OrderQuery(_party, From: new DateOnly(2020, 1, 1), To: new DateOnly(2030 + different, 1, 1));
        var clock = Stopwatch.GetTimestamp();
        await _services.GetRequiredService<IOrdersClient>().PageAsync(_session, query, CancellationToken.None);
        return Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
    }

    /// <summary>Calls a second, so many at once.</summary>
    public async Task<double> RateAsync(int concurrency, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            var count = 0;
            for (; clock.Elapsed < duration; count++)
            {
                await RowsAsync();
            }
            return count;
        }));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.GetRequiredService<ISessionClient>().SignOutAsync(_session, CancellationToken.None);
        await _services.DisposeAsync();
    }
}
