namespace ItfPortal.Web.Platform.Flux;

/// <summary>The only way to change a slice.</summary>
public interface IDispatcher
{
    /// <summary>Queues <paramref name="action"/>; reducers run before this returns unless a dispatch is already running.</summary>
    void Dispatch(object action);
}
