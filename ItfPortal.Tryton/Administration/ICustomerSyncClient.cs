using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Administration;

/// <summary>
/// People of the portal out of Tryton's customers (<c>itf_portal.customer_sync</c>). Runs as the service user. The module takes each
/// company's own first courriel and never one that is sent along.
/// </summary>
public interface ICustomerSyncClient
{
    /// <summary>What would be done for the next customers, by the party's id (<c>itf_portal.customer_sync.plan</c>).</summary>
    /// <param name="after">Id of the last party seen; 0 to begin.</param>
    /// <param name="limit">1 to 500. Fewer in the answer: there are no more.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<IReadOnlyList<CustomerPlan>> PlanAsync(int after, int limit, CancellationToken cancellationToken);

    /// <summary>Does for some customers what the plan says of them then, once for each request (<c>itf_portal.customer_sync.apply</c>).</summary>
    /// <param name="request">Of this intent.</param>
    /// <param name="parties">Ids of customers; 1 to 500.</param>
    /// <param name="role">Of who is let in; a company administrator is not made so.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>What was done, in the order of ids.</returns>
    /// <exception cref="TrytonUserErrorException"><c>itf_portal.bad_query</c>.</exception>
    Task<IReadOnlyList<CustomerPlan>> ApplyAsync(RequestId request, IReadOnlyCollection<int> parties, PortalRole role, CancellationToken cancellationToken);
}

/// <summary>What becomes of one customer.</summary>
/// <param name="Party">Id of the <c>party.party</c>.</param>
/// <param name="Code">Its code, or null.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="Email">Its first courriel, in small letters, or null.</param>
/// <param name="Person">Id of the <c>res.user</c>; null while there is none.</param>
/// <param name="PersonName">What the person is called: the courriel's name in Tryton, else the company's.</param>
/// <param name="Language"><c>fr</c> or <c>en</c>: the company's.</param>
/// <param name="SharedBy">How many companies have the courriel; null for one.</param>
/// <param name="Waits">The person has, or will have, an account to activate.</param>
/// <param name="Mailed">They were sent a link that holds, or held within the last day.</param>
/// <param name="Action">What is done, or why nothing is.</param>
public sealed record CustomerPlan(
    int Party, string? Code, string? Name, string? Email, int? Person, string PersonName, string Language, int? SharedBy, bool Waits, bool Mailed,
    SyncAction Action);

/// <summary>What is done for a customer, or why nothing is.</summary>
public enum SyncAction
{
    /// <summary>A person is made, who waits for their activation.</summary>
    Create,

    /// <summary>A person of the portal gets access to the company.</summary>
    Grant,

    /// <summary>A person who was made so and waits gets the name and language that Tryton has now.</summary>
    Update,

    /// <summary>Nothing: they have access.</summary>
    Unchanged,

    /// <summary>The company has no courriel.</summary>
    NoEmail,

    /// <summary>The courriel is no address.</summary>
    Malformed,

    /// <summary>Several companies have the courriel.</summary>
    Shared,

    /// <summary>The courriel is a login of somebody who is not in the portal's group alone.</summary>
    Staff,

    /// <summary>The person was deactivated.</summary>
    Disabled,

    /// <summary>The person's access to the company was taken away.</summary>
    Revoked,
}
