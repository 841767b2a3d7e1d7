using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <summary>What people change of their own account, in their own session.</summary>
public interface IAccountClient
{
    /// <summary>Changes one's own password (<c>itf_portal.account.change_password</c>). Ends all one's sessions in Tryton, the one given too.</summary>
    /// <exception cref="Protocol.TrytonUserErrorException">One of <see cref="PasswordRefusals"/>; a wrong present one counts as a failed sign-in.</exception>
    /// <exception cref="Protocol.TrytonRateLimitedException">Too many wrong ones.</exception>
    Task ChangePasswordAsync(SessionToken session, string present, string wanted, CancellationToken cancellationToken);
}
