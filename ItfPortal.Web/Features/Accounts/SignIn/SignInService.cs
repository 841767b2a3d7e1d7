using System.Diagnostics;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Security;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// The first step of signing in: the person's own Tryton login and password, or a code that was mailed in its place. Who has a second factor
/// gets a ticket to the second step (<see cref="SignInCode"/>): that the password was right is told to whoever had it right, as it is to those without a factor.
/// </summary>
internal sealed partial class SignInService(
    SignInOpening opening, SignInThrottle throttle, SignInTickets tickets, KnownDevices devices, IOptions<SignInOptions> options,
    ILogger<SignInService> logger)
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
            opening.Note(attempt, AuditOutcome.Denied, "address");
            return new SignInOutcome.TooMany(wait);
        }
        var outcome = await TryAsync(attempt);
        await PadAsync(started);
        return outcome;
    }

    /// <summary>Signs a demo person in: their password comes from the server's file, nothing is counted and nobody is told.</summary>
    public async Task<SignInOutcome> SignInDemoAsync(SignInAttempt attempt) => await TicketAsync(attempt, await opening.OpenAsync(attempt, null, null));

    /// <summary>Waits until an answer may be given.</summary>
    /// <param name="started">When the form came, as <see cref="Stopwatch.GetTimestamp"/> says.</param>
    public Task PadAsync(long started) => AnswerFloor.RestAsync(started, options.Value.Floor, options.Value.Jitter, CancellationToken.None);

    private async Task<SignInOutcome> TryAsync(SignInAttempt attempt)
    {
        var device = devices.Read(attempt.Device, attempt.Login);
        if (await throttle.BeginAsync(attempt.Login, device, CancellationToken.None) is not { } counted)
        {
            LogLocked();
            opening.Note(attempt, AuditOutcome.Denied, "account");
            return new SignInOutcome.Refused();
        }
        var outcome = await TicketAsync(attempt, await opening.OpenAsync(attempt, null, device));
        await (outcome switch
        {
            SignInOutcome.SignedIn => throttle.SucceededAsync(counted, CancellationToken.None),
            // Half a success is none: it neither counts nor begins the count again.
            SignInOutcome.Unavailable or SignInOutcome.CodeNeeded => throttle.UnansweredAsync(counted, CancellationToken.None),
            _ => throttle.FailedAsync(counted, CancellationToken.None),
        });
        if (device is null && outcome is SignInOutcome.SignedIn signedIn)
        {
            await opening.TellNewDeviceAsync(attempt, signedIn.Identity);
        }
        return outcome;
    }

    private async Task<SignInOutcome> TicketAsync(SignInAttempt attempt, SignInOutcome outcome) => outcome is SignInOutcome.CodeNeeded
        ? new SignInOutcome.CodeNeeded(await tickets.AddAsync(new SignInTicket(attempt.Login, attempt.Password, attempt.Remember, attempt.ByMail), CancellationToken.None))
        : outcome;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sign-in refused without asking Tryton: too many failures for the account")]
    private partial void LogLocked();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Too many sign-in forms from {Address}")]
    private partial void LogTooMany(System.Net.IPAddress? address);
}
