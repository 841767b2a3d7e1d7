using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// Opens a session in Tryton and the portal's own over it. Not tied to the visitor's connection: a browser that goes away must not leave
/// a session open in Tryton that nobody knows of.
/// </summary>
internal sealed partial class SignInOpening(
    ISessionClient tryton, SessionStore store, SessionEnder ender, KnownDevices devices, IAuditLog audit, OwnerMail owner, TimeProvider time,
    ILogger<SignInOpening> logger)
{
    /// <summary>Tries a login, a password or the code that was mailed in its place, and, where Tryton has asked for it, a code.</summary>
    /// <param name="attempt">Who and from where.</param>
    /// <param name="code">Of the second factor; null in the first step.</param>
    /// <param name="device">The known browser; null for another.</param>
    /// <returns><see cref="SignInOutcome.CodeNeeded"/> without a ticket when the password was right and a code is missing.</returns>
    public async Task<SignInOutcome> OpenAsync(SignInAttempt attempt, string? code, string? device)
    {
        SessionToken? token = null;
        try
        {
            var request = Request(attempt);
            token = await tryton.SignInAsync(code is null ? request : request.With(FactorRefusals.Parameter, code), CancellationToken.None);
            var identity = await tryton.WhoAmIAsync(token, CancellationToken.None);
            if (!identity.HasGrants())
            {
                LogWithoutGrants(token.UserId);
                Note(attempt, AuditOutcome.Fail, "grants", token.UserId);
                await CloseAsync(token);
                return new SignInOutcome.Refused();
            }
            if (attempt.ByMail)
            {
                // A code is taken however the address was written, a password asked for later is not.
                (token, attempt) = (token with { Login = identity.Login }, attempt with { Login = identity.Login });
            }
            var key = await StoreAsync(attempt, token, identity);
            LogSignedIn(token.UserId, device is not null);
            NoteSignedIn(attempt, SessionKey.IdOf(key)!, identity);
            if (identity.Factor?.RemovedAt is { } removed)
            {
                // A lost factor was taken away a day after it was asked for, and this is who signs in without it.
                await owner.TellAsync(
                    identity, new SecondFactorOffMail(removed, BrowserWords.Of(attempt.UserAgent)), FormattableString.Invariant($"factor-off:{identity.User}:{removed.Ticks}"));
            }
            return new SignInOutcome.SignedIn(key, devices.Make(attempt.Login), identity) { KeptFor = Remembered(attempt) ? store.RememberedFor : null };
        }
        catch (Exception exception)
        {
            if (token is not null)
            {
                await CloseAsync(token);
            }
            return Outcome(exception, attempt, code is not null);
        }
    }

    private static SignInRequest Request(SignInAttempt attempt)
    {
        var request = new SignInRequest(attempt.Login, attempt.ByMail ? null : attempt.Password, attempt.Language, attempt.Address?.ToString());
        return attempt.ByMail ? request.With(MailedCodes.Parameter, attempt.Password) : request;
    }

    /// <summary>Tells the owner of a sign-in by a browser that the account did not know.</summary>
    public Task TellNewDeviceAsync(SignInAttempt attempt, Identity identity) => owner.TellAsync(
        identity, new NewDeviceMail(time.GetUtcNow().UtcDateTime, BrowserWords.Of(attempt.UserAgent) ?? "?", attempt.Address?.ToString() ?? "–"));

    /// <summary>The same after a code; of a recovery code, which is used up now, the owner is told too.</summary>
    public async Task TellCodeAsync(SignInAttempt attempt, Identity identity, string code, bool newDevice)
    {
        if (newDevice)
        {
            await TellNewDeviceAsync(attempt, identity);
        }
        if (FactorCode.IsRecovery(code))
        {
            var left = identity.Factor?.RecoveryLeft ?? 0;
            LogRecovery(identity.User, left);
            audit.Note(new AuditEntry(
                AuditEvent.RecoveryCodeUsed, AuditOutcome.Ok,
                new AuditActor(identity.Staff is null ? AuditActorKind.Customer : AuditActorKind.Staff, identity.User, null) { Login = attempt.Login })
            {
                Parties = [.. identity.Companies.Select(company => company.Party)],
                Origin = new AuditOrigin(attempt.Address, attempt.UserAgent),
            });
            await owner.TellAsync(identity, new RecoveryCodeUsedMail(time.GetUtcNow().UtcDateTime, BrowserWords.Of(attempt.UserAgent), left));
        }
    }

    private bool Remembered(SignInAttempt attempt) => attempt.Remember && devices.Read(attempt.Device, attempt.Login) is not null;

    private async Task<string> StoreAsync(SignInAttempt attempt, SessionToken token, Identity identity)
    {
        var key = SessionKey.New();
        var ended = await store.AddAsync(SessionKey.IdOf(key)!, token, identity, attempt.Address, attempt.UserAgent, Remembered(attempt), proved: !attempt.ByMail, CancellationToken.None);
        foreach (var id in ended)
        {
            await ender.EndAsync(id, "limit", CancellationToken.None);
            audit.Note(new AuditEntry(AuditEvent.SessionRevoked, AuditOutcome.Ok, new AuditActor(AuditActorKind.System, null, id))
            {
                Parties = [.. identity.Companies.Select(company => company.Party)],
                Target = new AuditTarget(AuditTargets.Person, identity.User),
                Detail = new AuditDetail { Cause = "limit", User = identity.User },
            });
        }
        if (attempt.Previous is not null)
        {
            await ender.EndAsync(attempt.Previous, "new sign-in", CancellationToken.None);
        }
        return key;
    }

    /// <summary>Puts it on record. Noted, not awaited: nobody is locked out by the audit's troubles, and no answer takes longer than another for it.</summary>
    public void Note(SignInAttempt attempt, AuditOutcome outcome, string cause, int? user = null) => audit.Note(
        new AuditEntry(AuditEvent.SignIn, outcome, AuditActor.Unknown(attempt.Login) with { User = user })
        {
            Origin = new AuditOrigin(attempt.Address, attempt.UserAgent),
            Detail = new AuditDetail { Cause = cause },
        });

    private void NoteSignedIn(SignInAttempt attempt, string session, Identity identity) => audit.Note(
        new AuditEntry(
            AuditEvent.SignIn, AuditOutcome.Ok,
            new AuditActor(identity.Staff is null ? AuditActorKind.Customer : AuditActorKind.Staff, identity.User, session) { Login = attempt.Login })
        {
            Parties = [.. identity.Companies.Select(company => company.Party)],
            Origin = new AuditOrigin(attempt.Address, attempt.UserAgent),
            Detail = attempt.ByMail ? new AuditDetail { Cause = "mailed-code" } : AuditDetail.None,
        });

    private SignInOutcome Outcome(Exception exception, SignInAttempt attempt, bool coded)
    {
        switch (exception)
        {
            case TrytonLoginParameterException { Parameter: FactorRefusals.Parameter } when !coded:
                return new SignInOutcome.CodeNeeded("");
            case TrytonSignInRefusedException when attempt.ByMail && !coded:
                LogRefused(exception.GetType().Name);
                Note(attempt, AuditOutcome.Fail, "mailed-code");
                return new SignInOutcome.Refused();
            case TrytonSignInRefusedException or TrytonRateLimitedException or TrytonAccessDeniedException:
                LogRefused(exception.GetType().Name);
                Note(attempt, AuditOutcome.Fail, exception is not TrytonSignInRefusedException ? "tryton" : coded ? "factor" : "password");
                return new SignInOutcome.Refused();
            case TrytonLoginParameterException unknown:
                LogUnknownFactor(unknown.Parameter);
                Note(attempt, AuditOutcome.Fail, "factor");
                return new SignInOutcome.Refused();
            default:
                LogUnavailable(exception.GetType().Name, exception.Message);
                Note(attempt, AuditOutcome.Error, "tryton");
                return new SignInOutcome.Unavailable();
        }
    }

    private async Task CloseAsync(SessionToken token)
    {
        try
        {
            await tryton.SignOutAsync(token, CancellationToken.None);
        }
        catch (TrytonException exception)
        {
            // Nobody has its key; Tryton forgets it by age.
            LogLeftOpen(token.UserId, exception.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} signed in, known device: {KnownDevice}")]
    private partial void LogSignedIn(int userId, bool knownDevice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "User {UserId} signed in with a recovery code, {Left} left")]
    private partial void LogRecovery(int userId, int left);

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-in refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} has no access to the portal")]
    private partial void LogWithoutGrants(int userId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tryton asks for {Parameter} at sign-in, which the portal does not have")]
    private partial void LogUnknownFactor(string parameter);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sign-in is not possible: {Kind}: {Problem}")]
    private partial void LogUnavailable(string kind, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session of user {UserId} stays open in Tryton: {Problem}")]
    private partial void LogLeftOpen(int userId, string problem);
}
