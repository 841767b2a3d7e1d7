using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <summary>People's own second factor, in their own session. Refusals carry one of <see cref="FactorRefusals"/>.</summary>
public interface ISecondFactorClient
{
    /// <summary>The secret of a factor that is to be confirmed (<c>itf_portal.factor.begin</c>); the same for ten minutes, however often it is asked for.</summary>
    /// <exception cref="Protocol.TrytonUserErrorException">Not within ten minutes of the sign-in, or there is one already.</exception>
    Task<NewFactor> BeginAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>Turns it on (<c>itf_portal.factor.confirm</c>). Ends all other sessions of the person in Tryton.</summary>
    /// <param name="session">The session that began it.</param>
    /// <param name="code">Of the app.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <returns>The recovery codes; nobody can read them again.</returns>
    /// <exception cref="Protocol.TrytonUserErrorException">A wrong code, or none was begun.</exception>
    /// <exception cref="Protocol.TrytonRateLimitedException">Too many wrong ones.</exception>
    Task<RecoveryCodes> ConfirmAsync(SessionToken session, string code, CancellationToken cancellationToken);

    /// <summary>Turns it off (<c>itf_portal.factor.disable</c>): takes the password and a code.</summary>
    /// <exception cref="Protocol.TrytonUserErrorException">Either is wrong, which counts as a failed sign-in.</exception>
    /// <exception cref="Protocol.TrytonRateLimitedException">Too many wrong ones.</exception>
    Task DisableAsync(SessionToken session, string password, string code, CancellationToken cancellationToken);

    /// <summary>Other recovery codes in the place of all there were (<c>itf_portal.factor.renew</c>): takes the password and a code.</summary>
    /// <exception cref="Protocol.TrytonUserErrorException">Either is wrong, which counts as a failed sign-in.</exception>
    /// <exception cref="Protocol.TrytonRateLimitedException">Too many wrong ones.</exception>
    Task<RecoveryCodes> RenewAsync(SessionToken session, string password, string code, CancellationToken cancellationToken);
}

/// <summary>A factor that is to be confirmed.</summary>
/// <param name="Secret">Base32, 32 characters: what an app makes its codes of.</param>
/// <param name="Account">How an app calls it: the login.</param>
public sealed record NewFactor(string Secret, string Account)
{
    /// <summary>Never shows the secret.</summary>
    public override string ToString() => "new second factor";
}

/// <summary>Recovery codes, each good for one sign-in.</summary>
/// <param name="Codes">Ten, of ten letters and digits.</param>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes)
{
    /// <summary>Never shows them.</summary>
    public override string ToString() => "recovery codes";
}

/// <summary>The second factor at sign-in, and codes of its refusals.</summary>
public static class FactorRefusals
{
    /// <summary>What Tryton asks for at sign-in (<see cref="Protocol.TrytonLoginParameterException.Parameter"/>): a code of the app, or a recovery code.</summary>
    public const string Parameter = "totp_code";

    /// <summary>The code is another one, or was used.</summary>
    public const string WrongCode = "itf_portal.wrong_code";

    /// <summary>More than ten minutes since the sign-in.</summary>
    public const string NotFresh = "itf_portal.not_fresh";

    /// <summary>There is one already.</summary>
    public const string Active = "itf_portal.factor_active";

    /// <summary>There is none.</summary>
    public const string None = "itf_portal.factor_none";
}
