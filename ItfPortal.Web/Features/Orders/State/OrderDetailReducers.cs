using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Ui.Order;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Orders.State;

/// <summary>The open order: an event changes its head at once, the reading after it the rest.</summary>
public static class OrderDetailReducers
{
    /// <summary>The state after the action; the same reference when nothing changes.</summary>
    public static OrderDetailState Reduce(OrderDetailState state, object action) => action switch
    {
        OrdersActions.LoadOrder load => Asked(state, load.Scope.CacheKey, load.Id)
            ? state with
            {
                Status = state.Order is null ? LoadStatus.Loading : LoadStatus.Refreshing,
                Scope = load.Scope,
                Island = load.Island ?? state.Island,
            }
            : OrderDetailState.Initial with
            {
                Status = LoadStatus.Loading,
                Scope = load.Scope,
                Id = load.Id,
                Island = load.Island ?? state.Island,
            },
        OrdersActions.OrderLoaded loaded when Asked(state, loaded.Scope.CacheKey, loaded.Order.Row.Id) => Loaded(state, loaded),
        OrdersActions.OrderFailed failed when Asked(state, failed.Scope.CacheKey, failed.Id) => state with
        {
            Status = LoadStatus.Failed,
            Error = failed.Error,
            Failures = state.Failures + 1,
            Gone = state.Order is not null && failed.Error is NotFoundError,
        },
        OrdersActions.Heard { Signal: LiveSignal.Changed changed } heard when state.Scope?.CacheKey == heard.Scope.CacheKey =>
            Changed(state, changed.Events),
        OrdersActions.Seen when state.Change is not null => state with { Change = null, Changed = OrderParts.None },
        OrdersActions.OrderClosed closed when state.Scope is not null && ReferenceEquals(closed.Island, state.Island) => OrderDetailState.Initial,
        _ => state,
    };

    private static bool Asked(OrderDetailState state, string scope, int id) => state.Scope?.CacheKey == scope && state.Id == id;

    private static OrderDetailState Loaded(OrderDetailState state, OrdersActions.OrderLoaded loaded)
    {
        var order = loaded.Order;
        if (state.Order is { } before && before.Row.ChangedAt > order.Row.ChangedAt)
        {
            // An event overtook the reading; the one that the event asked for is under way.
            order = order with { Row = before.Row };
        }
        return state with
        {
            Status = LoadStatus.Ready,
            Generation = loaded.Generation,
            Order = order,
            Error = null,
            Failures = 0,
            Gone = false,
            Changed = state.Change is null || state.Order is null ? OrderParts.None : state.Changed | Differences(state.Order, order),
            AsOf = state.AsOf > order.AsOf ? state.AsOf : order.AsOf,
        };
    }

    private static OrderDetailState Changed(OrderDetailState state, ImmutableArray<PortalEvent> events)
    {
        var own = events.Where(change => change.Sale == state.Id).ToImmutableArray();
        if (own.IsEmpty || state.Order is null)
        {
            return state;
        }
        var asOf = own.Max(one => one.At);
        state = state with { AsOf = state.AsOf > asOf ? state.AsOf : asOf };
        if (ChangeSentence.MostTelling(own) is { } telling)
        {
            state = state with { Change = new OrderChange(telling, (state.Change?.Version ?? 0) + 1, false) };
        }
        if (own.LastOrDefault(one => one.Kind is EventKind.Created or EventKind.Removed) is { Kind: EventKind.Removed })
        {
            return state with { Gone = true };
        }
        var row = own.Select(one => one.Detail.Row).LastOrDefault(one => one is not null);
        return row is null || row.ChangedAt < state.Order!.Row.ChangedAt
            ? state
            : state with
            {
                Order = state.Order with { Row = row },
                Changed = state.Changed | Part(OrderParts.Timeline, SameStanding(row, state.Order.Row)),
            };
    }

    private static OrderParts Differences(OrderDetail before, OrderDetail after) =>
        Part(OrderParts.Timeline, before.Steps == after.Steps && SameStanding(before.Row, after.Row))
        | Part(OrderParts.Lines, before.Lines.SequenceEqual(after.Lines))
        | Part(OrderParts.Totals, before.Untaxed == after.Untaxed && before.Tax == after.Tax && before.Row.Total == after.Row.Total)
        | Part(OrderParts.Addresses, Same(before.ShipmentAddress, after.ShipmentAddress)
            && Same(before.InvoiceAddress, after.InvoiceAddress) && before.PaymentTerm == after.PaymentTerm)
        | Part(OrderParts.Shipments, before.Shipments.Length == after.Shipments.Length
            && before.Shipments.Zip(after.Shipments).All(pair => Same(pair.First, pair.Second)))
        | Part(OrderParts.Invoices, (before.Invoices ?? []).SequenceEqual(after.Invoices ?? []));

    private static bool SameStanding(OrderRow one, OrderRow other) =>
        one.State == other.State && one.ShipmentState == other.ShipmentState && one.Promised == other.Promised && one.Shipped == other.Shipped;

    private static OrderParts Part(OrderParts part, bool same) => same ? OrderParts.None : part;

    private static bool Same(Address? one, Address? other) => one is null || other is null
        ? one is null && other is null
        : one.Name == other.Name && one.Lines.SequenceEqual(other.Lines);

    private static bool Same(Shipment one, Shipment other) =>
        one with { Lines = [] } == other with { Lines = [] } && one.Lines.SequenceEqual(other.Lines);
}
