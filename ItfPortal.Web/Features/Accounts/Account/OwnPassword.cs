using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Account;

/// <summary>Changes people's own passwords, in their own Tryton session.</summary>
internal sealed class OwnPassword(
    ICurrentSession session, IAccountClient tryton, SignInService signIn, SignInThrottle throttle, AfterPassword after, TrytonGuard guard)
{
    /// <summary>Changes the person's own password, signs them in anew with it and ends all their other sessions.</summary>
    /// <param name="present">Their present one.</param>
    /// <param name="attempt">A sign-in of this browser with the new one.</param>
    /// <returns>
    /// The outcome of that sign-in. <see cref="RefusedError"/> with one of <see cref="PasswordRefusals"/>: nothing was changed;
    /// <see cref="TrytonUnavailableError"/>: perhaps it was; <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.
    /// </returns>
    public Task<Result<SignInOutcome>> ChangeAsync(string present, SignInAttempt attempt, CancellationToken cancellationToken) =>
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
                    after.Note(current, attempt, AuditOutcome.Fail);
                    throw;
                }
                await throttle.SucceededAsync(counted, CancellationToken.None);
                await throttle.PasswordSetAsync(attempt.Login, CancellationToken.None);
                var outcome = await signIn.SignInAsync(attempt);
                await after.DoneAsync(current, attempt, outcome is SignInOutcome.SignedIn signedIn ? SessionKey.IdOf(signedIn.Key) : null);
                return outcome;
            },
            cancellationToken);
}
