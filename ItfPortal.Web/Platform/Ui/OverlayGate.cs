namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// Opens MudBlazor's dialog, popover and snackbar providers on first use, so that a circuit which never shows one does not carry
/// them, nor the page their 600 KB of style: <c>await Gate.EnsureAsync(token); await DialogService.ShowAsync&lt;…&gt;();</c>.
/// The island must contain <see cref="LazyOverlays"/>. One per circuit.
/// </summary>
public sealed class OverlayGate
{
    private readonly TaskCompletionSource _mounted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<Task>? _open;

    /// <summary>Whether it has been asked to open.</summary>
    public bool Open { get; private set; }

    /// <summary>Completes when the providers are mounted and their style is there; at once the second time.</summary>
    /// <param name="cancellationToken">Gives up the wait; what was asked to open goes on opening.</param>
    /// <exception cref="InvalidOperationException">No <see cref="LazyOverlays"/> in the island.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (!Open)
        {
            var open = _open ?? throw new InvalidOperationException($"The island has no <{nameof(LazyOverlays)} />");
            Open = true;
            await open();
        }
        await _mounted.Task.WaitAsync(cancellationToken);
    }

    internal void Attach(Func<Task> open) => _open = open;

    internal void Mounted() => _mounted.TrySetResult();
}
