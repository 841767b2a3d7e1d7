using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using OrderRows = ItfPortal.Tryton.Orders.OrderPage;

namespace ItfPortal.Web.Features.Orders.State;

/// <summary>What happens to the slice.</summary>
public static class OrdersActions
{
    /// <summary>The list's page is wanted.</summary>
    public sealed record LoadPage(PartyScope Scope, OrdersFilter Filter)
    {
        /// <summary>Which island shows it; null keeps the one before.</summary>
        public object? Island { get; init; }
    }

    /// <summary>The page has been read.</summary>
    public sealed record PageLoaded(PartyScope Scope, OrdersFilter Filter, OrderRows Page, string Generation);

    /// <summary>The page could not be read.</summary>
    public sealed record PageFailed(PartyScope Scope, OrdersFilter Filter, Error Error);

    /// <summary>An order is wanted.</summary>
    public sealed record LoadOrder(PartyScope Scope, int Id)
    {
        /// <summary>Which island shows it; null keeps the one before.</summary>
        public object? Island { get; init; }
    }

    /// <summary>The order has been read.</summary>
    public sealed record OrderLoaded(PartyScope Scope, OrderDetail Order, string Generation);

    /// <summary>The order could not be read.</summary>
    public sealed record OrderFailed(PartyScope Scope, int Id, Error Error);

    /// <summary>The feed spoke.</summary>
    /// <param name="Scope">To whom.</param>
    /// <param name="Signal">What it said.</param>
    /// <param name="Today">In the company's zone.</param>
    public sealed record Heard(PartyScope Scope, LiveSignal Signal, DateOnly Today);

    /// <summary>What changed has been seen.</summary>
    public sealed record Seen;

    /// <summary>Nobody looks at the list any more: stop keeping it up to date.</summary>
    /// <param name="Island">Which island closed: the next one may already be open.</param>
    public sealed record ListClosed(object? Island);

    /// <summary>Nobody looks at the order any more.</summary>
    /// <param name="Island">Which island closed.</param>
    public sealed record OrderClosed(object? Island);
}
