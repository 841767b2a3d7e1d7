using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>A person's request that their account be closed: kept in Tryton, on record, confirmed by mail.</summary>
internal sealed class ClosingService(ICurrentSession session, IProfileClient tryton, ProvenDeed proven, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>The newest request, or one with null for none; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public Task<Result<MaybeClosing>> ReadAsync(CancellationToken cancellationToken) => guard.RunAsync<MaybeClosing>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return new MaybeClosing(await guard.CallAsync(() => tryton.ClosingAsync(current.Token, token)));
        },
        cancellationToken);

    /// <summary>Asks, with the password given again.</summary>
    /// <returns>
    /// True. <see cref="RefusedError"/> with <see cref="PasswordRefusals.WrongPassword"/>; <see cref="AuditUnavailableError"/>: nothing was done;
    /// other errors as <see cref="ReadAsync"/>.
    /// </returns>
    public Task<Result<bool>> AskAsync(RequestId request, string password, CancellationToken cancellationToken) => guard.RunAsync<bool>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            await audit.DoAsync(Entry(current, AuditEvent.ClosingAsked), () => proven.DoAsync(
                current, () => tryton.AskClosingAsync(current.Token, request, password, CancellationToken.None)));
            await proven.TellClosingAsync(current, request, asked: true);
            return true;
        },
        cancellationToken);

    /// <summary>Takes it back. Returns as <see cref="AskAsync"/>.</summary>
    public Task<Result<bool>> CancelAsync(RequestId request, int id, CancellationToken cancellationToken) => guard.RunAsync<bool>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            await audit.DoAsync(Entry(current, AuditEvent.ClosingCancelled), () => guard.CallAsync(async () =>
            {
                await tryton.CancelClosingAsync(current.Token, request, id, CancellationToken.None);
                return true;
            }).AsTask());
            await proven.TellClosingAsync(current, request, asked: false);
            return true;
        },
        cancellationToken);

    // Of no company, as a profile.
    private static AuditEntry Entry(PortalSession current, AuditEvent what) => new(what, AuditOutcome.Begun, AuditActor.Of(current));
}

/// <summary>A request, or none.</summary>
/// <param name="Closing">Null for none.</param>
internal sealed record MaybeClosing(AccountClosing? Closing);
