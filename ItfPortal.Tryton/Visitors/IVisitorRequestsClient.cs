using System.Collections.Immutable;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Protocol;

namespace ItfPortal.Tryton.Visitors;

/// <summary>What visitors ask on the public site, handed in to Tryton (<c>itf_portal.visitor_request</c>). Runs as the service user.</summary>
public interface IVisitorRequestsClient
{
    /// <summary>Hands a request in, once for each <see cref="RequestId"/> (<c>itf_portal.visitor_request.receive</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// Too long, empty or no address: <c>itf_portal.bad_query</c>, <see cref="CompanyRefusals.BadName"/>, <see cref="CompanyRefusals.BadEmail"/>. Sending it
    /// again does not help.
    /// </exception>
    Task<ReceivedRequest> ReceiveAsync(RequestId request, NewVisitorRequest values, CancellationToken cancellationToken);

    /// <summary>Adds a file to a quote or a pickup, once for each <see cref="RequestId"/> (<c>itf_portal.visitor_file.attach</c>).</summary>
    /// <param name="request">Of this file.</param>
    /// <param name="received">What its request was handed in with.</param>
    /// <param name="file">At most 10 MB.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="TrytonUserErrorException">
    /// No file that the module takes: <c>itf_portal.bad_query</c>; no such request: <see cref="CompanyRefusals.NotFound"/>. Sending it again does not help.
    /// </exception>
    Task AttachAsync(RequestId request, RequestId received, NewVisitorFile file, CancellationToken cancellationToken);
}

/// <summary>A form as a visitor filled it in; nothing of it is proven.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Company">At most 100 characters; needed for an account.</param>
/// <param name="Name">Of the person; 1 to 100 characters.</param>
/// <param name="Email">An address; at most 254 characters.</param>
/// <param name="Phone">At most 40 characters, or null.</param>
/// <param name="TaxNumber">Of the company that asks for an account; at most 30 characters, or null.</param>
/// <param name="Message">At most 2,000 characters; empty only with facts.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Quote">Of <see cref="VisitorRequestKind.Quote"/>; else null.</param>
/// <param name="Pickup">Of <see cref="VisitorRequestKind.Pickup"/>; else null.</param>
public sealed record NewVisitorRequest(
    VisitorRequestKind Kind, string? Company, string Name, string Email, string? Phone, string? TaxNumber, string Message, string Language,
    QuoteFacts? Quote = null, PickupFacts? Pickup = null);

/// <summary>What a visitor asks for.</summary>
public enum VisitorRequestKind
{
    /// <summary>Access to the portal.</summary>
    Account,

    /// <summary>A question.</summary>
    Contact,

    /// <summary>A price.</summary>
    Quote,

    /// <summary>Pallets to be fetched.</summary>
    Pickup,
}

/// <summary>What became of a request that was handed in.</summary>
/// <param name="Id">Id of the request; null when nothing was kept, because the address has an account or three of its requests wait.</param>
/// <param name="Account">What the address has already.</param>
/// <param name="Invitation">Whom an activation link can be sent again; null unless the account waits for it.</param>
/// <param name="Staff">Who decides and has an address of mail, possibly nobody, never null; empty when nothing was kept.</param>
public sealed record ReceivedRequest(int? Id, AddressAccount Account, WaitingInvitation? Invitation, ImmutableArray<StaffAddress> Staff);

/// <summary>Somebody who has not activated their account.</summary>
/// <param name="Person">Id of the <c>res.user</c>.</param>
/// <param name="Party">A company they have access to.</param>
public sealed record WaitingInvitation(int Person, int Party);

/// <summary>One of ITF's administrators.</summary>
/// <param name="Address">Of mail.</param>
/// <param name="Name">Their name.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
public sealed record StaffAddress(string Address, string Name, string Language);

/// <summary>What an address of mail has in Tryton.</summary>
public enum AddressAccount
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An account of the portal that can be used.</summary>
    Active,

    /// <summary>An account of the portal that was never activated.</summary>
    Invited,

    /// <summary>An account of the portal that was deactivated.</summary>
    Disabled,

    /// <summary>The login of somebody who is not in the portal's group alone.</summary>
    Staff,
}
