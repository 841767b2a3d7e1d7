using System.Net;
using System.Security.Cryptography;
using System.Text;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>
/// Stops guessing before Tryton does: its own answer to failures is to sleep in a worker and then to lock the account for
/// everybody. A try is counted before it is made, so that twenty at once are not one.
/// </summary>
internal sealed class SignInThrottle(IRateCounter rates, ISignInFailures failures, OwnerMail owner, IOptions<LimitsOptions> limits, TimeProvider time)
{
    private const int CodesPerHour = 10;

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
        if (await failures.AreTooManyAsync(login, device, cancellationToken))
        {
            return null;
        }
        var account = Account(login);
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
            ? new Try(login, device, keys, window, await rates.TakeAsync(keys.Hour, limits.Value.AccountFailuresPerHour, s_hour, cancellationToken))
            : null;
    }

    /// <summary>The same for a code after the right password, of which one person has ten an hour from all browsers together.</summary>
    public async ValueTask<Try?> BeginCodeAsync(string login, string? device, CancellationToken cancellationToken)
    {
        if (await BeginAsync(login, device, cancellationToken) is not { } begun)
        {
            return null;
        }
        var key = "account:c:" + Account(login);
        var hit = await rates.TakeAsync(key, CodesPerHour, s_hour, cancellationToken);
        if (hit.Allowed)
        {
            return begun with { Code = (key, hit) };
        }
        await UnansweredAsync(begun, cancellationToken);
        return null;
    }

    /// <summary>Tells the owner, once a day, that somebody is trying.</summary>
    public async Task TellOwnerAsync(string login, bool passwordKnown, CancellationToken cancellationToken)
    {
        if (await failures.TellAsync(login, cancellationToken))
        {
            owner.TellLater(login, new SignInsRefusedMail(time.GetUtcNow().UtcDateTime, passwordKnown));
        }
    }

    /// <summary>A new password was set, by whichever way: the account's count begins again.</summary>
    public async Task PasswordSetAsync(string login, CancellationToken cancellationToken)
    {
        await failures.EndAsync(login, null, cancellationToken);
        var account = Account(login);
        foreach (var kind in new[] { "w", "h", "p" })
        {
            await rates.ResetAsync($"account:{kind}:{account}", cancellationToken);
        }
    }

    /// <summary>Refused by Tryton: too many of these in an hour make a longer pause.</summary>
    public async ValueTask FailedAsync(Try attempt, CancellationToken cancellationToken)
    {
        var inARow = await failures.AddAsync(attempt.Login, attempt.Device, cancellationToken);
        var paused = !attempt.Hour.Allowed || attempt.Hour.Count >= limits.Value.AccountFailuresPerHour;
        if (paused)
        {
            await rates.TakeAsync(attempt.Keys.Pause, 1, limits.Value.AccountPause, cancellationToken);
            await rates.ResetAsync(attempt.Keys.Hour, cancellationToken);
        }
        if (paused || inARow == SignInFailures.Most)
        {
            await TellOwnerAsync(attempt.Login, passwordKnown: false, cancellationToken);
        }
    }

    /// <summary>The right password: the account's count begins again.</summary>
    public async ValueTask SucceededAsync(Try attempt, CancellationToken cancellationToken)
    {
        await rates.ResetAsync(attempt.Keys.Window, cancellationToken);
        await rates.ResetAsync(attempt.Keys.Hour, cancellationToken);
        await ReturnCodeAsync(attempt, cancellationToken);
        await failures.EndAsync(attempt.Login, attempt.Device, cancellationToken);
    }

    /// <summary>Tryton gave no answer: nothing was guessed.</summary>
    public async ValueTask UnansweredAsync(Try attempt, CancellationToken cancellationToken)
    {
        await rates.ReturnAsync(attempt.Keys.Window, attempt.Window, cancellationToken);
        await rates.ReturnAsync(attempt.Keys.Hour, attempt.Hour, cancellationToken);
        await ReturnCodeAsync(attempt, cancellationToken);
    }

    private async ValueTask ReturnCodeAsync(Try attempt, CancellationToken cancellationToken)
    {
        if (attempt.Code is { } code)
        {
            await rates.ReturnAsync(code.Key, code.Hit, cancellationToken);
        }
    }

    // A hash: logins do not belong in Redis, and mistyped ones are often passwords.
    private static string Account(string login) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToUpperInvariant())).AsSpan(0, 16));

    /// <summary>A counted try.</summary>
    internal sealed record Try(string Login, string? Device, Keys Keys, RateHit Window, RateHit Hour)
    {
        /// <summary>Its count as a code, when it is one.</summary>
        public (string Key, RateHit Hit)? Code { get; init; }
    }

    internal sealed record Keys(string Window, string Hour, string Pause);
}
