namespace ItfPortal.Web.Platform.Flux;

/// <summary>Read access to one slice's current state.</summary>
public interface IState<out TState> where TState : class
{
    TState Value { get; }
    event Action? Changed;
}
