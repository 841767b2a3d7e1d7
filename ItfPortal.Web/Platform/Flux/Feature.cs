namespace ItfPortal.Web.Platform.Flux;

/// <summary>A slice as the store sees it.</summary>
public interface IFeature
{
    /// <summary>Runs the slice's reducers.</summary>
    /// <returns><see langword="true"/> if the state reference changed.</returns>
    bool Reduce(object action);

    /// <summary>Tells every subscriber; one that throws does not keep the others from hearing.</summary>
    /// <returns>What subscribers threw, usually nothing.</returns>
    IReadOnlyList<Exception> NotifyChanged();
}

/// <summary>One slice: its state and its reducers.</summary>
/// <typeparam name="TState">An immutable record.</typeparam>
public abstract class Feature<TState>(TState initial) : IFeature, IState<TState> where TState : class
{
    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public TState Value { get; private set; } = initial;

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

    IReadOnlyList<Exception> IFeature.NotifyChanged()
    {
        if (Changed is not { } changed)
        {
            return [];
        }
        List<Exception>? failures = null;
        foreach (var subscriber in changed.GetInvocationList().Cast<Action>())
        {
            try
            {
                subscriber();
            }
            catch (Exception exception)
            {
                (failures ??= []).Add(exception);
            }
        }
        return failures ?? (IReadOnlyList<Exception>)[];
    }

    /// <summary>Pure: no I/O, no clock, no randomness. Returns the same reference when the action is not its own.</summary>
    protected abstract TState Reduce(TState state, object action);
}
