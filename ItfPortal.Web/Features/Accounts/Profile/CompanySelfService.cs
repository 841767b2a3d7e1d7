using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>
/// What a company says of itself: addresses, which its administrators write, and legal facts, which they ask ITF to change. In the person's own
/// Tryton session, which decides; each change on record first, and made once.
/// </summary>
internal sealed class CompanySelfService(ICurrentSession session, ICompanyProfileClient tryton, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>The addresses that the person may see; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<CompanyAddresses>> AddressesAsync(PartyScope scope, CancellationToken cancellationToken)
    {
        var read = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return new Maybe<CompanyAddresses>(await guard.CallAsync(() => tryton.AddressesAsync(current.Token, scope.Party, token)));
            },
            cancellationToken);
        // Somebody else's company never comes back; if it did it would be none.
        return !read.Ok ? read.Error! : read.Value.Value is { } found && found.Party == scope.Party ? found : guard.NotFound();
    }

    /// <summary>Adds an address.</summary>
    /// <returns>
    /// Its id. <see cref="RefusedError"/> with one of <see cref="ProfileRefusals"/>; <see cref="AuditUnavailableError"/>: nothing was done;
    /// <see cref="TrytonUnavailableError"/>: perhaps it was, and the same request may be sent again.
    /// </returns>
    public Task<Result<int>> AddAsync(PartyScope scope, RequestId request, NewAddress address, CancellationToken cancellationToken) =>
        WriteAsync(scope, AuditEvent.AddressChanged, null, new AuditDetail { Cause = "add" },
            current => tryton.AddAsync(current.Token, scope.Party, request, address, CancellationToken.None), cancellationToken);

    /// <summary>Changes an address as it was last seen. Returns as <see cref="AddAsync"/>.</summary>
    public Task<Result<int>> ChangeAsync(PartyScope scope, RequestId request, int id, string version, NewAddress address, CancellationToken cancellationToken) =>
        WriteAsync(scope, AuditEvent.AddressChanged, new AuditTarget(AuditTargets.Address, id), new AuditDetail { Cause = "change" },
            current => tryton.ChangeAsync(current.Token, scope.Party, request, id, version, address, CancellationToken.None), cancellationToken);

    /// <summary>Puts an address away as it was last seen. Returns as <see cref="AddAsync"/>.</summary>
    public Task<Result<int>> ArchiveAsync(PartyScope scope, RequestId request, int id, string version, CancellationToken cancellationToken) =>
        WriteAsync(scope, AuditEvent.AddressChanged, new AuditTarget(AuditTargets.Address, id), new AuditDetail { Cause = "archive" },
            current => tryton.ArchiveAsync(current.Token, scope.Party, request, id, version, CancellationToken.None), cancellationToken);

    /// <summary>Legal facts and what was asked about them; <see cref="NotFoundError"/> for who does not administer the company.</summary>
    public async Task<Result<LegalFacts>> FactsAsync(PartyScope scope, CancellationToken cancellationToken)
    {
        if (!scope.Administers)
        {
            return guard.NotFound();
        }
        var read = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return new Maybe<LegalFacts>(await guard.CallAsync(() => tryton.FactsAsync(current.Token, scope.Party, token)));
            },
            cancellationToken);
        return !read.Ok ? read.Error! : read.Value.Value is { } facts ? facts : guard.NotFound();
    }

    /// <summary>Asks for another fact. Returns the request's id; errors as <see cref="AddAsync"/>.</summary>
    public Task<Result<int>> AskAsync(PartyScope scope, RequestId request, LegalField field, string? seen, string wanted, CancellationToken cancellationToken) =>
        WriteAsync(scope, AuditEvent.FactAsked, null, new AuditDetail { Cause = "ask", Fields = [field.ToString()] },
            current => tryton.AskAsync(current.Token, scope.Party, request, field, seen, wanted, CancellationToken.None), cancellationToken);

    /// <summary>Takes a waiting request back. Errors as <see cref="AddAsync"/>.</summary>
    public Task<Result<int>> WithdrawAsync(PartyScope scope, RequestId request, int id, CancellationToken cancellationToken) =>
        WriteAsync(scope, AuditEvent.FactAsked, new AuditTarget(AuditTargets.ChangeRequest, id), new AuditDetail { Cause = "withdraw" },
            async current =>
            {
                await tryton.WithdrawAsync(current.Token, scope.Party, request, id, CancellationToken.None);
                return id;
            },
            cancellationToken);

    // Given up before it begins, never half done.
    private Task<Result<int>> WriteAsync(
        PartyScope scope, AuditEvent what, AuditTarget? target, AuditDetail detail, Func<PortalSession, Task<int>> write, CancellationToken cancellationToken) =>
        guard.RunAsync<int>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(what, AuditOutcome.Begun, AuditActor.Of(current)) { Parties = [scope.Party], Target = target, Detail = detail };
                return await audit.DoAsync(entry, () => guard.CallAsync(() => write(current)).AsTask());
            },
            cancellationToken);

    private sealed record Maybe<T>(T? Value);
}
