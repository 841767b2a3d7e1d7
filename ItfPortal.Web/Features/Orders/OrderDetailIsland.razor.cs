using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Features.Orders.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Ui.Order;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Orders;

/// <summary>The customer's order: prerendered with its data, then read again after each event.</summary>
public sealed partial class OrderDetailIsland
{
    private (OrderDetailState Detail, LiveStatus Live)? _shown;
    private string? _loaded;

    /// <summary>Id of the order; the page has checked that it is the reader's.</summary>
    [Parameter, EditorRequired] public int Order { get; set; }

    /// <summary>From the prerendering to the circuit: a packed <see cref="OrderSnapshot"/>, when it is small enough.</summary>
    [PersistentState] public byte[]? Handed { get; set; }

    // Without a session there is nothing to retry: the way on is to sign in.
    private bool NeedsSignIn => SignedOut || (Shown is null && Detail.Error is SignInNeededError);

    private OrderDetailState Detail => State.Value.Detail;

    private OrderDetail? Shown => Detail.Id == Order ? Detail.Order : null;

    private PanelState Panel => (Shown, Detail.Status) switch
    {
        (not null, _) => PanelState.Ready,
        _ when NeedsSignIn => PanelState.Empty,
        (null, LoadStatus.Failed) => PanelState.Failed,
        _ => PanelState.Loading,
    };

    private OrderNews? News => Detail.Change is { } change
        ? new OrderNews(ChangeSentence.Of(change.Event, Today, Shown?.Row), Formats.Time(change.Event.At), change.Version, Detail.Changed)
        : null;

    protected override async Task OnParametersSetAsync()
    {
        var asked = $"{Company}/{Order}";
        if (asked == _loaded)
        {
            return;
        }
        _loaded = asked;
        if (!await FindScopeAsync())
        {
            return;
        }
        var scope = Scope!;
        Dispatcher.Dispatch(new OrdersActions.LoadOrder(scope, Order) { Handed = TakeHanded(scope.CacheKey), Island = this });
        await State.WhenAsync(state => state.Detail.Status is LoadStatus.Ready or LoadStatus.Failed, Ended);
        if (!RendererInfo.IsInteractive && Shown is { } order && Detail.Status == LoadStatus.Ready)
        {
            Handed = Snapshot.Pack(new OrderSnapshot(scope.CacheKey, Detail.Generation, order));
        }
    }

    protected override void Dispose(bool disposing)
    {
        var wasOpen = !Ended.IsCancellationRequested;
        base.Dispose(disposing);
        if (disposing && wasOpen)
        {
            Dispatcher.Dispatch(new OrdersActions.OrderClosed(this));
        }
    }

    protected override void CatchUp(string generation)
    {
        if (Detail.Generation != generation && Detail.Status is LoadStatus.Ready)
        {
            Read();
        }
    }

    protected override bool IsAffected()
    {
        var now = (Detail, State.Value.Live);
        if (_shown is { } shown && ReferenceEquals(shown.Detail, now.Detail) && shown.Live == now.Live)
        {
            return false;
        }
        _shown = now;
        return true;
    }

    private OrderSnapshot? TakeHanded(string scope)
    {
        if (!RendererInfo.IsInteractive)
        {
            return null;
        }
        var handed = Snapshot.Unpack<OrderSnapshot>(Handed);
        Handed = null;
        return handed is not null && handed.Scope == scope && handed.Order.Row.Id == Order ? handed : null;
    }

    private void Read()
    {
        if (Scope is { } scope)
        {
            Dispatcher.Dispatch(new OrdersActions.LoadOrder(scope, Order));
        }
    }

    private void MarkSeen() => Dispatcher.Dispatch(new OrdersActions.Seen());
}
