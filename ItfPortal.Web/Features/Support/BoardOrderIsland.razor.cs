using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Ui.Order;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Support;

/// <summary>One order for an agent: prerendered with its data, then read again after each event, with all who look at it.</summary>
public sealed partial class BoardOrderIsland
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(5);

    private OrderDetail? _order;
    private OrderNews? _news;
    private Error? _error;
    private DateTime _asOf;
    private string _generation = "";
    private LiveStatus _live;
    private bool _reading;
    private bool _again;

    /// <summary>Id of the order.</summary>
    [Parameter, EditorRequired] public int Order { get; set; }

    [Inject] public required BoardService Service { get; init; }

    private LiveDotState Dot => DotOf(_live);

    protected override async Task OnInitializedAsync()
    {
        _live = Feed.Status;
        await ReadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }
        Hear(Feed.SubscribeStaff, async signal =>
        {
            if (await TakeInAsync(signal) && !Ended.IsCancellationRequested)
            {
                StateHasChanged();
            }
        });
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
                var result = await Service.DetailAsync(Order, Ended);
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
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
        }
        finally
        {
            _reading = false;
        }
    }

    private void Show(OrderDetail order, string generation) => (_order, _generation, _asOf, _error) = (order, generation, order.AsOf, null);

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
        while (_error is TrytonUnavailableError && !Ended.IsCancellationRequested)
        {
            StateHasChanged();
            await Task.Delay(s_retry, Time, Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            await ReadAsync();
        }
    }

    private void MarkSeen() => _news = null;
}
