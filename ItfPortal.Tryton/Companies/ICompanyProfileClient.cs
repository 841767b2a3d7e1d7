using System.Collections.Immutable;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Companies;

/// <summary>
/// A company's addresses (<c>itf_portal.address</c>) and legal facts (<c>itf_portal.change_request</c>). Its administrators write addresses and
/// ask for other facts; ITF's administrators decide. What is not of the company is <see cref="CompanyRefusals.NotFound"/>. Writes are done once:
/// <see cref="RequestId"/>. Refusals: <see cref="ProfileRefusals"/>.
/// </summary>
public interface ICompanyProfileClient
{
    /// <summary>Addresses the reader may see (<c>itf_portal.address.list</c>); null without access to the company.</summary>
    Task<CompanyAddresses?> AddressesAsync(SessionToken session, int party, CancellationToken cancellationToken);

    /// <summary>Adds one (<c>itf_portal.address.add</c>).</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ProfileRefusals.BadAddress"/>, <see cref="ProfileRefusals.BadPostalCode"/>, <see cref="ProfileRefusals.TooManyAddresses"/>.
    /// </exception>
    Task<int> AddAsync(SessionToken session, int party, RequestId request, NewAddress address, CancellationToken cancellationToken);

    /// <summary>Changes one as it was last seen (<c>itf_portal.address.change</c>).</summary>
    /// <exception cref="TrytonUserErrorException">As <see cref="AddAsync"/>; <see cref="ProfileRefusals.StaleValues"/>, <see cref="ProfileRefusals.AddressUsed"/>.</exception>
    Task<int> ChangeAsync(SessionToken session, int party, RequestId request, int id, string version, NewAddress address, CancellationToken cancellationToken);

    /// <summary>Puts one away as it was last seen (<c>itf_portal.address.archive</c>); documents keep it.</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ProfileRefusals.StaleValues"/>, <see cref="ProfileRefusals.AddressUsed"/>, <see cref="ProfileRefusals.AddressLast"/>.
    /// </exception>
    Task<int> ArchiveAsync(SessionToken session, int party, RequestId request, int id, string version, CancellationToken cancellationToken);

    /// <summary>Legal facts with the newest requests (<c>itf_portal.change_request.mine</c>); null for everybody who does not administer the company.</summary>
    Task<LegalFacts?> FactsAsync(SessionToken session, int party, CancellationToken cancellationToken);

    /// <summary>Asks for another value (<c>itf_portal.change_request.ask</c>).</summary>
    /// <param name="session">The administrator's.</param>
    /// <param name="party">The company.</param>
    /// <param name="request">Of this intent.</param>
    /// <param name="field">Which fact.</param>
    /// <param name="seen">What it was when it was read.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ProfileRefusals.StaleValues"/>, <see cref="ProfileRefusals.BadLegalName"/>, <see cref="ProfileRefusals.BadTaxNumber"/>,
    /// <see cref="ProfileRefusals.SameValue"/>, <see cref="ProfileRefusals.AlreadyAsked"/>.
    /// </exception>
    Task<int> AskAsync(SessionToken session, int party, RequestId request, LegalField field, string? seen, string wanted, CancellationToken cancellationToken);

    /// <summary>Takes a waiting request back (<c>itf_portal.change_request.withdraw</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="CompanyRefusals.NotFound"/>, <see cref="ProfileRefusals.StaleRequest"/>.</exception>
    Task WithdrawAsync(SessionToken session, int party, RequestId request, int id, CancellationToken cancellationToken);

    /// <summary>The newest 200 of a state (<c>itf_portal.change_request.page</c>), for ITF's administrators; empty for everybody else.</summary>
    Task<IReadOnlyList<ChangeRequest>> RequestsAsync(SessionToken session, ChangeRequestState state, CancellationToken cancellationToken);

    /// <summary>Accepts, which writes the company, or refuses with a reason (<c>itf_portal.change_request.decide</c>).</summary>
    /// <param name="session">Of one of ITF's administrators.</param>
    /// <param name="request">Of this intent.</param>
    /// <param name="id">Of the request.</param>
    /// <param name="accept">Or refuse.</param>
    /// <param name="seen">What the fact was when it was read.</param>
    /// <param name="reason">What the company reads; needed to refuse, at most 500 characters.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ProfileRefusals.StaleValues"/>: the fact is another by now; <see cref="ProfileRefusals.StaleRequest"/>,
    /// <see cref="CompanyRefusals.BadReason"/>, <see cref="CompanyRefusals.NotFound"/>.
    /// </exception>
    Task DecideAsync(SessionToken session, RequestId request, int id, bool accept, string? seen, string? reason, CancellationToken cancellationToken);
}

/// <summary>A company's addresses.</summary>
/// <param name="Party">The company's <c>party.party</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Language">Of its documents: <c>fr</c> or <c>en</c>.</param>
/// <param name="Administers">Whether the reader may change them.</param>
/// <param name="Addresses">Those in use, in the company's order.</param>
/// <param name="Regions">What an address may be in; empty for who may not change any.</param>
public sealed record CompanyAddresses(
    int Party, string Name, string Language, bool Administers, ImmutableArray<CompanyAddress> Addresses, ImmutableArray<Region> Regions);

/// <summary>One address.</summary>
/// <param name="Id">Id of the <c>party.address</c>.</param>
/// <param name="Version">Opaque; changes with what is shown.</param>
/// <param name="Name">Of the building or site; may be empty.</param>
/// <param name="Street">Its lines.</param>
/// <param name="City">May be empty.</param>
/// <param name="PostalCode">May be empty.</param>
/// <param name="Region">Code of the province or state: <c>CA-QC</c>; null for none.</param>
/// <param name="RegionName">Its name.</param>
/// <param name="CountryName">Null for none.</param>
/// <param name="Invoice">Invoices go there.</param>
/// <param name="Delivery">Goods go there.</param>
/// <param name="Used">Somebody's access is for it; always false for who may not change it.</param>
public sealed record CompanyAddress(
    int Id, string Version, string Name, string Street, string City, string PostalCode, string? Region, string? RegionName, string? CountryName,
    bool Invoice, bool Delivery, bool Used);

/// <summary>A province or state.</summary>
/// <param name="Code"><c>CA-QC</c>.</param>
/// <param name="Name">As Tryton has it.</param>
public sealed record Region(string Code, string Name);

/// <summary>What an address is to be.</summary>
/// <param name="Name">Of the building or site; null for none.</param>
/// <param name="Street">Its lines.</param>
/// <param name="City">The city.</param>
/// <param name="PostalCode">Null for none.</param>
/// <param name="Region">Code of one of <see cref="CompanyAddresses.Regions"/>, or what the address has already.</param>
/// <param name="Invoice">Invoices go there.</param>
/// <param name="Delivery">Goods go there.</param>
public sealed record NewAddress(string? Name, string Street, string City, string? PostalCode, string? Region, bool Invoice, bool Delivery);

/// <summary>A company's legal facts.</summary>
/// <param name="Name">As on invoices; null for none.</param>
/// <param name="Gst">Number for the GST; null for none.</param>
/// <param name="Qst">Number for the QST; null for none.</param>
/// <param name="Requests">The newest 20.</param>
/// <param name="AsOf">UTC.</param>
public sealed record LegalFacts(string? Name, string? Gst, string? Qst, ImmutableArray<ChangeRequest> Requests, DateTime AsOf)
{
    /// <summary>One of them.</summary>
    public string? Of(LegalField field) => field switch
    {
        LegalField.Name => Name,
        LegalField.Gst => Gst,
        _ => Qst,
    };
}

/// <summary>A company asks for another legal fact.</summary>
/// <param name="Id">Of the request.</param>
/// <param name="Party">The company's <c>party.party</c>.</param>
/// <param name="PartyName">Its name.</param>
/// <param name="Person">Who asked; null when they are gone.</param>
/// <param name="Field">Which fact.</param>
/// <param name="Old">What it was when they asked; null for nothing.</param>
/// <param name="Wanted">What it is to be.</param>
/// <param name="Now">What it is at present, for ITF's people; null for nothing, and for everybody else.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">ITF's, or null.</param>
/// <param name="AskedAt">UTC.</param>
/// <param name="DecidedAt">UTC; null while it waits.</param>
public sealed record ChangeRequest(
    int Id, int Party, string PartyName, string? Person, LegalField Field, string? Old, string Wanted, string? Now, ChangeRequestState State,
    string? Reason, DateTime AskedAt, DateTime? DecidedAt);

/// <summary>Legal facts that ITF changes on request.</summary>
public enum LegalField
{
    /// <summary>The legal name.</summary>
    Name,

    /// <summary>Number for the GST (TPS).</summary>
    Gst,

    /// <summary>Number for the QST (TVQ).</summary>
    Qst,
}

/// <summary>Where a change request stands.</summary>
public enum ChangeRequestState
{
    /// <summary>To be decided.</summary>
    Waiting,

    /// <summary>Done in Tryton.</summary>
    Accepted,

    /// <summary>With a reason.</summary>
    Refused,

    /// <summary>Taken back by the company.</summary>
    Withdrawn,
}
