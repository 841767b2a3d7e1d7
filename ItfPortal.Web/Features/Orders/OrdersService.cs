using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using OrderRows = ItfPortal.Tryton.Orders.OrderPage;

namespace ItfPortal.Web.Features.Orders;

/// <summary>
/// A customer's orders: read in the person's own Tryton session, shared with colleagues who see the same, and checked
/// once more against the scope before anybody sees them. In a view as customer they are read through the view, in the session of ITF's own
/// person, and shared with nobody.
/// </summary>
public sealed partial class OrdersService(
    ICurrentSession session, IPartyCache cache, IOrdersClient client, IViewsClient views, TrytonGuard guard, TimeProvider time,
    ILogger<OrdersService> logger)
{
    /// <summary>One page of the scope's orders.</summary>
    /// <returns>
    /// The page; an empty one when no role opens orders. Errors: <see cref="BadQueryError"/> for a cursor that is not
    /// ours, <see cref="TrytonUnavailableError"/>, <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.
    /// </returns>
    public async Task<Result<OrderRows>> PageAsync(PartyScope scope, OrdersFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(filter);
        if (!scope.Opens(EventArea.Order))
        {
            return new OrderRows([], null, null, 0, false, time.GetUtcNow().UtcDateTime);
        }
        var today = CompanyTime.Today(time);
        var query = filter.ToQuery(scope.Party, today);
        // The day is part of the key: "the last 30 days" and "late" move at midnight without any event.
        var resource = $"orders?{OrdersQueryUrl.ToQuery(filter)}&{Formats.Date(today)}";
        var result = await guard.RunAsync(
            token => cache.GetOrReadAsync(scope, resource, inner => ReadPageAsync(scope, query, inner), token), cancellationToken);
        return result.Ok ? Covered(scope, result.Value) : result;
    }

    /// <summary>One order.</summary>
    /// <returns>
    /// The order. <see cref="NotFoundError"/> when it does not exist, is somebody else's or outside the person's scope;
    /// they cannot be told apart. Other errors as <see cref="PageAsync"/>.
    /// </returns>
    public async Task<Result<OrderDetail>> DetailAsync(PartyScope scope, int id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!scope.Opens(EventArea.Order))
        {
            return guard.NotFound();
        }
        var result = await guard.RunAsync(
            token => cache.GetOrReadAsync(
                scope, FormattableString.Invariant($"order/{id}"), inner => ReadDetailAsync(scope, id, inner), token),
            cancellationToken);
        if (!result.Ok)
        {
            return result.Error!;
        }
        if (result.Value.Order is not { } order)
        {
            return guard.NotFound();
        }
        if (order.Row.Id != id || !scope.Covers(order.Row))
        {
            UncoveredRow(logger, order.Row.Id, order.Row.Party, scope.UserId, scope.Party);
            return guard.NotFound();
        }
        return order with
        {
            Changes = order.Changes.RemoveAll(change => !scope.Receives(change)),
            Invoices = scope.Opens(EventArea.Invoice) ? order.Invoices : null,
        };
    }

    private async ValueTask<OrderRows> ReadPageAsync(PartyScope scope, OrderQuery query, CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return await guard.CallAsync(() => scope.View is { } view
            ? views.OrderPageAsync(current.Token, view, query, cancellationToken)
            : client.PageAsync(current.Token, query, cancellationToken));
    }

    private async ValueTask<MaybeOrder> ReadDetailAsync(PartyScope scope, int id, CancellationToken cancellationToken)
    {
        var current = await session.RequireAsync(cancellationToken);
        return new MaybeOrder(await guard.CallAsync(() => scope.View is { } view
            ? views.OrderDetailAsync(current.Token, view, id, cancellationToken)
            : client.DetailAsync(current.Token, scope.Party, id, cancellationToken)));
    }

    private OrderRows Covered(PartyScope scope, OrderRows page)
    {
        if (page.Rows.All(scope.Covers))
        {
            return page;
        }
        // Tryton's record rules are the first wall; a row here means that they and the portal disagree.
        foreach (var row in page.Rows.Where(row => !scope.Covers(row)))
        {
            UncoveredRow(logger, row.Id, row.Party, scope.UserId, scope.Party);
        }
        return page with { Rows = [.. page.Rows.Where(scope.Covers)] };
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Tryton answered order {OrderId} of party {OrderParty} to user {UserId} acting for party {Party}: dropped")]
    private static partial void UncoveredRow(ILogger logger, int orderId, int orderParty, int userId, int party);
}

/// <summary>An order or the knowledge that there is none; the cache keeps both.</summary>
/// <param name="Order">Null when there is none.</param>
public sealed record MaybeOrder(OrderDetail? Order);
