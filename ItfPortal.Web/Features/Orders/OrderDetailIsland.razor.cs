using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Ui.Order;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders;

/// <summary>The customer's order: prerendered with its data, then read again after each event.</summary>
public sealed partial class OrderDetailIsland
{
    /// <summary>Id of the order; the page has checked that it is the reader's.</summary>
    [Parameter, EditorRequired] public int Order { get; set; }

    protected override OrderDetailState Part => State.Value.Detail;

    protected override string Asked => $"{Place.Key}/{Order}";

    protected override LoadStatus Status => Part.Status;

    protected override string Generation => Part.Generation;

    private OrderDetail? Shown => Part.Id == Order ? Part.Order : null;

    private PanelState Panel => (Shown, Part.Status) switch
    {
        (not null, _) => PanelState.Ready,
        _ when SignedOut => PanelState.Empty,
        (null, LoadStatus.Failed) => PanelState.Failed,
        _ => PanelState.Loading,
    };

    private OrderNews? News => Part.Change is { } change
        ? new OrderNews(ChangeSentence.Of(change.Event, Today, Shown?.Row), Formats.Time(change.Event.At), change.Version, Part.Changed)
        : null;

    protected override object Load(PartyScope scope, object? island) => new OrdersActions.LoadOrder(scope, Order) { Island = island };

    protected override object Closed() => new OrdersActions.OrderClosed(this);
}
