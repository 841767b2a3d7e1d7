using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Accounts;

/// <summary>
/// What people say of themselves (<c>itf_portal.profile</c>), and the closing of their account (<c>itf_portal.closing</c>): their own only,
/// in their own Tryton session. Writes are done once: <see cref="RequestId"/>. Refusals: <see cref="ProfileRefusals"/>.
/// </summary>
public interface IProfileClient
{
    /// <summary>One's own profile (<c>itf_portal.profile.read</c>); null for ITF's own people, whose account is kept in Tryton.</summary>
    Task<Profile?> ReadAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>Changes name and phone as they were last seen (<c>itf_portal.profile.write</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ProfileRefusals.StaleValues"/>, <see cref="ProfileRefusals.BadPhone"/>, <see cref="CompanyRefusals.BadName"/>.
    /// </exception>
    Task WriteAsync(SessionToken session, RequestId request, string name, string? phone, string version, CancellationToken cancellationToken);

    /// <summary>Changes the language of the portal's pages for the person (<c>itf_portal.profile.speak</c>): <c>fr</c> or <c>en</c>.</summary>
    Task SpeakAsync(SessionToken session, RequestId request, string language, CancellationToken cancellationToken);

    /// <summary>Has notices sent elsewhere (<c>itf_portal.profile.notices</c>); links that open the account keep going to its own address.</summary>
    /// <returns>Where they went before.</returns>
    /// <exception cref="TrytonUserErrorException"><see cref="PasswordRefusals.WrongPassword"/>, <see cref="CompanyRefusals.BadEmail"/>.</exception>
    /// <exception cref="TrytonRateLimitedException">Too many wrong passwords.</exception>
    Task<string> SendNoticesAsync(SessionToken session, RequestId request, string address, string password, CancellationToken cancellationToken);

    /// <summary>The newest request to close one's account (<c>itf_portal.closing.mine</c>); null for none.</summary>
    Task<AccountClosing?> ClosingAsync(SessionToken session, CancellationToken cancellationToken);

    /// <summary>Asks that one's account be closed (<c>itf_portal.closing.ask</c>); one that is open already stays.</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="PasswordRefusals.WrongPassword"/>.</exception>
    /// <exception cref="TrytonRateLimitedException">Too many wrong passwords.</exception>
    Task<int> AskClosingAsync(SessionToken session, RequestId request, string password, CancellationToken cancellationToken);

    /// <summary>Takes one's open request back (<c>itf_portal.closing.cancel</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.NotFound"/>.</exception>
    Task CancelClosingAsync(SessionToken session, RequestId request, int id, CancellationToken cancellationToken);

    /// <summary>Open requests of everybody (<c>itf_portal.closing.page</c>), for ITF's administrators; empty for everybody else.</summary>
    Task<IReadOnlyList<AccountClosing>> ClosingsAsync(SessionToken session, CancellationToken cancellationToken);
}

/// <summary>One's own profile.</summary>
/// <param name="Login">What one signs in with.</param>
/// <param name="Name">As others read it.</param>
/// <param name="Phone">Null for none.</param>
/// <param name="Language">Of the portal's pages: <c>fr</c> or <c>en</c>.</param>
/// <param name="Notices">Where notices go.</param>
/// <param name="Version">Opaque; changes with name and phone.</param>
public sealed record Profile(string Login, string Name, string? Phone, string Language, string Notices, string Version);

/// <summary>Somebody asks that their account be closed.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="User">Id of the <c>res.user</c>.</param>
/// <param name="Name">Theirs.</param>
/// <param name="Login">Theirs.</param>
/// <param name="Companies">Names of the companies they have access to.</param>
/// <param name="State">Where it stands.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="EndedAt">UTC; null while it is open.</param>
public sealed record AccountClosing(
    int Id, int User, string Name, string Login, System.Collections.Immutable.ImmutableArray<string> Companies, ClosingState State, DateTime AskedAt,
    DateTime? EndedAt);

/// <summary>Where such a request stands.</summary>
public enum ClosingState
{
    /// <summary>ITF has not closed the account yet.</summary>
    Open,

    /// <summary>Taken back.</summary>
    Cancelled,

    /// <summary>The account is closed.</summary>
    Done,
}

/// <summary>Codes of what the module refuses of a profile, an address or a change request.</summary>
public static class ProfileRefusals
{
    /// <summary>Somebody changed it since it was read.</summary>
    public const string StaleValues = "itf_portal.stale_values";

    /// <summary>Answered or taken back since it was read.</summary>
    public const string StaleRequest = "itf_portal.stale_request";

    /// <summary>Not a phone number.</summary>
    public const string BadPhone = "itf_portal.bad_phone";

    /// <summary>Without street, city or province, or too long.</summary>
    public const string BadAddress = "itf_portal.bad_address";

    /// <summary>Not a postal code of Canada.</summary>
    public const string BadPostalCode = "itf_portal.bad_postal_code";

    /// <summary>200 addresses.</summary>
    public const string TooManyAddresses = "itf_portal.too_many_addresses";

    /// <summary>Somebody's access is for this address.</summary>
    public const string AddressUsed = "itf_portal.address_used";

    /// <summary>The company's only address.</summary>
    public const string AddressLast = "itf_portal.address_last";

    /// <summary>Empty, or longer than 150 characters.</summary>
    public const string BadLegalName = "itf_portal.bad_legal_name";

    /// <summary>Not the form of the number.</summary>
    public const string BadTaxNumber = "itf_portal.bad_tax_number";

    /// <summary>What is wanted is what there is.</summary>
    public const string SameValue = "itf_portal.same_value";

    /// <summary>A request about the same waits.</summary>
    public const string AlreadyAsked = "itf_portal.already_asked";
}
