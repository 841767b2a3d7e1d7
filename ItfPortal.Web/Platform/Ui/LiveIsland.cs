using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// What every live island shares: the clock, the session, an end, and the way in for what other threads tell, in the
/// reader's culture. A circuit starts from the cache its prerendering has just filled (decision 0003).
/// </summary>
public abstract partial class LiveIsland : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private IDisposable? _subscription;

    /// <summary>Where changes come from.</summary>
    [Inject] public required ILiveFeed Feed { get; init; }

    /// <summary>How far the replica has heard.</summary>
    [Inject] public required IGenerations Generations { get; init; }

    /// <summary>Whose circuit.</summary>
    [Inject] public required ICurrentSession Session { get; init; }

    /// <summary>The circuit's language.</summary>
    [Inject] public required ReaderCulture Culture { get; init; }

    /// <summary>The clock.</summary>
    [Inject] public required TimeProvider Time { get; init; }

    /// <summary>For what a push throws.</summary>
    [Inject] public required ILogger<LiveIsland> Logger { get; init; }

    /// <summary>Today in the company's zone.</summary>
    protected DateOnly Today => CompanyTime.Today(Time);

    /// <summary>Ends with the component.</summary>
    protected CancellationToken Ended { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>How the page hears of changes, for the dot.</summary>
    protected static LiveDotState DotOf(LiveStatus status) => status switch
    {
        LiveStatus.Live => LiveDotState.Live,
        LiveStatus.Polling => LiveDotState.Polling,
        _ => LiveDotState.Reconnecting,
    };

    /// <summary>Ends the subscription and the component's waits.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_ending.IsCancellationRequested)
        {
            _subscription?.Dispose();
            _ending.Cancel();
            _ending.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Ended = _ending.Token;

    /// <summary>Hears from now on what <paramref name="subscribe"/> brings, and nothing of the subscription before.</summary>
    /// <param name="subscribe">Given the callback, which may come on any thread; answers what ends it.</param>
    /// <param name="take">Called for each signal on the circuit's own thread, in the reader's culture, until the component ends.</param>
    protected void Hear(Func<Action<LiveSignal>, IDisposable> subscribe, Func<LiveSignal, Task> take)
    {
        ArgumentNullException.ThrowIfNull(subscribe);
        _subscription?.Dispose();
        _subscription = subscribe(signal => _ = BringInAsync(signal, take));
    }

    private async Task BringInAsync(LiveSignal signal, Func<LiveSignal, Task> take)
    {
        try
        {
            await InvokeAsync(async () =>
            {
                if (!Ended.IsCancellationRequested)
                {
                    Culture.Restore();
                    await take(signal);
                }
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended while the signal was on its way.
        }
        catch (Exception exception)
        {
            SignalFailed(Logger, exception, signal.GetType().Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An open page could not take in {Signal}")]
    private static partial void SignalFailed(ILogger logger, Exception exception, string signal);
}
