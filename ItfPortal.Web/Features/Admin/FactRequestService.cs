using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin;

/// <summary>
/// Companies' requests for other legal facts, and people's for closing their account, in an administrator's own Tryton session; each
/// decision is put on record first, and made once.
/// </summary>
public sealed class FactRequestService(
    ICurrentSession session, ICompanyProfileClient facts, IProfileClient people, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>The newest 200 of a state; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public Task<Result<IReadOnlyList<ChangeRequest>>> PageAsync(ChangeRequestState state, CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => facts.RequestsAsync(current.Token, state, token));
        },
        cancellationToken);

    /// <summary>Accepts, which writes the company in Tryton, or refuses with a reason.</summary>
    /// <param name="key">Of this intent.</param>
    /// <param name="request">As it was seen, with what the fact was then.</param>
    /// <param name="accept">Or refuse.</param>
    /// <param name="reason">What the company reads.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <returns>
    /// True. <see cref="RefusedError"/> with <see cref="ProfileRefusals.StaleValues"/>, <see cref="ProfileRefusals.StaleRequest"/>,
    /// <see cref="CompanyRefusals.BadReason"/>; <see cref="AuditUnavailableError"/>: nothing was done; other errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<bool>> DecideAsync(RequestId key, ChangeRequest request, bool accept, string? reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return guard.RunAsync<bool>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(AuditEvent.FactDecided, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Parties = [request.Party],
                    Target = new AuditTarget(AuditTargets.ChangeRequest, request.Id),
                    Detail = new AuditDetail { Cause = accept ? "approve" : "refuse", Fields = [request.Field.ToString()] },
                };
                return await audit.DoAsync(entry, () => guard.CallAsync(async () =>
                {
                    await facts.DecideAsync(
                        current.Token, key, request.Id, accept, request.Now, string.IsNullOrWhiteSpace(reason) ? null : reason, CancellationToken.None);
                    return true;
                }).AsTask());
            },
            cancellationToken);
    }

    /// <summary>Open requests to close an account; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public Task<Result<IReadOnlyList<AccountClosing>>> ClosingsAsync(CancellationToken cancellationToken) => guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => people.ClosingsAsync(current.Token, token));
        },
        cancellationToken);
}
