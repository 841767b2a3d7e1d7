using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders;

/// <summary>What both islands share: the slice, and whose it is.</summary>
/// <typeparam name="TPart">The part of the slice that the island shows.</typeparam>
public abstract class OrdersIsland<TPart> : LiveIsland
    where TPart : class
{
    private (TPart Part, LiveStatus Live)? _shown;
    private PartyScope? _subscribed;
    private string? _loaded;
    private bool _loading;

    /// <summary>The company's code when the person has several companies, else null.</summary>
    [Parameter] public string? Company { get; set; }

    /// <summary>Inside a view as customer: the view's, whatever the reader's own is.</summary>
    [CascadingParameter] public OrdersPlace? Given { get; set; }

    /// <summary>The slice.</summary>
    [Inject] public required IState<OrdersState> State { get; init; }

    /// <summary>The only way to change it.</summary>
    [Inject] public required IDispatcher Dispatcher { get; init; }

    /// <summary>Where the island is.</summary>
    protected OrdersPlace Place => Given ?? OrdersPlace.Own(Company);

    /// <summary>Whose data; null while unknown or when the session has ended.</summary>
    protected PartyScope? Scope { get; private set; }

    /// <summary>The session has ended under the page: nothing can be read any more.</summary>
    protected bool SignedOut { get; private set; }

    /// <summary>How the page hears of changes, for the dot.</summary>
    protected LiveDotState Dot => DotOf(State.Value.Live);

    /// <summary>The part shown.</summary>
    protected abstract TPart Part { get; }

    /// <summary>What the parameters ask for; another one is read anew.</summary>
    protected abstract string Asked { get; }

    /// <summary>Whether the part has been read, or could not be.</summary>
    protected abstract LoadStatus Status { get; }

    /// <summary>The generation of what is shown.</summary>
    protected abstract string Generation { get; }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        base.OnInitialized();
        State.Changed += OnStateChanged;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        var wasOpen = !Ended.IsCancellationRequested;
        State.Changed -= OnStateChanged;
        base.Dispose(disposing);
        if (disposing && wasOpen)
        {
            Dispatcher.Dispatch(Closed());
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Asked == _loaded)
        {
            return;
        }
        _loaded = Asked;
        _loading = true;
        try
        {
            await LoadAsync();
        }
        finally
        {
            _loading = false;
        }
    }

    /// <summary>Starts hearing of changes; only a component with a circuit gets here.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!RendererInfo.IsInteractive || Scope is not { } scope || scope.CacheKey == _subscribed?.CacheKey || Ended.IsCancellationRequested)
        {
            return;
        }
        _subscribed = scope;
        Hear(callback => Feed.Subscribe(scope, callback), signal =>
        {
            Dispatcher.Dispatch(new OrdersActions.Heard(scope, signal, Today));
            return Task.CompletedTask;
        });
        // Between the reading and this moment something may have changed unheard.
        if (Status is LoadStatus.Ready && Generation != Generations.Of(scope.Party))
        {
            Read();
        }
    }

    /// <summary>Reads again.</summary>
    protected void Read()
    {
        if (Scope is { } scope)
        {
            Dispatcher.Dispatch(Load(scope, null));
        }
    }

    /// <summary>What changed has been seen.</summary>
    protected void MarkSeen() => Dispatcher.Dispatch(new OrdersActions.Seen());

    /// <summary>The action that reads the part.</summary>
    /// <param name="scope">For whom.</param>
    /// <param name="island">Which island shows it from now on; null keeps the one before.</param>
    protected abstract object Load(PartyScope scope, object? island);

    /// <summary>The action that says that this island no longer shows it.</summary>
    protected abstract object Closed();

    private async Task LoadAsync()
    {
        var session = await Session.GetAsync(Ended);
        Scope = session is null ? null : Place.Viewed ?? session.Scope(Company);
        SignedOut = Scope is null;
        if (Scope is not { } scope)
        {
            return;
        }
        Dispatcher.Dispatch(new OrdersActions.Heard(scope, new LiveSignal.StatusChanged(Feed.Status), Today));
        Dispatcher.Dispatch(Load(scope, this));
        await State.WhenAsync(_ => Status is LoadStatus.Ready or LoadStatus.Failed, Ended);
    }

    private void OnStateChanged()
    {
        var now = (Part, State.Value.Live);
        if (Ended.IsCancellationRequested || (_shown is { } shown && ReferenceEquals(shown.Part, now.Part) && shown.Live == now.Live))
        {
            return;
        }
        _shown = now;
        if (_loading)
        {
            // Drawn once when all is there: each drawing more would be held in the circuit's memory.
            return;
        }
        _ = InvokeAsync(StateHasChanged);
    }
}
