using System.Diagnostics;
using System.Security.Cryptography;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Audit;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// Signs somebody in with their own Tryton login and password. Not tied to the visitor's connection: a browser that goes
/// away must not leave a session open in Tryton that nobody knows of.
/// </summary>
internal sealed partial class SignInService(
    ISessionClient tryton, SessionStore store, SessionEnder ender, SignInThrottle throttle, KnownDevices devices, IAuditLog audit,
    IOptions<SignInOptions> options, ILogger<SignInService> logger)
{
    /// <summary>How long the device cookie lives.</summary>
    public TimeSpan DeviceFor => options.Value.DeviceFor;

    /// <summary>Tries a posted form. Takes the same time whatever the outcome, unless Tryton needs longer.</summary>
    public async Task<SignInOutcome> SignInAsync(SignInAttempt attempt)
    {
        var started = Stopwatch.GetTimestamp();
        if (await throttle.EnterAsync(attempt.Address, CancellationToken.None) is { } wait)
        {
            LogTooMany(attempt.Address);
            Note(attempt, AuditOutcome.Denied, "address");
            return new SignInOutcome.TooMany(wait);
        }
        var outcome = await TryAsync(attempt);
        var rest = options.Value.Floor - Stopwatch.GetElapsedTime(started);
        var jitter = options.Value.Jitter * (RandomNumberGenerator.GetInt32(1001) / 1000.0);
        await Task.Delay((rest > TimeSpan.Zero ? rest : TimeSpan.Zero) + jitter, TimeProvider.System);
        return outcome;
    }

    /// <summary>Signs a demo person in: their password comes from the server's file, nothing is counted.</summary>
    public Task<SignInOutcome> SignInDemoAsync(SignInAttempt attempt) => OpenAsync(attempt, null);

    private async Task<SignInOutcome> TryAsync(SignInAttempt attempt)
    {
        var device = devices.Read(attempt.Device, attempt.Login);
        if (await throttle.BeginAsync(attempt.Login, device, CancellationToken.None) is not { } counted)
        {
            LogLocked();
            Note(attempt, AuditOutcome.Denied, "account");
            return new SignInOutcome.Refused();
        }
        var outcome = await OpenAsync(attempt, device);
        await (outcome switch
        {
            SignInOutcome.SignedIn => throttle.SucceededAsync(counted, CancellationToken.None),
            SignInOutcome.Unavailable => throttle.UnansweredAsync(counted, CancellationToken.None),
            _ => throttle.FailedAsync(counted, CancellationToken.None),
        });
        return outcome;
    }

    private async Task<SignInOutcome> OpenAsync(SignInAttempt attempt, string? device)
    {
        SessionToken? token = null;
        try
        {
            token = await tryton.SignInAsync(
                new SignInRequest(attempt.Login, attempt.Password, attempt.Language, attempt.Address?.ToString()), CancellationToken.None);
            var identity = await tryton.WhoAmIAsync(token, CancellationToken.None);
            if (!identity.HasGrants())
            {
                LogWithoutGrants(token.UserId);
                Note(attempt, AuditOutcome.Fail, "grants", token.UserId);
                await CloseAsync(token);
                return new SignInOutcome.Refused();
            }
            var key = await StoreAsync(attempt, token, identity);
            LogSignedIn(token.UserId, device is not null);
            NoteSignedIn(attempt, SessionKey.IdOf(key)!, identity);
            return new SignInOutcome.SignedIn(key, devices.Make(attempt.Login), identity);
        }
        catch (Exception exception)
        {
            if (token is not null)
            {
                await CloseAsync(token);
            }
            return Outcome(exception, attempt);
        }
    }

    private async Task<string> StoreAsync(SignInAttempt attempt, SessionToken token, Identity identity)
    {
        var key = SessionKey.New();
        var ended = await store.AddAsync(SessionKey.IdOf(key)!, token, identity, attempt.Address, attempt.UserAgent, CancellationToken.None);
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

    // Noted, not awaited: nobody is locked out by the audit's troubles, and no answer takes longer than another for it.
    private void Note(SignInAttempt attempt, AuditOutcome outcome, string cause, int? user = null) => audit.Note(
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
        });

    private SignInOutcome Outcome(Exception exception, SignInAttempt attempt)
    {
        switch (exception)
        {
            case TrytonSignInRefusedException or TrytonRateLimitedException or TrytonAccessDeniedException:
                LogRefused(exception.GetType().Name);
                Note(attempt, AuditOutcome.Fail, exception is TrytonSignInRefusedException ? "password" : "tryton");
                return new SignInOutcome.Refused();
            case TrytonLoginParameterException factor:
                // No account has a second factor yet; asked for one, only a refusal tells an attacker nothing.
                LogFactor(factor.Parameter);
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

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-in refused: {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-in refused without asking Tryton: too many failures for the account")]
    private partial void LogLocked();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many sign-in forms from {Address}")]
    private partial void LogTooMany(System.Net.IPAddress? address);

    [LoggerMessage(Level = LogLevel.Information, Message = "User {UserId} has no access to the portal")]
    private partial void LogWithoutGrants(int userId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tryton asks for {Parameter} at sign-in, which the portal does not have")]
    private partial void LogFactor(string parameter);

    [LoggerMessage(Level = LogLevel.Error, Message = "Sign-in is not possible: {Kind}: {Problem}")]
    private partial void LogUnavailable(string kind, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A session of user {UserId} stays open in Tryton: {Problem}")]
    private partial void LogLeftOpen(int userId, string problem);
}
