using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>What people say of themselves, in their own Tryton session; each change on record first, and made once.</summary>
internal sealed class SelfService(
    ICurrentSession session, IProfileClient tryton, ToldSessions sessions, ProvenDeed proven, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>One's own profile; <see cref="NotFoundError"/> for ITF's own people, other errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<Tryton.Accounts.Profile>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return new Maybe(await guard.CallAsync(() => tryton.ReadAsync(current.Token, token)));
            },
            cancellationToken);
        return !read.Ok ? read.Error! : read.Value.Profile is { } profile ? profile : guard.NotFound();
    }

    /// <summary>Changes name and phone as they were last seen.</summary>
    /// <returns>
    /// True. <see cref="RefusedError"/> with <see cref="ProfileRefusals.StaleValues"/> or what is wrong; <see cref="AuditUnavailableError"/>: nothing was
    /// done; <see cref="TrytonUnavailableError"/>: perhaps it was, and the same request may be sent again; other errors as <see cref="ReadAsync"/>.
    /// </returns>
    public Task<Result<bool>> WriteAsync(RequestId request, string name, string? phone, string version, CancellationToken cancellationToken) =>
        guard.RunAsync<bool>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                await audit.DoAsync(Entry(current, ["name", "phone"]), () => guard.CallAsync(async () =>
                {
                    await tryton.WriteAsync(current.Token, request, name, phone, version, CancellationToken.None);
                    return true;
                }).AsTask());
                await sessions.RetellAsync(current.Identity.User, string.Join(' ', name.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)), null);
                return true;
            },
            cancellationToken);

    /// <summary>Has notices sent elsewhere, with the password given again; the address before is told.</summary>
    /// <returns>True. <see cref="RefusedError"/> with <see cref="PasswordRefusals.WrongPassword"/> or what is wrong; other errors as <see cref="WriteAsync"/>.</returns>
    public Task<Result<bool>> SendNoticesAsync(RequestId request, string address, string password, CancellationToken cancellationToken) =>
        guard.RunAsync<bool>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var before = await audit.DoAsync(Entry(current, ["notices"]), () => proven.DoAsync(
                    current, () => tryton.SendNoticesAsync(current.Token, request, address, password, CancellationToken.None)));
                await proven.TellMovedAsync(current, request, before, address);
                return true;
            },
            cancellationToken);

    // Of no company: what people say of themselves is not their administrators' to read.
    private static AuditEntry Entry(PortalSession current, string[] fields) => new(AuditEvent.ProfileChanged, AuditOutcome.Begun, AuditActor.Of(current))
    {
        Detail = new AuditDetail { Fields = [.. fields] },
    };

    private sealed record Maybe(Tryton.Accounts.Profile? Profile);
}
