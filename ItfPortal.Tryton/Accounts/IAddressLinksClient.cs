namespace ItfPortal.Tryton.Accounts;

/// <summary>
/// Links that make an address of mail somebody's (<c>itf_portal.token</c>). Runs as the service user. As with <see cref="IMailedLinksClient"/>
/// Tryton knows a link by the digest of its secret only.
/// </summary>
public interface IAddressLinksClient
{
    /// <summary>Lets a link in and ends those before it (<c>itf_portal.token.begin_address</c>); 24 hours.</summary>
    /// <param name="user">Id of the <c>res.user</c> who asked.</param>
    /// <param name="address">The address they want.</param>
    /// <param name="digest">SHA-256 of the secret, lower-case hexadecimal. One that was let in already is answered again while its link holds.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Null for an address that is none, is theirs already or is somebody's login, and for the sixth within a day.</returns>
    Task<AddressHolder?> BeginAsync(int user, string address, string digest, CancellationToken cancellationToken);

    /// <summary>Whose link it is (<c>itf_portal.token.look_address</c>); null once it is used, replaced, expired, or one of the addresses is another's.</summary>
    Task<AddressHolder?> LookAsync(string digest, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the address its person's, once (<c>itf_portal.token.redeem_address</c>); the login too, where it was the address. Ends all their sessions.
    /// </summary>
    /// <returns>Who, as they were before.</returns>
    /// <exception cref="Protocol.TrytonUserErrorException"><see cref="PasswordRefusals.BadToken"/>.</exception>
    Task<AddressHolder> RedeemAsync(string digest, CancellationToken cancellationToken);
}

/// <summary>The person of such a link.</summary>
/// <param name="User">Id of the <c>res.user</c>.</param>
/// <param name="Login">What they sign in with so far.</param>
/// <param name="Name">Their name.</param>
/// <param name="Email">Where mail reaches them so far.</param>
/// <param name="Language">Their own: <c>fr</c> or <c>en</c>.</param>
/// <param name="Wanted">The address that becomes theirs.</param>
/// <param name="ExpiresAt">UTC; null once it is used.</param>
public sealed record AddressHolder(int User, string Login, string Name, string Email, string Language, string Wanted, DateTime? ExpiresAt);
