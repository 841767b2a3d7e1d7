using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Orders.State;

/// <summary>The list: an event changes it in place without any call, because it carries the row.</summary>
public static class OrderListReducers
{
    // A page left open for days must not grow without end; beyond this the chip says that there is more.
    private const int MostRows = 2 * OrdersFilter.PageSize;

    /// <summary>The state after the action; the same reference when nothing changes.</summary>
    public static OrderListState Reduce(OrderListState state, object action) => action switch
    {
        OrdersActions.LoadPage load => Load(state, load),
        OrdersActions.PageLoaded loaded when Asked(state, loaded.Scope.CacheKey, loaded.Filter) => Loaded(state, loaded),
        OrdersActions.PageFailed failed when Asked(state, failed.Scope.CacheKey, failed.Filter) =>
            state with { Status = LoadStatus.Failed, Error = failed.Error, Failures = state.Failures + 1 },
        OrdersActions.Heard { Signal: LiveSignal.Changed changed } heard when state.Scope?.CacheKey == heard.Scope.CacheKey =>
            Changed(state, changed.Events, heard.Today),
        OrdersActions.Seen => Seen(state),
        OrdersActions.ListClosed closed when state.Scope is not null && ReferenceEquals(closed.Island, state.Island) => OrderListState.Initial with { Changes = state.Changes },
        OrdersActions.OrderLoaded opened when state.Changes.ContainsKey(opened.Order.Row.Id) =>
            state with { Changes = state.Changes.Remove(opened.Order.Row.Id) },
        _ => state,
    };

    private static bool Asked(OrderListState state, string scope, OrdersFilter filter) =>
        state.Scope?.CacheKey == scope && state.Filter.Equals(filter);

    private static OrderListState Load(OrderListState state, OrdersActions.LoadPage load)
    {
        if (Asked(state, load.Scope.CacheKey, load.Filter))
        {
            return state with
            {
                Status = state.HasPage ? LoadStatus.Refreshing : LoadStatus.Loading,
                Scope = load.Scope,
                Island = load.Island ?? state.Island,
            };
        }
        // Another page: what was shown stays until the new one is there, unless it is another company's.
        var kept = state.Scope?.Party == load.Scope.Party && state.HasPage ? state : OrderListState.Initial;
        return kept with
        {
            Status = kept.HasPage ? LoadStatus.Refreshing : LoadStatus.Loading,
            Scope = load.Scope,
            Island = load.Island ?? state.Island,
            Filter = load.Filter,
            Error = null,
            Failures = 0,
            Waiting = [],
            Heard = ImmutableDictionary<int, OrderRow>.Empty,
        };
    }

    private static OrderListState Loaded(OrderListState state, OrdersActions.PageLoaded loaded)
    {
        // What was heard while the page was being read may be newer than the page.
        var rows = loaded.Page.Rows
            .Select(row => state.Heard.TryGetValue(row.Id, out var heard) && heard.ChangedAt > row.ChangedAt ? heard : row)
            .ToImmutableArray();
        var shown = rows.Select(row => row.Id).ToHashSet();
        return state with
        {
            Status = LoadStatus.Ready,
            Generation = loaded.Generation,
            Rows = rows,
            Next = loaded.Page.Next,
            Previous = loaded.Page.Previous,
            Count = loaded.Page.Count,
            More = loaded.Page.More,
            AsOf = Later(state.AsOf, loaded.Page.AsOf),
            Error = null,
            Failures = 0,
            Waiting = [],
            Heard = ImmutableDictionary<int, OrderRow>.Empty,
            Changes = state.Changes
                .Where(pair => shown.Contains(pair.Key))
                .ToImmutableDictionary(pair => pair.Key, pair => pair.Value with { Left = false }),
        };
    }

    private static OrderListState Seen(OrderListState state)
    {
        if (state.Changes.IsEmpty)
        {
            return state;
        }
        return state with
        {
            Rows = state.Rows.RemoveAll(row => state.Changes.TryGetValue(row.Id, out var change) && change.Left),
            Changes = ImmutableDictionary<int, OrderChange>.Empty,
        };
    }

    private static OrderListState Changed(OrderListState state, ImmutableArray<PortalEvent> events, DateOnly today)
    {
        foreach (var order in events.Where(change => change.Sale is not null).GroupBy(change => change.Sale!.Value))
        {
            state = One(state, order.Key, [.. order], today);
        }
        return state;
    }

    private static OrderListState One(OrderListState state, int id, ImmutableArray<PortalEvent> events, DateOnly today)
    {
        var news = new News(
            ChangeSentence.MostTelling(events),
            events.Any(change => change.Kind == EventKind.Created),
            events.Any(MovesBetweenWords),
            Later(state.AsOf, events.Max(change => change.At)));
        var index = IndexOf(state.Rows, id);
        // An order that moved to another site of the same reader's comes as removed and created: it only changed.
        if (events.LastOrDefault(change => change.Kind is EventKind.Created or EventKind.Removed) is { Kind: EventKind.Removed })
        {
            return Remove(state, id, index, news);
        }
        var newest = events.Select(change => change.Detail.Row).LastOrDefault(row => row is not null);
        if (newest is not null && state.Status is LoadStatus.Loading or LoadStatus.Refreshing)
        {
            state = state with { Heard = state.Heard.SetItem(id, newest!) };
        }
        return (index, newest) switch
        {
            ( >= 0, null) => news.Telling is null ? state : Marked(state, state.Rows[index], news, today),
            ( >= 0, { } row) => Patch(state, index, row, news, today),
            (_, { } row) => New(state, row, news, today),
            _ => state,
        };
    }

    private static OrderListState Remove(OrderListState state, int id, int index, News news) => index < 0
        ? (state.Waiting.Contains(id) ? state with { Waiting = state.Waiting.Remove(id) } : state)
        : state with
        {
            Rows = state.Rows.RemoveAt(index),
            Count = Math.Max(0, state.Count - 1),
            Changes = state.Changes.Remove(id),
            Announced = news.Telling,
            AsOf = news.AsOf,
        };

    private static OrderListState Patch(OrderListState state, int index, OrderRow row, News news, DateOnly today)
    {
        // Older than what was read. Equal is newer: Tryton works some states out later without counting it as a change.
        if (row.ChangedAt < state.Rows[index].ChangedAt)
        {
            return state;
        }
        var left = state.Changes.TryGetValue(row.Id, out var known) && known.Left;
        var belongs = state.Filter.Matches(row, today);
        state = state with
        {
            Rows = state.Rows.SetItem(index, row),
            Count = Math.Max(0, state.Count + (belongs == left ? (belongs ? 1 : -1) : 0)),
        };
        return Marked(state, row, news, today);
    }

    // Says under the row what happened. A row that no longer belongs needs a mark even when nothing is to be said.
    private static OrderListState Marked(OrderListState state, OrderRow row, News news, DateOnly today)
    {
        var known = state.Changes.GetValueOrDefault(row.Id);
        var left = !state.Filter.Matches(row, today);
        var telling = news.Telling ?? known?.Event;
        if (telling is null)
        {
            return left ? state with { Rows = state.Rows.RemoveAll(other => other.Id == row.Id), AsOf = news.AsOf } : state with { AsOf = news.AsOf };
        }
        var version = (known?.Version ?? 0) + (news.Telling is null ? 0 : 1);
        return state with
        {
            Changes = state.Changes.SetItem(row.Id, new OrderChange(telling, version, left)),
            Announced = news.Telling ?? state.Announced,
            AsOf = news.AsOf,
        };
    }

    private static OrderListState New(OrderListState state, OrderRow row, News news, DateOnly today)
    {
        if (!state.HasPage || state.Waiting.Contains(row.Id) || !state.Filter.Matches(row, today))
        {
            return state;
        }
        if (news is { Created: true, Telling: { } telling } && !state.Filter.IsFiltered && state.Filter.IsFirstPage && state.Filter.NewestFirst
            && state.Rows.Length < MostRows && (state.Rows.IsEmpty || IsBefore(row, state.Rows[0])))
        {
            return state with
            {
                Rows = state.Rows.Insert(0, row),
                Count = state.Count + 1,
                Changes = state.Changes.SetItem(row.Id, new OrderChange(telling, 1, false)),
                Announced = telling,
                AsOf = news.AsOf,
            };
        }
        // Not on this page: an old order that changed elsewhere is no news, one that has just come into the list is.
        var cameIn = news.Created || (news.Moved && state.Filter.States.Length > 0 && state.Filter.IsFirstPage);
        return cameIn ? state with { Waiting = state.Waiting.Add(row.Id), AsOf = news.AsOf } : state;
    }

    private static bool MovesBetweenWords(PortalEvent change) =>
        change.Kind is EventKind.State or EventKind.Progress or EventKind.Shipped or EventKind.Promised;

    private static bool IsBefore(OrderRow row, OrderRow first) =>
        row.Date > first.Date || (row.Date == first.Date && row.Id > first.Id);

    private static DateTime? Later(DateTime? one, DateTime other) => one > other ? one : other;

    private static int IndexOf(ImmutableArray<OrderRow> rows, int id)
    {
        for (var index = 0; index < rows.Length; index++)
        {
            if (rows[index].Id == id)
            {
                return index;
            }
        }
        return -1;
    }

    /// <param name="Telling">What to say, null for nothing.</param>
    /// <param name="Created">The order is new to the reader.</param>
    /// <param name="Moved">Its word may have changed.</param>
    /// <param name="AsOf">UTC.</param>
    private readonly record struct News(PortalEvent? Telling, bool Created, bool Moved, DateTime? AsOf);
}
