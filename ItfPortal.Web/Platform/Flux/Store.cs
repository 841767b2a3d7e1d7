namespace ItfPortal.Web.Platform.Flux;

/// <summary>One store per circuit (register scoped). An effect that throws is logged, never ends the circuit.</summary>
public sealed partial class Store(IEnumerable<IFeature> features, IEnumerable<IEffect> effects, ILogger<Store> logger) : IDispatcher, IDisposable
{
    private readonly IFeature[] _features = [.. features];
    private readonly IEffect[] _effects = [.. effects];
    private readonly Queue<object> _queue = new();
    private readonly CancellationTokenSource _cts = new();
    private readonly Lock _lock = new();
    private bool _draining;

    public void Dispatch(object action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_lock)
        {
            if (_cts.IsCancellationRequested)
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
        try
        {
            Drain();
        }
        catch
        {
            // A subscriber's render may throw; without this the queue would stay "draining" for the circuit's life.
            lock (_lock)
            {
                _draining = false;
            }
            throw;
        }
    }

    private void Drain()
    {
        while (true)
        {
            object next;
            lock (_lock)
            {
                if (!_queue.TryDequeue(out next!))
                {
                    _draining = false;
                    return;
                }
            }
            foreach (var feature in _features.Where(f => f.Reduce(next)).ToArray())
            {
                feature.NotifyChanged();
            }
            foreach (var effect in _effects)
            {
                _ = RunAsync(effect, next);
            }
        }
    }

    public void Dispose()
    {
        _cts.Cancel();
        _cts.Dispose();
    }

    private async Task RunAsync(IEffect effect, object action)
    {
        try
        {
            await effect.HandleAsync(action, this, _cts.Token);
        }
        catch (OperationCanceledException) when (_cts.IsCancellationRequested)
        {
        }
        catch (Exception ex)
        {
            EffectFailed(logger, ex, effect.GetType().Name, action.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Effect {Effect} failed on {Action}")]
    private static partial void EffectFailed(ILogger logger, Exception exception, string effect, string action);
}
