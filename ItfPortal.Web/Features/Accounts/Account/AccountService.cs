using System.Collections.Immutable;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Account;

/// <summary>What people see of their own account and do with it: where they are signed in, what was tried with their login, their password.</summary>
internal sealed class AccountService(
    ICurrentSession session, SessionStore store, SessionEnder ender, AuditReader journal, IAccountClient tryton, SignInService signIn,
    SignInThrottle throttle, TrytonGuard guard, IAuditLog audit)
{
    private const int MarkLength = 16;
    private const int ShownSignIns = 20;

    /// <summary>Where the person is signed in, and what was done with their login lately.</summary>
    /// <returns>The view; <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.</returns>
    public Task<Result<AccountView>> ReadAsync(CancellationToken cancellationToken) => guard.RunAsync<AccountView>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            var devices = await store.OfPersonAsync(current.Identity.User, token);
            var lines = await journal.PageAsync(
                new AuditQuery
                {
                    Own = (current.Identity.User, current.Token.Login),
                    Events = [AuditEvent.SignIn, AuditEvent.PasswordAgain, AuditEvent.PasswordChanged],
                    Limit = ShownSignIns,
                },
                token);
            return new AccountView(
                current.Identity.Name, current.Token.Login, current.Identity.Staff is not null,
                [.. devices.Select(device => new Device(Mark(device.Id), device.Id == current.Id, device.StartedAt, device.LastSeenAt, device.Address, device.UserAgent))],
                lines.Lines);
        },
        cancellationToken);

    /// <summary>Ends one of the person's sessions, or all but this one.</summary>
    /// <param name="mark">Of a <see cref="Device"/>; null for all others.</param>
    /// <param name="cancellationToken">Of the request.</param>
    /// <returns>How many were ended: none when it had ended already. Errors as <see cref="ReadAsync"/>.</returns>
    public Task<Result<int>> EndAsync(string? mark, CancellationToken cancellationToken) => guard.RunAsync<int>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await EndOthersAsync(current.Identity.User, current.Id, mark, "device");
        },
        cancellationToken);

    /// <summary>Changes the person's own password, signs them in anew with it and ends all their other sessions.</summary>
    /// <param name="present">Their present one.</param>
    /// <param name="attempt">A sign-in of this browser with the new one.</param>
    /// <returns>
    /// The outcome of that sign-in. <see cref="RefusedError"/> with one of <see cref="PasswordRefusals"/>: nothing was changed; errors as
    /// <see cref="ReadAsync"/>, and <see cref="TrytonUnavailableError"/>: perhaps it was.
    /// </returns>
    public Task<Result<SignInOutcome>> ChangePasswordAsync(string present, SignInAttempt attempt, CancellationToken cancellationToken) =>
        guard.RunAsync<SignInOutcome>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                // Counted as password given again is: guessing here locks nobody out elsewhere.
                if (await throttle.BeginAsync(attempt.Login, current.Id, token) is not { } counted)
                {
                    throw new TrytonRateLimitedException();
                }
                try
                {
                    await guard.CallAsync(async () =>
                    {
                        await tryton.ChangePasswordAsync(current.Token, present, attempt.Password, CancellationToken.None);
                        return true;
                    });
                }
                catch (TrytonUserErrorException refused)
                {
                    await (refused.Code == PasswordRefusals.WrongPassword
                        ? throttle.FailedAsync(counted, CancellationToken.None) : throttle.UnansweredAsync(counted, CancellationToken.None));
                    Note(current, attempt, AuditOutcome.Fail);
                    throw;
                }
                await throttle.SucceededAsync(counted, CancellationToken.None);
                Note(current, attempt, AuditOutcome.Ok);
                var outcome = await signIn.SignInAsync(attempt);
                var own = outcome is SignInOutcome.SignedIn signedIn ? SessionKey.IdOf(signedIn.Key) : null;
                await EndOthersAsync(current.Identity.User, own, null, "new-password");
                return outcome;
            },
            cancellationToken);

    private async Task<int> EndOthersAsync(int user, string? own, string? mark, string reason)
    {
        // Not given up half-way: who asks for this may fear that somebody else is in.
        var others = await store.OfPersonAsync(user, CancellationToken.None);
        var ended = 0;
        foreach (var other in others.Where(other => other.Id != own && (mark is null || Mark(other.Id) == mark)))
        {
            await ender.EndAsync(other.Id, reason, CancellationToken.None);
            ended++;
        }
        return ended;
    }

    private void Note(PortalSession current, SignInAttempt attempt, AuditOutcome outcome) => audit.Note(
        new AuditEntry(AuditEvent.PasswordChanged, outcome, AuditActor.Of(current))
        {
            Parties = [.. current.Identity.Companies.Select(company => company.Party)],
            Origin = new AuditOrigin(attempt.Address, attempt.UserAgent),
            Detail = new AuditDetail { Cause = "own" },
        });

    // Enough to tell one's own few sessions apart; opens nothing.
    private static string Mark(string id) => id[..MarkLength];
}

/// <summary>An account as its owner sees it.</summary>
/// <param name="Name">Theirs.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Staff">One of ITF's people, whose password is Tryton's own client's to change.</param>
/// <param name="Devices">Where they are signed in, the one used last first.</param>
/// <param name="SignIns">What was done or tried with their login, newest first.</param>
public sealed record AccountView(string Name, string Login, bool Staff, ImmutableArray<Device> Devices, ImmutableArray<AuditLine> SignIns);

/// <summary>A browser somebody is signed in with.</summary>
/// <param name="Mark">Names it in a form.</param>
/// <param name="Here">The one that shows the page.</param>
/// <param name="StartedAt">When they signed in, UTC.</param>
/// <param name="LastSeenAt">When they last did something, UTC.</param>
/// <param name="Address">From where; null when unknown.</param>
/// <param name="UserAgent">The browser's own word; null when unknown.</param>
public sealed record Device(string Mark, bool Here, DateTime StartedAt, DateTime LastSeenAt, string? Address, string? UserAgent);
