using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Ui.Order;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Support;

/// <summary>One order for an agent: prerendered with its data, then read again after each event, with all who look at it.</summary>
public sealed partial class BoardOrderIsland : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource _ending = new();
    private OrderDetail? _order;
    private OrderNews? _news;
    private Error? _error;
    private DateTime _asOf;
    private string _generation = "";
    private LiveStatus _live;
    private IDisposable? _subscription;
    private bool _reading;
    private bool _again;

    /// <summary>Id of the order.</summary>
    [Parameter, EditorRequired] public int Order { get; set; }

    /// <summary>From the prerendering to the circuit: a packed <see cref="BoardOrderSnapshot"/>, when it is small enough.</summary>
    [PersistentState] public byte[]? Handed { get; set; }

    [Inject] public required BoardService Service { get; init; }

    [Inject] public required ILiveFeed Feed { get; init; }

    [Inject] public required IGenerations Generations { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required ReaderCulture Culture { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [Inject] public required ILogger<BoardOrderIsland> Logger { get; init; }

    private DateOnly Today => CompanyTime.Today(Time);

    private LiveDotState Dot => _live switch
    {
        LiveStatus.Live => LiveDotState.Live,
        LiveStatus.Polling => LiveDotState.Polling,
        _ => LiveDotState.Reconnecting,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_ending.IsCancellationRequested)
        {
            _subscription?.Dispose();
            _ending.Cancel();
            _ending.Dispose();
        }
    }

    protected override async Task OnInitializedAsync()
    {
        _live = Feed.Status;
        var user = (await Session.GetAsync(_ending.Token))?.Identity.User ?? 0;
        if (RendererInfo.IsInteractive && Snapshot.Unpack<BoardOrderSnapshot>(Handed) is { } handed && handed.User == user && handed.Order.Row.Id == Order)
        {
            Show(handed.Order, handed.Generation);
            return;
        }
        await ReadAsync();
        if (!RendererInfo.IsInteractive && _order is { } order)
        {
            Handed = Snapshot.Pack(new BoardOrderSnapshot(user, _generation, order));
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        _subscription = Feed.SubscribeStaff(signal => _ = HearAsync(signal));
        // Between the reading and this moment something may have changed unheard.
        if (_generation != Generations.OfAll)
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        // One reading at a time: events faster than Tryton share the next one.
        if (_reading)
        {
            _again = true;
            return;
        }
        _reading = true;
        try
        {
            do
            {
                _again = false;
                var generation = Generations.OfAll;
                var result = await Service.DetailAsync(Order, _ending.Token);
                if (result.Ok)
                {
                    Show(result.Value, generation);
                }
                else
                {
                    _error = result.Error;
                }
            }
            while (_again);
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
        }
        finally
        {
            _reading = false;
        }
    }

    private void Show(OrderDetail order, string generation) => (_order, _generation, _asOf, _error) = (order, generation, order.AsOf, null);

    private async Task HearAsync(LiveSignal signal)
    {
        try
        {
            await InvokeAsync(async () =>
            {
                if (_ending.IsCancellationRequested)
                {
                    return;
                }
                Culture.Restore();
                if (await TakeInAsync(signal) && !_ending.IsCancellationRequested)
                {
                    StateHasChanged();
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

    private async Task<bool> TakeInAsync(LiveSignal signal)
    {
        switch (signal)
        {
            case LiveSignal.StatusChanged status:
                _live = status.Status;
                return true;
            case LiveSignal.Changed changed:
                var own = changed.Events.Where(e => e.Sale == Order).ToList();
                if (own.Count == 0)
                {
                    return false;
                }
                Tell(own);
                await ReadPatientlyAsync();
                return true;
            default:
                await ReadPatientlyAsync();
                return true;
        }
    }

    // What the event carries is shown at once, before anything is read.
    private void Tell(List<PortalEvent> own)
    {
        if (_order is { } order && own.LastOrDefault(e => e.Detail.Row is not null)?.Detail.Row is { } row && row.ChangedAt >= order.Row.ChangedAt)
        {
            _order = order with { Row = row };
        }
        if (ChangeSentence.MostTelling(own) is { } change)
        {
            _news = new OrderNews(ChangeSentence.Of(change, Today, _order?.Row), Formats.Time(change.At), (_news?.Version ?? 0) + 1, OrderParts.Timeline);
            _asOf = change.At > _asOf ? change.At : _asOf;
        }
        StateHasChanged();
    }

    private async Task ReadPatientlyAsync()
    {
        await ReadAsync();
        while (_error is TrytonUnavailableError && !_ending.IsCancellationRequested)
        {
            StateHasChanged();
            await Task.Delay(s_retry, Time, _ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await ReadAsync();
        }
    }

    private void MarkSeen() => _news = null;

    [LoggerMessage(Level = LogLevel.Error, Message = "An open order could not take in {Signal}")]
    private static partial void SignalFailed(ILogger logger, Exception exception, string signal);
}

/// <summary>What the prerendered order hands to its circuit.</summary>
/// <param name="User">A circuit of somebody else must not take it over.</param>
/// <param name="Generation">Of everything, asked for before the reading.</param>
/// <param name="Order">The order.</param>
public sealed record BoardOrderSnapshot(int User, string Generation, OrderDetail Order);
