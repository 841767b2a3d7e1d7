using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders;

/// <summary>What both islands share: the slice, the feed's subscription, and the reader's culture on others' threads.</summary>
public abstract partial class LiveIsland : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private IDisposable? _subscription;
    private PartyScope? _subscribed;

    /// <summary>The company's code when the person has several companies, else null.</summary>
    [Parameter] public string? Company { get; set; }

    /// <summary>The slice.</summary>
    [Inject] public required IState<OrdersState> State { get; init; }

    /// <summary>The only way to change it.</summary>
    [Inject] public required IDispatcher Dispatcher { get; init; }

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

    /// <summary>Whose data; null while unknown or when the session has ended.</summary>
    protected PartyScope? Scope { get; private set; }

    /// <summary>The session has ended under the page: nothing can be read any more.</summary>
    protected bool SignedOut { get; private set; }

    /// <summary>Today in the company's zone.</summary>
    protected DateOnly Today => CompanyTime.Today(Time);

    /// <summary>Ends with the component.</summary>
    protected CancellationToken Ended { get; private set; }

    /// <summary>How the page hears of changes, for the dot.</summary>
    protected LiveDotState Dot => State.Value.Live switch
    {
        LiveStatus.Live => LiveDotState.Live,
        LiveStatus.Polling => LiveDotState.Polling,
        _ => LiveDotState.Reconnecting,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the subscription and the component's waits.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_ending.IsCancellationRequested)
        {
            State.Changed -= OnStateChanged;
            _subscription?.Dispose();
            _ending.Cancel();
            _ending.Dispose();
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Ended = _ending.Token;
        State.Changed += OnStateChanged;
    }

    /// <summary>Finds the scope in the person's own session; false when there is none.</summary>
    protected async Task<bool> FindScopeAsync()
    {
        var session = await Session.GetAsync(Ended);
        Scope = session?.Scope(Company);
        SignedOut = Scope is null;
        if (Scope is null)
        {
            return false;
        }
        Dispatcher.Dispatch(new OrdersActions.Heard(Scope, new LiveSignal.StatusChanged(Feed.Status), Today));
        return true;
    }

    /// <summary>Starts hearing of changes; only a component with a circuit gets here.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!RendererInfo.IsInteractive || Scope is null || Scope.CacheKey == _subscribed?.CacheKey || Ended.IsCancellationRequested)
        {
            return;
        }
        _subscription?.Dispose();
        _subscribed = Scope;
        var scope = Scope;
        _subscription = Feed.Subscribe(scope, signal => _ = HearAsync(scope, signal));
        // Between the reading and this moment something may have changed unheard.
        CatchUp(Generations.Of(scope.Party));
    }

    /// <summary>Reads again when the generation of what is shown is not the present one.</summary>
    protected abstract void CatchUp(string generation);

    /// <summary>Whether the change of state concerns this island.</summary>
    protected abstract bool IsAffected();

    private async Task HearAsync(PartyScope scope, LiveSignal signal)
    {
        try
        {
            await InvokeAsync(() =>
            {
                if (!Ended.IsCancellationRequested)
                {
                    Culture.Restore();
                    Dispatcher.Dispatch(new OrdersActions.Heard(scope, signal, Today));
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

    private void OnStateChanged()
    {
        if (!Ended.IsCancellationRequested && IsAffected())
        {
            _ = InvokeAsync(StateHasChanged);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An open page could not take in {Signal}")]
    private static partial void SignalFailed(ILogger logger, Exception exception, string signal);
}
