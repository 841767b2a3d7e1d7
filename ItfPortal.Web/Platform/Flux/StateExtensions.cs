namespace ItfPortal.Web.Platform.Flux;

/// <summary>Waiting for a slice: a prerendered page is written only once its data is there.</summary>
public static class StateExtensions
{
    /// <summary>Ends when the slice fulfils the condition, at once if it does already.</summary>
    public static async Task WhenAsync<TState>(this IState<TState> state, Func<TState, bool> condition, CancellationToken cancellationToken)
        where TState : class
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(condition);
        var fulfilled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check()
        {
            if (condition(state.Value))
            {
                fulfilled.TrySetResult();
            }
        }
        state.Changed += Check;
        try
        {
            Check();
            await fulfilled.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            state.Changed -= Check;
        }
    }
}
