using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// Requests for a company's first administrator, in an administrator's own Tryton session; each decision is put on record first, and made
/// once.
/// </summary>
public sealed class AccessRequestService(ICurrentSession session, IAccessRequestsClient client, TrytonGuard guard, IAuditLog audit)
{
    private (AccessRequestState State, Result<IReadOnlyList<AccessRequest>> Requests)? _read;

    /// <summary>The newest 200 of a state, read once in a request; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<IReadOnlyList<AccessRequest>>> PageAsync(AccessRequestState state, CancellationToken cancellationToken)
    {
        if (_read is { } read && read.State == state)
        {
            return read.Requests;
        }
        var result = await ReadAgainAsync(state, cancellationToken);
        if (result.Ok && state is AccessRequestState.Waiting)
        {
            _read = (state, result);
        }
        return result;
    }

    /// <summary>The same, asked of Tryton in any case.</summary>
    public Task<Result<IReadOnlyList<AccessRequest>>> ReadAgainAsync(AccessRequestState state, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => client.PageAsync(current.Token, state, token));
        },
        cancellationToken);

    /// <summary>Approves a request, or refuses it with a reason.</summary>
    /// <param name="key">Of this intent.</param>
    /// <param name="request">As it was seen.</param>
    /// <param name="reason">Null to approve.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <returns>
    /// True. <see cref="RefusedError"/> with <see cref="CompanyRefusals.Stale"/>, <see cref="CompanyRefusals.HasAdministrator"/>,
    /// <see cref="CompanyRefusals.BadReason"/>; <see cref="AuditUnavailableError"/>: nothing was done; other errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<bool>> DecideAsync(RequestId key, AccessRequest request, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return guard.RunAsync<bool>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(AuditEvent.AccessRequestDecided, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Parties = [request.Party],
                    Target = new AuditTarget(AuditTargets.AccessRequest, request.Id),
                    Detail = new AuditDetail { Cause = reason is null ? "approve" : "refuse" },
                };
                return await audit.DoAsync(entry, () => guard.CallAsync(async () =>
                {
                    await (reason is null
                        ? client.ApproveAsync(current.Token, key, request.Id, CancellationToken.None)
                        : client.RefuseAsync(current.Token, key, request.Id, reason, CancellationToken.None));
                    return true;
                }).AsTask());
            },
            cancellationToken);
    }
}
