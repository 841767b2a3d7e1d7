using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Accounts.Profile;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Accounts.Account;

/// <summary>Changes people's own passwords, in their own Tryton session.</summary>
internal sealed class OwnPassword(
    ICurrentSession session, IAccountClient tryton, SignInService signIn, ProvenDeed proven, AfterPassword after, TrytonGuard guard)
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
                try
                {
                    await proven.DoAsync(current, async () =>
                    {
                        await tryton.ChangePasswordAsync(current.Token, present, attempt.Password, CancellationToken.None);
                        return true;
                    });
                }
                catch (Exception exception)
                {
                    after.Note(current, attempt, exception switch
                    {
                        TrytonRateLimitedException => AuditOutcome.Denied,
                        TrytonUserErrorException => AuditOutcome.Fail,
                        // Perhaps it is another one by now.
                        _ => AuditOutcome.Error,
                    });
                    throw;
                }
                var outcome = await signIn.SignInAsync(attempt);
                await after.DoneAsync(current, attempt, outcome is SignInOutcome.SignedIn signedIn ? SessionKey.IdOf(signedIn.Key) : null);
                return outcome;
            },
            cancellationToken);
}
