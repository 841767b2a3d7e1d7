namespace ItfPortal.Web.Platform.Flux;

/// <summary>A slice as the store sees it.</summary>
public interface IFeature
{
    /// <returns><see langword="true"/> if the state reference changed.</returns>
    bool Reduce(object action);
    void NotifyChanged();
}

public abstract class Feature<TState>(TState initial) : IFeature, IState<TState> where TState : class
{
    public TState Value { get; private set; } = initial;
    public event Action? Changed;

    /// <summary>Pure: no I/O, no clock, no randomness. Returns the same reference when the action is not its own.</summary>
    protected abstract TState Reduce(TState state, object action);

    bool IFeature.Reduce(object action)
    {
        var next = Reduce(Value, action);
        if (ReferenceEquals(next, Value))
        {
            return false;
        }
        Value = next;
        return true;
    }

    void IFeature.NotifyChanged() => Changed?.Invoke();
}
