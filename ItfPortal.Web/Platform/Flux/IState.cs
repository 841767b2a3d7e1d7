namespace ItfPortal.Web.Platform.Flux;

/// <summary>Read access to one slice's current state.</summary>
public interface IState<out TState> where TState : class
{
    /// <summary>After the last action; a new reference for every change.</summary>
    TState Value { get; }

    /// <summary>Raised after a change, on the thread that dispatched. Unsubscribe on dispose.</summary>
    event Action? Changed;
}
