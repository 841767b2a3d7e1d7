using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <summary>
/// Links that are mailed to people of the portal (<c>itf_portal.token</c>). Runs as the service user. Tryton knows a link by the SHA-256
/// digest of its secret only, which is made and mailed by the portal.
/// </summary>
public interface IMailedLinksClient
{
    /// <summary>Lets a link in and ends those before it of the same purpose (<c>itf_portal.token.begin</c>).</summary>
    /// <param name="purpose">What it opens.</param>
    /// <param name="login">Of the person, as typed.</param>
    /// <param name="digest">SHA-256 of the secret, lower-case hexadecimal. One that was let in already is answered again while its link holds.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Whom to send it to; null when nobody may be sent one, or the person was sent three within the hour.</returns>
    Task<LinkHolder?> BeginAsync(LinkPurpose purpose, string login, string digest, CancellationToken cancellationToken);

    /// <summary>Lets a link in for the person and the purpose of an older one, whatever became of that (<c>itf_portal.token.again</c>).</summary>
    /// <param name="older">Digest of the older one.</param>
    /// <param name="digest">As of <see cref="BeginAsync"/>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>As <see cref="BeginAsync"/>, with its purpose.</returns>
    Task<LinkHolder?> AgainAsync(string older, string digest, CancellationToken cancellationToken);

    /// <summary>Who was given access to a company, to be told of it (<c>itf_portal.token.invited</c>).</summary>
    /// <param name="party">Id of the company's <c>party.party</c>.</param>
    /// <param name="user">Id of their <c>res.user</c>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Null when they have none there, are not a customer's, or were deactivated.</returns>
    Task<InvitedPerson?> InvitedAsync(int party, int user, CancellationToken cancellationToken);

    /// <summary>The same by their login, as typed.</summary>
    Task<InvitedPerson?> InvitedAsync(int party, string login, CancellationToken cancellationToken);

    /// <summary>Whose link it is (<c>itf_portal.token.look</c>); null once it is used, replaced, expired, or its person or address is another.</summary>
    Task<LinkHolder?> LookAsync(string digest, CancellationToken cancellationToken);

    /// <summary>
    /// Lets a code in that stands for the password at one sign-in, and ends those before it (<c>itf_portal.code.begin</c>): ten minutes, five
    /// wrong tries. It is given as <see cref="MailedCodes.Parameter"/>; a second factor is asked for besides.
    /// </summary>
    /// <param name="login">Of the person, as typed.</param>
    /// <param name="request">As the digest of <see cref="BeginAsync"/>, of what asks for the code: the same is answered again while its code holds.</param>
    /// <param name="code">Eight digits. Tryton keeps a digest.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Whom to mail it to; null for whoever gets none (unknown, ITF's own, without a password or an access that holds), or had three within the hour.</returns>
    Task<LinkHolder?> BeginCodeAsync(string login, string request, string code, CancellationToken cancellationToken);

    /// <summary>Gives the person their password, once, and activates who waited for it (<c>itf_portal.token.redeem</c>). Ends all their sessions.</summary>
    /// <returns>Whose it was.</returns>
    /// <exception cref="Protocol.TrytonUserErrorException">One of <see cref="PasswordRefusals"/>.</exception>
    Task<LinkHolder> RedeemAsync(string digest, string password, CancellationToken cancellationToken);
}

/// <summary>Codes that are mailed in place of the password.</summary>
public static class MailedCodes
{
    /// <summary>What Tryton calls one at sign-in (<c>res.user._login_itf_code</c>). It never asks for it.</summary>
    public const string Parameter = "itf_code";
}

/// <summary>What a mailed link opens.</summary>
public enum LinkPurpose
{
    /// <summary>Another password; 30 minutes.</summary>
    Reset,

    /// <summary>The first password of an account somebody was invited to; 72 hours.</summary>
    Activation,
}

/// <summary>The person of a link.</summary>
/// <param name="User">Id of the <c>res.user</c>.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Language">Their own: <c>fr</c> or <c>en</c>.</param>
/// <param name="ExpiresAt">UTC; null once it is used.</param>
/// <param name="Purpose">Of a link that was let in by an older one, else null.</param>
public sealed record LinkHolder(int User, string Login, string Name, string Email, string Language, DateTime? ExpiresAt, LinkPurpose? Purpose = null);

/// <summary>Somebody who was given access to a company.</summary>
/// <param name="User">Id of the <c>res.user</c>.</param>
/// <param name="Login">What they sign in with.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Language">Their own: <c>fr</c> or <c>en</c>.</param>
/// <param name="Company">Name of the company.</param>
/// <param name="Waits">Whether the account has no password yet, so that a link has to activate it.</param>
public sealed record InvitedPerson(int User, string Login, string Name, string Email, string Language, string Company, bool Waits);

/// <summary>Codes of refusals of passwords and links.</summary>
public static class PasswordRefusals
{
    /// <summary>The link does not hold, or not any more.</summary>
    public const string BadToken = "itf_portal.bad_token";

    /// <summary>The present password is another one.</summary>
    public const string WrongPassword = "itf_portal.wrong_password";

    /// <summary>Shorter than 15 characters.</summary>
    public const string TooShort = "itf_portal.password_short";

    /// <summary>Longer than 128 characters.</summary>
    public const string TooLong = "itf_portal.password_long";

    /// <summary>Control characters.</summary>
    public const string Characters = "itf_portal.password_characters";

    /// <summary>Repetitions, rows of keys, names of the person, the company or ourselves.</summary>
    public const string Guessable = "itf_portal.password_guessable";
}
