namespace ItfPortal.Web.Platform.Flux;

/// <summary>
/// One store per circuit (scoped). A dispatch inside a dispatch waits its turn; a reducer, subscriber or effect that
/// throws is logged and the circuit lives; nothing runs after dispose.
/// </summary>
public sealed partial class Store : IDispatcher, IDisposable
{
    private readonly IFeature[] _features;
    private readonly IEffect[] _effects;
    private readonly ILogger<Store> _logger;
    private readonly Queue<object> _queue = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly CancellationToken _ended;
    private readonly Lock _lock = new();
    private bool _draining;

    /// <summary>Made by the container; see <see cref="FluxModule"/>.</summary>
    public Store(IEnumerable<IFeature> features, IEnumerable<IEffect> effects, ILogger<Store> logger)
    {
        _features = [.. features];
        _effects = [.. effects];
        _logger = logger;
        // Kept apart from its source: an effect may ask for it after the source is disposed.
        _ended = _ending.Token;
    }

    /// <inheritdoc/>
    public void Dispatch(object action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_lock)
        {
            if (_ended.IsCancellationRequested)
            {
                return;
            }
            _queue.Enqueue(action);
            if (_draining)
            {
                return;
            }
            _draining = true;
        }
        while (Next() is { } next)
        {
            Process(next);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_ended.IsCancellationRequested)
            {
                return;
            }
            _queue.Clear();
        }
        _ending.Cancel();
        _ending.Dispose();
    }

    private object? Next()
    {
        lock (_lock)
        {
            if (!_ended.IsCancellationRequested && _queue.TryDequeue(out var next))
            {
                return next;
            }
            _draining = false;
            return null;
        }
    }

    private void Process(object action)
    {
        // Every slice sees the action before anybody hears of it: a subscriber may read two slices.
        var changed = new List<IFeature>(1);
        foreach (var feature in _features)
        {
            try
            {
                if (feature.Reduce(action))
                {
                    changed.Add(feature);
                }
            }
            catch (Exception exception)
            {
                ReducerFailed(_logger, exception, feature.GetType().Name, action.GetType().Name);
            }
        }
        foreach (var feature in changed)
        {
            foreach (var failure in feature.NotifyChanged())
            {
                SubscriberFailed(_logger, failure, feature.GetType().Name, action.GetType().Name);
            }
        }
        foreach (var effect in _effects)
        {
            if (_ended.IsCancellationRequested)
            {
                return;
            }
            _ = RunAsync(effect, action);
        }
    }

    private async Task RunAsync(IEffect effect, object action)
    {
        try
        {
            await effect.HandleAsync(action, this, _ended);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            EffectFailed(_logger, exception, effect.GetType().Name, action.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Effect {Effect} failed on {Action}")]
    private static partial void EffectFailed(ILogger logger, Exception exception, string effect, string action);

    [LoggerMessage(Level = LogLevel.Error, Message = "Reducer of {Feature} failed on {Action}")]
    private static partial void ReducerFailed(ILogger logger, Exception exception, string feature, string action);

    [LoggerMessage(Level = LogLevel.Error, Message = "A subscriber of {Feature} failed on {Action}")]
    private static partial void SubscriberFailed(ILogger logger, Exception exception, string feature, string action);
}
