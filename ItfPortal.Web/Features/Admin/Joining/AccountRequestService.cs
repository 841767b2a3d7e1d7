using System.Text.Json;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Admin.Joining;

/// <summary>
/// Visitors' requests for an account, in an administrator's own Tryton session and read anew each time. A decision is put on record first and
/// made once; the mail that tells it follows, and may be asked for again.
/// </summary>
public sealed class AccountRequestService(
    ICurrentSession session, IAccountRequestsClient client, TrytonGuard guard, IAuditLog audit, AccountAnswers answers)
{
    private (AccessRequestState State, Result<IReadOnlyList<AccountRequest>> Requests)? _read;

    /// <summary>The newest 200 of a state, read once in a request; errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<IReadOnlyList<AccountRequest>>> PageAsync(AccessRequestState state, CancellationToken cancellationToken)
    {
        if (_read is { } read && read.State == state)
        {
            return read.Requests;
        }
        var result = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return await guard.CallAsync(() => client.PageAsync(current.Token, state, token));
            },
            cancellationToken);
        _read = (state, result);
        return result;
    }

    /// <summary>One request. <see cref="NotFoundError"/> when there is none; other errors as <see cref="TrytonGuard"/> makes them.</summary>
    public async Task<Result<AccountRequestCard>> CardAsync(int id, CancellationToken cancellationToken)
    {
        var result = await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                return await guard.CallAsync(() => client.CardAsync(current.Token, id, token));
            },
            cancellationToken);
        return !result.Ok ? result.Error! : result.Value is { } card ? card : guard.NotFound();
    }

    /// <summary>Lets the person in.</summary>
    /// <param name="key">Of this intent.</param>
    /// <param name="id">Of the request.</param>
    /// <param name="party">The company; null to make a new one.</param>
    /// <param name="grant">What they may do there.</param>
    /// <param name="reason">Kept in the person's history.</param>
    /// <param name="cancellationToken">Gives it up before it begins.</param>
    /// <returns>
    /// Whether the mail is on its way. <see cref="RefusedError"/> with one of <see cref="AccountRequestRefusals"/> or <see cref="CompanyRefusals"/>;
    /// <see cref="AuditUnavailableError"/>: nothing was done; other errors as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public Task<Result<bool>> ApproveAsync(RequestId key, int id, int? party, NewGrant grant, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        var detail = new AuditDetail { Cause = party is null ? "approve-new" : "approve", Role = Word(grant.Role), Scope = Word(grant.Scope), Site = grant.Site };
        return DecideAsync(
            id, party, detail, current => client.ApproveAsync(current.Token, key, id, party, grant, reason, CancellationToken.None),
            decision => answers.ApprovedAsync(decision, CancellationToken.None), cancellationToken);
    }

    /// <summary>Refuses, in words that the visitor reads. Returns as <see cref="ApproveAsync"/>.</summary>
    public Task<Result<bool>> RefuseAsync(RequestId key, AccountRequest request, string answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return DecideAsync(
            request.Id, null, new AuditDetail { Cause = "refuse" },
            current => client.RefuseAsync(current.Token, key, request.Id, answer, CancellationToken.None),
            decision => answers.RefusedAsync(decision, request.AskedAt, answer, CancellationToken.None), cancellationToken);
    }

    /// <summary>Sends somebody who has not activated their account another link; the one before it ends.</summary>
    /// <returns>Whether it is on its way; false when this same press of the button had asked already.</returns>
    public Task<Result<bool>> SendAgainAsync(RequestId key, AccountRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return guard.RunAsync<bool>(
            async token =>
            {
                await session.RequireAsync(token);
                return request is { Waits: true, Person: { } person, Party: { } party } && await answers.SendAgainAsync(key, person, party, CancellationToken.None);
            },
            cancellationToken);
    }

    private Task<Result<bool>> DecideAsync(
        int id, int? party, AuditDetail detail, Func<PortalSession, Task<AccountDecision>> decide, Func<AccountDecision, Task<bool>> tell,
        CancellationToken cancellationToken) => guard.RunAsync<bool>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var entry = new AuditEntry(AuditEvent.AccountRequestDecided, AuditOutcome.Begun, AuditActor.Of(current))
                {
                    Parties = party is { } one ? [one] : [],
                    Target = new AuditTarget(AuditTargets.VisitorRequest, id),
                    Detail = detail,
                };
                var decision = await audit.DoAsync(entry, () => guard.CallAsync(() => decide(current)).AsTask());
                return await tell(decision);
            },
            cancellationToken);

    // As Tryton's table has them.
    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
