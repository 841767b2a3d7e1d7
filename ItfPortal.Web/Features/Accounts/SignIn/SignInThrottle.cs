using System.Net;
using System.Security.Cryptography;
using System.Text;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// Stops guessing before Tryton does: its own answer to failures is to sleep in a worker and then to lock the account for
/// everybody. A try is counted before it is made, so that twenty at once are not one.
/// </summary>
internal sealed class SignInThrottle(IRateCounter rates, IOptions<LimitsOptions> limits)
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    /// <summary>Counts a form from an address; null when it may go on, else how long to wait.</summary>
    public async ValueTask<TimeSpan?> EnterAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        var visitor = VisitorAddress.Of(address);
        var minute = await rates.TakeAsync("signin:m:" + visitor, limits.Value.SignInPerAddressPerMinute, TimeSpan.FromMinutes(1), cancellationToken);
        if (!minute.Allowed)
        {
            return minute.RetryAfter;
        }
        var hour = await rates.TakeAsync("signin:h:" + visitor, limits.Value.SignInPerAddressPerHour, s_hour, cancellationToken);
        return hour.Allowed ? null : hour.RetryAfter;
    }

    /// <summary>Counts a try for an account; null when Tryton must not be asked.</summary>
    /// <param name="login">The account, existing or not.</param>
    /// <param name="device">The known browser, which has a count of its own, or null.</param>
    /// <param name="cancellationToken">Of the caller.</param>
    public async ValueTask<Try?> BeginAsync(string login, string? device, CancellationToken cancellationToken)
    {
        // A hash: logins do not belong in Redis, and mistyped ones are often passwords.
        var account = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToUpperInvariant())).AsSpan(0, 16));
        var who = device is null ? account : $"{account}:{device}";
        var keys = new Keys("account:w:" + who, "account:h:" + who, "account:p:" + who);
        var pause = await rates.TakeAsync(keys.Pause, 1, limits.Value.AccountPause, cancellationToken);
        if (!pause.Allowed)
        {
            return null;
        }
        await rates.ReturnAsync(keys.Pause, pause, cancellationToken);
        var window = await rates.TakeAsync(keys.Window, limits.Value.AccountFailures, limits.Value.AccountWindow, cancellationToken);
        return window.Allowed
            ? new Try(keys, window, await rates.TakeAsync(keys.Hour, limits.Value.AccountFailuresPerHour, s_hour, cancellationToken))
            : null;
    }

    /// <summary>Refused by Tryton: too many of these in an hour make a longer pause.</summary>
    public async ValueTask FailedAsync(Try attempt, CancellationToken cancellationToken)
    {
        if (!attempt.Hour.Allowed || attempt.Hour.Count >= limits.Value.AccountFailuresPerHour)
        {
            await rates.TakeAsync(attempt.Keys.Pause, 1, limits.Value.AccountPause, cancellationToken);
            await rates.ResetAsync(attempt.Keys.Hour, cancellationToken);
        }
    }

    /// <summary>The right password: the account's count begins again.</summary>
    public async ValueTask SucceededAsync(Try attempt, CancellationToken cancellationToken)
    {
        await rates.ResetAsync(attempt.Keys.Window, cancellationToken);
        await rates.ResetAsync(attempt.Keys.Hour, cancellationToken);
    }

    /// <summary>Tryton gave no answer: nothing was guessed.</summary>
    public async ValueTask UnansweredAsync(Try attempt, CancellationToken cancellationToken)
    {
        await rates.ReturnAsync(attempt.Keys.Window, attempt.Window, cancellationToken);
        await rates.ReturnAsync(attempt.Keys.Hour, attempt.Hour, cancellationToken);
    }

    /// <summary>A counted try.</summary>
    internal sealed record Try(Keys Keys, RateHit Window, RateHit Hour);

    internal sealed record Keys(string Window, string Hour, string Pause);
}
