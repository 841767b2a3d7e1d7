using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>
/// One's own second factor. Errors of all: <see cref="RefusedError"/> with one of <see cref="FactorRefusals"/> or
/// <see cref="PasswordRefusals"/>, <see cref="TrytonUnavailableError"/>, <see cref="SignInNeededError"/>, <see cref="UnexpectedError"/>.
/// </summary>
internal sealed class FactorService(
    ICurrentSession session, ISecondFactorClient factor, ISessionClient tryton, SignInThrottle throttle, AfterFactor after, TrytonGuard guard, TimeProvider time)
{
    /// <summary>Whether there is one, as Tryton says now.</summary>
    public Task<Result<SecondFactor>> ReadAsync(CancellationToken cancellationToken) => guard.RunAsync<SecondFactor>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await KnowAsync(current, token);
        },
        cancellationToken);

    /// <summary>A secret to be confirmed, in a fresh session only; the same for ten minutes.</summary>
    public Task<Result<NewFactor>> BeginAsync(CancellationToken cancellationToken) => guard.RunAsync<NewFactor>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => factor.BeginAsync(current.Token, token));
        },
        cancellationToken);

    /// <summary>Turns it on, ends the person's other sessions and tells them.</summary>
    /// <returns>The recovery codes, which nobody can read again.</returns>
    public Task<Result<RecoveryCodes>> ConfirmAsync(string code, string? userAgent, CancellationToken cancellationToken) => ProveAsync(
        AuditEvent.SecondFactorOn, current => factor.ConfirmAsync(current.Token, code, CancellationToken.None),
        () => new SecondFactorOnMail(time.GetUtcNow().UtcDateTime, BrowserWords.Of(userAgent)), cancellationToken);

    /// <summary>Turns it off and tells the person.</summary>
    public Task<Result<bool>> DisableAsync(string password, string code, string? userAgent, CancellationToken cancellationToken) => ProveAsync(
        AuditEvent.SecondFactorOff,
        async current =>
        {
            await factor.DisableAsync(current.Token, password, code, CancellationToken.None);
            return true;
        },
        () => new SecondFactorOffMail(time.GetUtcNow().UtcDateTime, BrowserWords.Of(userAgent)), cancellationToken);

    /// <summary>Other recovery codes in the place of all there were.</summary>
    public Task<Result<RecoveryCodes>> RenewAsync(string password, string code, CancellationToken cancellationToken) => ProveAsync(
        AuditEvent.RecoveryCodesRenewed, current => factor.RenewAsync(current.Token, password, code, CancellationToken.None), () => null, cancellationToken);

    // Counted as a sign-in of this session: guessing here locks nobody out elsewhere, and not given up half-way.
    private Task<Result<T>> ProveAsync<T>(
        AuditEvent what, Func<PortalSession, Task<T>> change, Func<MailModel?> mail, CancellationToken cancellationToken) => guard.RunAsync<T>(
        async token =>
        {
            var current = await session.RequireAsync(token);
            if (await throttle.BeginCodeAsync(current.Token.Login, current.Id, token) is not { } counted)
            {
                throw new TrytonRateLimitedException();
            }
            T done;
            try
            {
                done = await guard.CallAsync(() => change(current));
            }
            catch (TrytonUserErrorException refused)
            {
                await (refused.Code is PasswordRefusals.WrongPassword or FactorRefusals.WrongCode
                    ? throttle.FailedAsync(counted, CancellationToken.None) : throttle.UnansweredAsync(counted, CancellationToken.None));
                await after.NoteAsync(current, what, AuditOutcome.Fail, null);
                throw;
            }
            await throttle.SucceededAsync(counted, CancellationToken.None);
            await after.NoteAsync(current, what, AuditOutcome.Ok, mail());
            if (what is AuditEvent.SecondFactorOn)
            {
                await after.EndOthersAsync(current);
            }
            await KnowAsync(current, CancellationToken.None);
            return done;
        },
        cancellationToken);

    private async Task<SecondFactor> KnowAsync(PortalSession current, CancellationToken cancellationToken)
    {
        var identity = await guard.CallAsync(() => tryton.WhoAmIAsync(current.Token, cancellationToken));
        await after.KnowAsync(current, identity);
        return identity.Factor ?? new SecondFactor(Active: false, Required: false, RecoveryLeft: 0);
    }
}
