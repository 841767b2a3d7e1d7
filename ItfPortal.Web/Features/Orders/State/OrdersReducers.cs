using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;

namespace ItfPortal.Web.Features.Orders.State;

/// <summary>The slice; its reducers are <see cref="OrderListReducers"/> and <see cref="OrderDetailReducers"/>.</summary>
public sealed class OrdersFeature() : Feature<OrdersState>(OrdersState.Initial)
{
    /// <inheritdoc/>
    protected override OrdersState Reduce(OrdersState state, object action) => OrdersReducers.Reduce(state, action);
}

/// <summary>Every action of the slice.</summary>
public static class OrdersReducers
{
    /// <summary>The state after the action; the same reference when nothing changes.</summary>
    public static OrdersState Reduce(OrdersState state, object action)
    {
        ArgumentNullException.ThrowIfNull(state);
        var list = OrderListReducers.Reduce(state.List, action);
        var detail = OrderDetailReducers.Reduce(state.Detail, action);
        var live = action is OrdersActions.Heard { Signal: LiveSignal.StatusChanged changed } ? changed.Status : state.Live;
        return ReferenceEquals(list, state.List) && ReferenceEquals(detail, state.Detail) && live == state.Live
            ? state
            : new OrdersState(list, detail, live);
    }
}
