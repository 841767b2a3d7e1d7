using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>
/// A view while it is open: as long as Tryton says so. It is asked again after every event of the person's or the company's access, after a gap,
/// and every half minute besides; when its time is over, the page's own clock suffices.
/// </summary>
public sealed partial class ViewIsland
{
    private static readonly TimeSpan s_backstop = TimeSpan.FromSeconds(30);

    private ViewState? _view;
    private OrdersPlace? _place;
    private DateTimeOffset _ends;
    private int? _company;
    private Error? _error;
    private bool _over;
    private int _reading;
    private (int, string?, int?)? _shown;

    /// <summary>Id of the view; the page has opened it.</summary>
    [Parameter, EditorRequired] public int View { get; set; }

    /// <summary>The list's filter, as <see cref="OrdersQueryUrl"/> writes it.</summary>
    [Parameter] public string Query { get; set; } = "";

    /// <summary>Id of the order shown; null for the list.</summary>
    [Parameter] public int? Order { get; set; }

    [Inject] public required ViewService Views { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var asked = (View, Query, Order);
        if (_shown == asked)
        {
            return;
        }
        var another = _shown is { } shown && shown.Item1 != View;
        _shown = asked;
        if (another)
        {
            (_view, _place, _over, _error) = (null, null, false, null);
        }
        if (await Views.OpenedAsync(View, RendererInfo.IsInteractive, Ended) is { } opened)
        {
            Show(opened);
        }
        else
        {
            await ReadAsync();
        }
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || Ended.IsCancellationRequested)
        {
            return;
        }
        Hear(Feed.SubscribeStaff, TakeInAsync);
        _ = InvokeAsync(KeepAskingAsync);
        // Between the page's reading and this moment it may have ended unheard.
        await ReadAgainAsync();
    }

    private Task TakeInAsync(LiveSignal signal) => signal switch
    {
        LiveSignal.Gap => ReadAgainAsync(),
        LiveSignal.Changed changed when changed.Events.Any(Concerns) => ReadAgainAsync(),
        _ => Task.CompletedTask,
    };

    private bool Concerns(PortalEvent change) =>
        change.Area == EventArea.Access && _view is { } view && (change.Party == view.Company.Party || change.User == view.Person);

    private async Task KeepAskingAsync()
    {
        using var timer = new PeriodicTimer(s_backstop, Time);
        try
        {
            while (!_over && await timer.WaitForNextTickAsync(Ended))
            {
                await ReadAgainAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ReadAgainAsync()
    {
        if (_over || Ended.IsCancellationRequested)
        {
            return;
        }
        await ReadAsync();
        if (!Ended.IsCancellationRequested)
        {
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        var reading = ++_reading;
        try
        {
            var read = await Views.StateAsync(View, Ended);
            if (reading != _reading)
            {
                // A later reading knows more.
                return;
            }
            switch (read)
            {
                case { Ok: true }:
                    Show(read.Value);
                    break;
                case { Error: NotFoundError or RefusedError or SignInNeededError }:
                    Leave();
                    break;
                default:
                    // Tryton is away: what is shown may stay until its time is over, and nothing new comes.
                    _error = read.Error;
                    break;
            }
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
        }
    }

    private void Show(ViewState view)
    {
        // By Tryton's clock, so that a replica whose clock is wrong gives no minute more.
        _ends = Time.GetUtcNow() + (view.EndsAt - view.AsOf);
        var place = OrdersPlace.In(view);
        // The same place stays: another one is read anew by the islands in it.
        _place = _place?.Key == place.Key ? _place : place;
        (_view, _company, _error) = (view, view.Company.Party, null);
    }

    private Task OverAsync()
    {
        Leave();
        StateHasChanged();
        return Task.CompletedTask;
    }

    private void Leave() => (_over, _view, _place) = (true, null, null);
}
