using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ItfPortal.Tests.Features.Orders;

/// <summary>The feature as it is wired, on fakes of Tryton, the cache, the feed and the session.</summary>
internal sealed class OrdersWorld
{
    public OrdersWorld()
    {
        Feed = new FakeFeed(Generations);
        Cache = new FakeCache(Generations);
        Register(Services = new ServiceCollection());
    }

    public FakeOrders Tryton { get; } = new();

    /// <summary>Answers what <see cref="Tryton"/> does, in its own name.</summary>
    public FakeViews Views { get; } = new();

    public FakeGenerations Generations { get; } = new();

    public FakeFeed Feed { get; }

    public FakeCache Cache { get; }

    public FakeSession Session { get; } = new();

    public FakePasswordAgain Again { get; } = new();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(TestData.Now));

    public List<string> Log { get; } = [];

    public ServiceCollection Services { get; }

    public PartyScope Scope => Session.Current!.Scope(null)!;

    public ServiceProvider Build() => Services.BuildServiceProvider();

    public void Register(IServiceCollection services)
    {
        services.AddLogging(logging => logging.AddProvider(new ListProvider(Log)));
        services.AddLocalization();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<IOrdersClient>(Tryton);
        services.AddSingleton<IViewsClient>(Views);
        services.AddSingleton<IGenerations>(Generations);
        services.AddSingleton<ILiveFeed>(Feed);
        services.AddSingleton<ICurrentSession>(Session);
        services.AddSingleton<IPasswordAgain>(Again);
        services.AddSingleton<IPartyCache>(Cache);
        services.AddScoped<ReaderCulture>();
        services.AddErrors();
        services.AddOrders(new ConfigurationBuilder().Build());
    }

    private sealed class ListProvider(List<string> entries) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel >= LogLevel.Warning)
            {
                lock (entries)
                {
                    entries.Add($"{logLevel}: {formatter(state, exception)} {exception}".Trim());
                }
            }
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Short ways to the slice of a scope.</summary>
internal static class SliceOf
{
    public static OrdersState State(this IServiceProvider provider) => provider.GetRequiredService<IState<OrdersState>>().Value;

    public static void Dispatch(this IServiceProvider provider, object action) => provider.GetRequiredService<IDispatcher>().Dispatch(action);
}
