using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui.Order;

namespace ItfPortal.Web.Features.Orders.State;

/// <summary>Orders as one circuit sees them: the list, the open order, and what has happened since.</summary>
/// <param name="List">The list's page.</param>
/// <param name="Detail">The open order.</param>
/// <param name="Live">How the portal hears of changes.</param>
public sealed record OrdersState(OrderListState List, OrderDetailState Detail, LiveStatus Live)
{
    /// <summary>Before anything is asked for.</summary>
    public static OrdersState Initial { get; } = new(OrderListState.Initial, OrderDetailState.Initial, LiveStatus.Live);
}

/// <summary>One page of the list, kept up to date by events.</summary>
public sealed record OrderListState
{
    /// <summary>Before anything is asked for.</summary>
    public static OrderListState Initial { get; } = new();

    /// <summary>Where the reading stands.</summary>
    public LoadStatus Status { get; init; }

    /// <summary>Which island shows it.</summary>
    public object? Island { get; init; }

    /// <summary>Whose list; null before anything is asked for.</summary>
    public PartyScope? Scope { get; init; }

    /// <summary>Which page of it.</summary>
    public OrdersFilter Filter { get; init; } = OrdersFilter.All;

    /// <summary>The party's generation read before the page was; unequal to the present one means that something was missed.</summary>
    public string Generation { get; init; } = "";

    /// <summary>In the list's order.</summary>
    public ImmutableArray<OrderRow> Rows { get; init; } = [];

    /// <summary>Cursor of the following page.</summary>
    public string? Next { get; init; }

    /// <summary>Cursor of the page before.</summary>
    public string? Previous { get; init; }

    /// <summary>How many match.</summary>
    public int Count { get; init; }

    /// <summary>Whether there are more than <see cref="Count"/>.</summary>
    public bool More { get; init; }

    /// <summary>UTC; when what is shown was read or last changed. Null before the first reading.</summary>
    public DateTime? AsOf { get; init; }

    /// <summary>Why the last reading failed.</summary>
    public Error? Error { get; init; }

    /// <summary>Readings that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>What changed on a row since it was read and has not been seen, by order.</summary>
    public ImmutableDictionary<int, OrderChange> Changes { get; init; } = ImmutableDictionary<int, OrderChange>.Empty;

    /// <summary>Orders that belong to this list but not on the page as it stands.</summary>
    public ImmutableHashSet<int> Waiting { get; init; } = [];

    /// <summary>Rows as events brought them while a reading was under way.</summary>
    public ImmutableDictionary<int, OrderRow> Heard { get; init; } = ImmutableDictionary<int, OrderRow>.Empty;

    /// <summary>The last change, for a screen reader.</summary>
    public PortalEvent? Announced { get; init; }

    /// <summary>Whether there is a page to show.</summary>
    public bool HasPage => AsOf is not null;
}

/// <summary>One unseen change of an order.</summary>
/// <param name="Event">What to say.</param>
/// <param name="Version">Counts the changes of this order, so that each is washed once.</param>
/// <param name="Left">The order no longer belongs to the filtered list; it stays until it has been seen.</param>
public sealed record OrderChange(PortalEvent Event, int Version, bool Left);

/// <summary>The open order.</summary>
public sealed record OrderDetailState
{
    /// <summary>Before anything is asked for.</summary>
    public static OrderDetailState Initial { get; } = new();

    /// <summary>Where the reading stands.</summary>
    public LoadStatus Status { get; init; }

    /// <summary>Which island shows it.</summary>
    public object? Island { get; init; }

    /// <summary>Whose order.</summary>
    public PartyScope? Scope { get; init; }

    /// <summary>Which order; 0 for none.</summary>
    public int Id { get; init; }

    /// <summary>The party's generation read before the order was.</summary>
    public string Generation { get; init; } = "";

    /// <summary>What is shown.</summary>
    public OrderDetail? Order { get; init; }

    /// <summary>Why the last reading failed.</summary>
    public Error? Error { get; init; }

    /// <summary>Readings that failed in a row.</summary>
    public int Failures { get; init; }

    /// <summary>The last change while the page was open, not yet seen.</summary>
    public OrderChange? Change { get; init; }

    /// <summary>Which parts the reading after a change found different.</summary>
    public OrderParts Changed { get; init; }

    /// <summary>The order was deleted or is no longer the reader's to see, while the page was open.</summary>
    public bool Gone { get; init; }

    /// <summary>UTC; when what is shown was read or last changed.</summary>
    public DateTime? AsOf { get; init; }
}

