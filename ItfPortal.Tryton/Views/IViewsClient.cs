using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Views;

/// <summary>
/// View as customer (<c>itf_portal.view</c>), for ITF's own people of either role: one of a company's people is seen through, with the
/// company's consent, for a quarter of an hour, reading only. Every call runs in the member of staff's own Tryton session; a session of the
/// customer's is never made. To everybody else nothing is there, and a view of somebody else's is as one that does not exist.
/// </summary>
public interface IViewsClient
{
    /// <summary>Whom of a company staff could see the portal as (<c>itf_portal.view.people</c>); null when nobody of it is in the portal.</summary>
    /// <param name="session">A member of staff's.</param>
    /// <param name="party">Id of the company's <c>party.party</c>.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    Task<ViewPeople?> PeopleAsync(SessionToken session, int party, CancellationToken cancellationToken);

    /// <summary>Begins a view, and ends the one that the member of staff has open (<c>itf_portal.view.begin</c>).</summary>
    /// <param name="session">A member of staff's.</param>
    /// <param name="request">Sent with every attempt; a repeat answers the same view.</param>
    /// <param name="person">Id of the <c>res.user</c> to see as.</param>
    /// <param name="party">Id of the company's <c>party.party</c>.</param>
    /// <param name="reason">5 to 500 characters; the company's administrators read it.</param>
    /// <param name="cancellationToken">Gives the call up.</param>
    /// <returns>Id of the view.</returns>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ViewRefusals.NotFound"/>, <see cref="ViewRefusals.NoConsent"/>, <see cref="ViewRefusals.NoAccess"/>, <see cref="ViewRefusals.BadReason"/>.
    /// </exception>
    Task<int> BeginAsync(SessionToken session, RequestId request, int person, int party, string reason, CancellationToken cancellationToken);

    /// <summary>Ends a view, also one that is over already (<c>itf_portal.view.end</c>).</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="ViewRefusals.NotFound"/>.</exception>
    Task EndAsync(SessionToken session, int view, CancellationToken cancellationToken);

    /// <summary>Where a view stands (<c>itf_portal.view.state</c>); null when there is none or it is somebody else's.</summary>
    /// <exception cref="TrytonUserErrorException">
    /// <see cref="ViewRefusals.Over"/>: also when the company or the person's access does not allow it any more.
    /// </exception>
    Task<ViewState?> StateAsync(SessionToken session, int view, CancellationToken cancellationToken);

    /// <summary>What the person's own list answers them (<c>itf_portal.view.orders</c>); the query's party is not looked at, the view's is.</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="ViewRefusals.NotFound"/>, <see cref="ViewRefusals.Over"/>.</exception>
    Task<OrderPage> OrderPageAsync(SessionToken session, int view, OrderQuery query, CancellationToken cancellationToken);

    /// <summary>What the person's own page of an order answers them (<c>itf_portal.view.order</c>); null when they do not see it.</summary>
    /// <exception cref="TrytonUserErrorException"><see cref="ViewRefusals.NotFound"/>, <see cref="ViewRefusals.Over"/>.</exception>
    Task<OrderDetail?> OrderDetailAsync(SessionToken session, int view, int order, CancellationToken cancellationToken);
}

/// <summary>The codes of what the module refuses (<see cref="TrytonUserErrorException.Code"/>); docs/tryton-api.md.</summary>
public static class ViewRefusals
{
    /// <summary>Missing, somebody else's, or no such person at the company.</summary>
    public const string NotFound = CompanyRefusals.NotFound;

    /// <summary>The company's administrators have not allowed it.</summary>
    public const string NoConsent = "itf_portal.view_no_consent";

    /// <summary>The person has no access to the company today.</summary>
    public const string NoAccess = "itf_portal.view_no_access";

    /// <summary>Fewer than 5 or more than 500 characters.</summary>
    public const string BadReason = "itf_portal.bad_view_reason";

    /// <summary>Its time is over, it was ended, or it is not allowed any more.</summary>
    public const string Over = "itf_portal.view_over";
}
