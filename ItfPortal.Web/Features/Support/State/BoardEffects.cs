using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Web.Features.Support.State;

/// <summary>The slice's reading: when asked, after a gap, when events do not tell enough, after a failure.</summary>
public sealed class BoardEffects(BoardService board, BoardProjection projection, IState<BoardState> state, TimeProvider time) : IEffect
{
    /// <summary>Least time between two readings of one agent's page that events asked for.</summary>
    internal static readonly TimeSpan ReadPause = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private CancellationTokenSource? _read;
    private bool _rereading;
    private bool _again;
    private bool _counting;

    /// <inheritdoc/>
    public Task HandleAsync(object action, IDispatcher dispatcher, CancellationToken cancellationToken) => action switch
    {
        BoardActions.Load load => LoadAsync(load, dispatcher, cancellationToken),
        BoardActions.LoadFailed { Error: TrytonUnavailableError } failed => RetryAsync(failed, dispatcher, cancellationToken),
        BoardActions.LoadOlder when state.Value is { Older: LoadStatus.Loading, Next: { } next } =>
            LoadOlderAsync(state.Value.Filter, next, dispatcher, cancellationToken),
        BoardActions.Heard heard => HeardAsync(heard, dispatcher, cancellationToken),
        BoardActions.Resume or BoardActions.ShowWaiting or BoardActions.Scrolled => ShortenAsync(dispatcher, cancellationToken),
        _ => Task.CompletedTask,
    };

    private async Task LoadAsync(BoardActions.Load load, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        // A newer question makes the older one's answer worthless.
        await (_read?.CancelAsync() ?? Task.CompletedTask);
        using var read = _read = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var result = await board.PageAsync(load.Filter, read.Token);
            if (result is { Error: BadQueryError } && !load.Filter.IsFirstPage)
            {
                // A cursor that is not ours: the same board from its beginning.
                result = await board.PageAsync(load.Filter.FirstPage, read.Token);
            }
            read.Token.ThrowIfCancellationRequested();
            dispatcher.Dispatch(result.Ok ? new BoardActions.Loaded(load.Filter, result.Value) : new BoardActions.LoadFailed(load.Filter, result.Error!));
        }
        catch (OperationCanceledException) when (read.IsCancellationRequested)
        {
        }
        finally
        {
            Interlocked.CompareExchange(ref _read, null, read);
        }
    }

    private async Task LoadOlderAsync(BoardFilter filter, string after, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        var result = await board.PageAsync(filter with { After = after }, cancellationToken);
        dispatcher.Dispatch(result.Ok
            ? new BoardActions.OlderLoaded(filter, after, result.Value.Page)
            : new BoardActions.OlderFailed(filter, result.Error!));
    }

    private async Task HeardAsync(BoardActions.Heard heard, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        if (!state.Value.HasPage)
        {
            return;
        }
        if (heard.Signal is LiveSignal.Gap)
        {
            dispatcher.Dispatch(new BoardActions.Load(state.Value.Filter));
            return;
        }
        if (state.Value.Doubtful)
        {
            await RereadAsync(dispatcher, cancellationToken);
        }
        else
        {
            await ShortenAsync(dispatcher, cancellationToken);
        }
        if (projection.NeedsReading && state.Value is { Filter.Customer: "", Status: LoadStatus.Ready } && heard.Signal is LiveSignal.Changed)
        {
            await ReadCountsAsync(cancellationToken);
        }
    }

    // The first doubt reads at once; those that follow within the pause share the reading after it.
    private async Task RereadAsync(IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        if (_rereading)
        {
            _again = true;
            return;
        }
        _rereading = true;
        try
        {
            do
            {
                _again = false;
                dispatcher.Dispatch(new BoardActions.Load(state.Value.Filter));
                await state.WhenAsync(now => now.Status is not (LoadStatus.Loading or LoadStatus.Refreshing), cancellationToken);
                await Task.Delay(ReadPause, time, cancellationToken);
            }
            while (_again && state.Value.Doubtful);
        }
        finally
        {
            _rereading = false;
        }
    }

    // The projection tells every agent when the counts are right again, so nothing is dispatched here.
    private async Task ReadCountsAsync(CancellationToken cancellationToken)
    {
        if (_counting)
        {
            return;
        }
        _counting = true;
        try
        {
            await projection.WaitForCountsAsync(cancellationToken);
            if (projection.NeedsReading)
            {
                await board.PageAsync(BoardFilter.All, cancellationToken);
            }
        }
        finally
        {
            _counting = false;
        }
    }

    private Task ShortenAsync(IDispatcher dispatcher, CancellationToken cancellationToken) =>
        state.Value is { Held: false, Rows.Length: > BoardState.MaxRows } ? RereadAsync(dispatcher, cancellationToken) : Task.CompletedTask;

    private async Task RetryAsync(BoardActions.LoadFailed failed, IDispatcher dispatcher, CancellationToken cancellationToken)
    {
        // 2, 4, 8, 16, 30 s: soon enough for a restart of Tryton, rare enough for its first seconds.
        var pause = TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(state.Value.Failures, 1, 5)));
        await Task.Delay(pause < s_longestRetry ? pause : s_longestRetry, time, cancellationToken);
        if (state.Value.Status == LoadStatus.Failed && state.Value.Filter.Equals(failed.Filter))
        {
            dispatcher.Dispatch(new BoardActions.Load(failed.Filter));
        }
    }
}
