using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Orders.State;

/// <summary>The slice's reading, through the cache: when asked, after a gap, after an event on the open order, after a failure.</summary>
public sealed class OrdersEffects(OrdersService orders, IGenerations generations, IState<OrdersState> state, TimeProvider time) : IEffect
{
    /// <summary>Least time between two readings of the open order that events asked for.</summary>
    internal static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private CancellationTokenSource? _pageRead;
    private CancellationTokenSource? _orderRead;
    private bool _orderWaiting;
    private bool _again;

    /// <inheritdoc/>
    public Task HandleAsync(object action, IDispatcher dispatcher, CancellationToken cancellationToken) => action switch
    {
        OrdersActions.LoadPage load => LoadPageAsync(load, dispatcher, cancellationToken),
        OrdersActions.LoadOrder load => LoadOrderAsync(load, dispatcher, cancellationToken),
        OrdersActions.PageFailed failed when WillPass(failed.Error) => RetryPageAsync(failed, dispatcher, cancellationToken),
        OrdersActions.OrderFailed failed when WillPass(failed.Error) => RetryOrderAsync(failed, dispatcher, cancellationToken),
        OrdersActions.Heard heard => HeardAsync(heard, dispatcher, cancellationToken),
        OrdersActions.ListClosed when state.Value.List.Scope is null => CancelAsync(_pageRead),
        OrdersActions.OrderClosed when state.Value.Detail.Scope is null => CancelAsync(_orderRead),
        _ => Task.CompletedTask,
    };

    private static bool WillPass(Error error) => error is TrytonUnavailableError;

    private static Task CancelAsync(CancellationTokenSource? read) => read?.CancelAsync() ?? Task.CompletedTask;

    private async Task LoadPageAsync(OrdersActions.LoadPage load, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        // A newer question makes the older one's answer worthless.
        await CancelAsync(_pageRead);
        using var read = _pageRead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var generation = generations.Of(load.Scope.Party);
            var result = await orders.PageAsync(load.Scope, load.Filter, read.Token);
            if (result is { Error: BadQueryError } && !load.Filter.IsFirstPage)
            {
                // A cursor that is not ours: the same list from its beginning.
                result = await orders.PageAsync(load.Scope, load.Filter.FirstPage, read.Token);
            }
            read.Token.ThrowIfCancellationRequested();
            dispatcher.Dispatch(result.Ok
                ? new OrdersActions.PageLoaded(load.Scope, load.Filter, result.Value, generation)
                : new OrdersActions.PageFailed(load.Scope, load.Filter, result.Error!));
        }
        catch (OperationCanceledException) when (read.IsCancellationRequested)
        {
        }
        finally
        {
            Interlocked.CompareExchange(ref _pageRead, null, read);
        }
    }

    private async Task LoadOrderAsync(OrdersActions.LoadOrder load, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        await CancelAsync(_orderRead);
        using var read = _orderRead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var generation = generations.Of(load.Scope.Party);
            var result = await orders.DetailAsync(load.Scope, load.Id, read.Token);
            read.Token.ThrowIfCancellationRequested();
            dispatcher.Dispatch(result.Ok
                ? new OrdersActions.OrderLoaded(load.Scope, result.Value, generation)
                : new OrdersActions.OrderFailed(load.Scope, load.Id, result.Error!));
        }
        catch (OperationCanceledException) when (read.IsCancellationRequested)
        {
        }
        finally
        {
            Interlocked.CompareExchange(ref _orderRead, null, read);
        }
    }

    private async Task HeardAsync(OrdersActions.Heard heard, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var (list, detail) = (state.Value.List, state.Value.Detail);
        var ofList = list.Scope is { } scope && scope.CacheKey == heard.Scope.CacheKey;
        var ofOrder = detail.Scope is { } owner && owner.CacheKey == heard.Scope.CacheKey;
        switch (heard.Signal)
        {
            case LiveSignal.Gap:
                Ask(list, ofList, dispatcher);
                if (ofOrder)
                {
                    dispatcher.Dispatch(new OrdersActions.LoadOrder(heard.Scope, detail.Id));
                }
                break;
            case LiveSignal.Changed changed:
                // An event without its row (a newer module's, or one that could not be read) can only be read again.
                if (changed.Events.Any(change => change is { Sale: not null, Detail.Row: null, Kind: not (EventKind.Removed or EventKind.Invoice) }))
                {
                    Ask(list, ofList, dispatcher);
                }
                if (ofOrder && !detail.Gone && changed.Events.Any(change => change.Sale == detail.Id))
                {
                    await ReadOrderSoonAsync(heard.Scope, detail.Id, dispatcher, cancellationToken);
                }
                break;
        }
    }

    private static void Ask(OrderListState list, bool wanted, IDispatcher dispatcher)
    {
        if (wanted)
        {
            dispatcher.Dispatch(new OrdersActions.LoadPage(list.Scope!, list.Filter));
        }
    }

    // The first event reads at once; those that follow within the pause share the reading after it.
    private async Task ReadOrderSoonAsync(PartyScope scope, int id, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        if (_orderWaiting)
        {
            _again = true;
            return;
        }
        _orderWaiting = true;
        try
        {
            do
            {
                _again = false;
                dispatcher.Dispatch(new OrdersActions.LoadOrder(scope, id));
                // A reading is let finish: events faster than Tryton must not cancel one reading after the other.
                await state.WhenAsync(now => now.Detail.Status is not (LoadStatus.Loading or LoadStatus.Refreshing), cancellationToken);
                await Task.Delay(ReadPause, time, cancellationToken);
            }
            while (_again && state.Value.Detail.Id == id && state.Value.Detail.Scope?.CacheKey == scope.CacheKey);
        }
        finally
        {
            _orderWaiting = false;
        }
    }

    private async Task RetryPageAsync(OrdersActions.PageFailed failed, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause(state.Value.List.Failures), time, cancellationToken);
        if (state.Value.List is { Status: LoadStatus.Failed } list && list.Scope?.CacheKey == failed.Scope.CacheKey && list.Filter.Equals(failed.Filter))
        {
            dispatcher.Dispatch(new OrdersActions.LoadPage(failed.Scope, failed.Filter));
        }
    }

    private async Task RetryOrderAsync(OrdersActions.OrderFailed failed, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause(state.Value.Detail.Failures), time, cancellationToken);
        if (state.Value.Detail is { Status: LoadStatus.Failed } detail && detail.Scope?.CacheKey == failed.Scope.CacheKey && detail.Id == failed.Id)
        {
            dispatcher.Dispatch(new OrdersActions.LoadOrder(failed.Scope, failed.Id));
        }
    }

    // 2, 4, 8, 16, 30 s: soon enough for a restart of Tryton, rare enough for its first seconds.
    private static TimeSpan Pause(int failures)
    {
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(failures, 1, 5)));
        return pause < s_longestRetry ? pause : s_longestRetry;
    }
}
