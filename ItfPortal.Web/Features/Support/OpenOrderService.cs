using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Support;

/// <summary>Opens a customer's order for one of ITF's people, on record.</summary>
public sealed class OpenOrderService(BoardService board, ICurrentSession session, IAuditLog audit, TrytonGuard guard)
{
    /// <summary>One order, opened as a page: recorded where the customer can read it before anything of it is shown.</summary>
    /// <param name="id">Of the order.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Of the request.</param>
    /// <returns>As <see cref="BoardService.DetailAsync"/>; <see cref="AuditUnavailableError"/> when it could not be recorded.</returns>
    public async Task<Result<OrderDetail>> OpenAsync(int id, AuditOrigin? origin, CancellationToken cancellationToken)
    {
        var order = await board.DetailAsync(id, cancellationToken);
        if (!order.Ok)
        {
            return order;
        }
        return await guard.RunAsync(
            async token =>
            {
                var current = await session.GetAsync(token) ?? throw new SessionEndedException();
                await audit.WriteAsync(
                    new AuditEntry(AuditEvent.StaffViewed, AuditOutcome.Ok, AuditActor.Of(current))
                    {
                        Parties = [order.Value.Row.Party],
                        Target = new AuditTarget(AuditTargets.Order, id),
                        Origin = origin,
                    },
                    token);
                return order.Value;
            },
            cancellationToken);
    }
}
