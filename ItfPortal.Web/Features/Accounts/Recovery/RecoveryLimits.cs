using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>How many mails a visitor can have written, and to whom.</summary>
internal sealed class RecoveryLimits(IRateCounter rates, IOptions<LimitsOptions> limits)
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);

    /// <summary>Counts a form from an address; null when it may go on, else how long to wait.</summary>
    public async ValueTask<TimeSpan?> EnterAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        var hit = await rates.TakeAsync("recovery:h:" + VisitorAddress.Of(address), limits.Value.ResetsPerAddressPerHour, s_hour, cancellationToken);
        return hit.Allowed ? null : hit.RetryAfter;
    }

    /// <summary>Counts one for an account, existing or not; false when it had enough, which nobody is told.</summary>
    public ValueTask<bool> AccountAsync(string login, CancellationToken cancellationToken) => AccountAsync("recovery:a:", login, cancellationToken);

    /// <summary>The same of codes to sign in with, which are counted apart: who has had three of one may need the other.</summary>
    public ValueTask<bool> CodeAsync(string login, CancellationToken cancellationToken) => AccountAsync("recovery:c:", login, cancellationToken);

    /// <summary>Counts a change of address; false when the person asked often enough today.</summary>
    public async ValueTask<bool> AddressAsync(int user, CancellationToken cancellationToken) =>
        (await rates.TakeAsync(string.Create(CultureInfo.InvariantCulture, $"recovery:e:{user}"), limits.Value.AddressChangesPerUserPerDay, s_day, cancellationToken)).Allowed;

    private async ValueTask<bool> AccountAsync(string kind, string login, CancellationToken cancellationToken)
    {
        // A hash: logins do not belong in Redis.
        var account = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(login.ToUpperInvariant())).AsSpan(0, 16));
        return (await rates.TakeAsync(kind + account, limits.Value.ResetsPerAccountPerHour, s_hour, cancellationToken)).Allowed;
    }
}
