namespace ItfPortal.Web.Platform.Flux;

/// <summary>Reacts to an action with I/O. Must not throw: turn a failure into an action of its own slice.</summary>
public interface IEffect
{
    Task HandleAsync(object action, IDispatcher dispatcher, CancellationToken cancellationToken);
}
