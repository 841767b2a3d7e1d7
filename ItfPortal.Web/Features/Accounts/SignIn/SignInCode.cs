using System.Diagnostics;
using ItfPortal.Web.Platform.Audit;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// The second step of signing in: a code. The ticket says whose; everything is counted as in the first step, so that four wrong ones in
/// five minutes are the last that Tryton is asked about.
/// </summary>
internal sealed partial class SignInCode(
    SignInOpening opening, SignInService service, SignInThrottle throttle, SignInTickets tickets, KnownDevices devices, ILogger<SignInCode> logger)
{
    /// <summary>Whether there is a ticket that still holds.</summary>
    public Task<bool> IsOpenAsync(string? ticket, CancellationToken cancellationToken) => tickets.HoldsAsync(ticket, cancellationToken);

    /// <summary>Tries a code.</summary>
    /// <param name="ticket">The ticket's cookie.</param>
    /// <param name="code">As typed: of the app, or a recovery code.</param>
    /// <param name="visitor">Where the form comes from; login and password are the ticket's.</param>
    public async Task<SignInOutcome> TryAsync(string? ticket, string code, SignInAttempt visitor)
    {
        var started = Stopwatch.GetTimestamp();
        if (await throttle.EnterAsync(visitor.Address, CancellationToken.None) is { } wait)
        {
            return new SignInOutcome.TooMany(wait);
        }
        if (await tickets.TakeAsync(ticket, CancellationToken.None) is not { } taken)
        {
            return new SignInOutcome.TicketEnded();
        }
        var attempt = visitor with { Login = taken.Ticket.Login, Password = taken.Ticket.Password, Remember = taken.Ticket.Remember, ByMail = taken.Ticket.ByMail };
        var outcome = await TryAsync(attempt, code);
        switch (outcome)
        {
            case SignInOutcome.SignedIn:
                await tickets.RemoveAsync(ticket, CancellationToken.None);
                break;
            case SignInOutcome.Refused when taken.Left == 0:
                // Whoever it was knew the password, or reads the mail.
                LogGaveUp(taken.Ticket.ByMail);
                await tickets.RemoveAsync(ticket, CancellationToken.None);
                await throttle.TellOwnerAsync(attempt.Login, passwordKnown: !taken.Ticket.ByMail, CancellationToken.None);
                outcome = new SignInOutcome.TicketEnded();
                break;
        }
        await service.PadAsync(started);
        return outcome;
    }

    private async Task<SignInOutcome> TryAsync(SignInAttempt attempt, string code)
    {
        var device = devices.Read(attempt.Device, attempt.Login);
        if (await throttle.BeginCodeAsync(attempt.Login, device, CancellationToken.None) is not { } counted)
        {
            opening.Note(attempt, AuditOutcome.Denied, "account");
            return new SignInOutcome.Refused();
        }
        var outcome = await opening.OpenAsync(attempt, code, device);
        await (outcome switch
        {
            SignInOutcome.SignedIn => throttle.SucceededAsync(counted, CancellationToken.None),
            SignInOutcome.Unavailable => throttle.UnansweredAsync(counted, CancellationToken.None),
            _ => throttle.FailedAsync(counted, CancellationToken.None),
        });
        if (outcome is SignInOutcome.SignedIn signedIn)
        {
            await opening.TellCodeAsync(attempt, signedIn.Identity, code, device is null);
        }
        return outcome;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Five wrong codes after a right first step, by mail: {ByMail}")]
    private partial void LogGaveUp(bool byMail);
}
