using System.Globalization;
using ItfPortal.Tryton;
using ItfPortal.Tryton.Views;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>
/// View as customer, in the Tryton session of ITF's own person from beginning to end. Beginning one, and every page of it, is on record before
/// it is done or shown. What may be seen is asked of Tryton each time, never of a cache.
/// </summary>
public sealed class ViewService(
    ICurrentSession session, IViewsClient client, OrdersService orders, OpenedViews opened, TrytonGuard guard, IAuditLog audit)
{
    /// <summary>How long a view lasts; the module's own (<c>view_as.py</c>).</summary>
    private const int Minutes = 15;

    /// <summary>Whom of a company one could see as; a look at its people, so on record.</summary>
    /// <returns>The people. <see cref="NotFoundError"/> for a company nobody of which is in the portal; others as <see cref="BeginAsync"/>.</returns>
    public async Task<Result<ViewPeople>> PeopleAsync(int party, AuditOrigin? origin, CancellationToken cancellationToken) => Found(await guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            if (await guard.CallAsync(() => client.PeopleAsync(current.Token, party, token)) is not { } people)
            {
                return null;
            }
            await audit.WriteAsync(
                new AuditEntry(AuditEvent.StaffViewed, AuditOutcome.Ok, AuditActor.Of(current))
                {
                    Parties = [people.Party],
                    Target = new AuditTarget(AuditTargets.Company, people.Code),
                    Origin = origin,
                },
                token);
            return people;
        },
        cancellationToken));

    /// <summary>Begins a view; the one that the reader has open ends.</summary>
    /// <param name="request">The form's, sent again with every attempt.</param>
    /// <param name="party">Id of the company.</param>
    /// <param name="person">Id of the <c>res.user</c>, of <see cref="PeopleAsync"/>.</param>
    /// <param name="reason">As typed.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Of the request; what has begun is not given up.</param>
    /// <returns>
    /// Id of the view. <see cref="NotFoundError"/> when that is nobody of the company; <see cref="RefusedError"/> with one of
    /// <see cref="ViewRefusals"/>; <see cref="AuditUnavailableError"/>: not begun; others as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public async Task<Result<int>> BeginAsync(
        RequestId request, int party, int person, string reason, AuditOrigin? origin, CancellationToken cancellationToken)
    {
        var begun = await guard.RunAsync<int?>(
            async token =>
            {
                var current = await session.RequireAsync(token);
                var people = await guard.CallAsync(() => client.PeopleAsync(current.Token, party, token));
                if (people?.People.Any(one => one.Id == person) != true)
                {
                    return null;
                }
                var entry = new AuditEntry(AuditEvent.StaffViewBegun, AuditOutcome.Begun, AuditActor.Of(current) with { OnBehalfOf = person })
                {
                    Parties = [party],
                    Target = new AuditTarget(AuditTargets.Person, person),
                    Origin = origin,
                    Detail = new AuditDetail { User = person, Minutes = Minutes },
                };
                return await audit.DoAsync(
                    entry,
                    () => guard.CallAsync(() => client.BeginAsync(current.Token, request, person, party, reason, CancellationToken.None)).AsTask());
            },
            cancellationToken);
        return !begun.Ok ? begun.Error! : begun.Value is { } view ? view : guard.NotFound();
    }

    /// <summary>Opens a page of a view: recorded where the customer can read it before anything of it is shown.</summary>
    /// <param name="view">Id of the view.</param>
    /// <param name="order">Id of the order that the page is about; null for the list.</param>
    /// <param name="origin">From where.</param>
    /// <param name="cancellationToken">Of the request.</param>
    /// <returns>
    /// The view. <see cref="NotFoundError"/> when it is somebody else's or there is none, and for an order that the person does not see;
    /// <see cref="RefusedError"/> <see cref="ViewRefusals.Over"/>; <see cref="AuditUnavailableError"/>; others as <see cref="TrytonGuard"/> makes them.
    /// </returns>
    public async Task<Result<ViewState>> OpenAsync(int view, int? order, AuditOrigin? origin, CancellationToken cancellationToken)
    {
        var state = await StateAsync(view, cancellationToken);
        if (!state.Ok)
        {
            return state;
        }
        if (order is { } wanted && await orders.DetailAsync(OrdersPlace.ScopeOf(state.Value), wanted, cancellationToken) is { Ok: false, Error: { } error })
        {
            return error;
        }
        return await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                await audit.WriteAsync(
                    Entry(current, state.Value, AuditEvent.StaffViewPage) with
                    {
                        Target = order is { } id ? new AuditTarget(AuditTargets.Order, id) : new AuditTarget(AuditTargets.Page, PortalUrls.Orders),
                        Origin = origin,
                    },
                    token);
                opened.Put(current.Id, state.Value);
                return state.Value;
            },
            cancellationToken);
    }

    /// <summary>What the page has just read of a view, for its island; null when that was too long ago.</summary>
    /// <param name="view">Id of the view.</param>
    /// <param name="last">Whether nobody else needs it.</param>
    /// <param name="cancellationToken">Of the page.</param>
    public async Task<ViewState?> OpenedAsync(int view, bool last, CancellationToken cancellationToken) =>
        await session.GetAsync(cancellationToken) is { } current ? opened.Take(current.Id, view, last) : null;

    /// <summary>Where a view stands. Errors as <see cref="OpenAsync"/>.</summary>
    public async Task<Result<ViewState>> StateAsync(int view, CancellationToken cancellationToken) => Found(await guard.RunAsync(
        async token =>
        {
            var current = await session.RequireAsync(token);
            return await guard.CallAsync(() => client.StateAsync(current.Token, view, token));
        },
        cancellationToken));

    /// <summary>Ends a view. That it ended may be recorded late; that it ends does not wait for it.</summary>
    /// <returns>The view as it was. Errors as <see cref="StateAsync"/>: over already is one.</returns>
    public async Task<Result<ViewState>> EndAsync(int view, AuditOrigin? origin, CancellationToken cancellationToken)
    {
        var state = await StateAsync(view, cancellationToken);
        return !state.Ok ? state : await guard.RunAsync(
            async token =>
            {
                var current = await session.RequireAsync(token);
                await guard.CallAsync(async () =>
                {
                    await client.EndAsync(current.Token, view, CancellationToken.None);
                    return true;
                });
                audit.Note(Entry(current, state.Value, AuditEvent.StaffViewEnded) with { Origin = origin });
                return state.Value;
            },
            cancellationToken);
    }

    private static AuditEntry Entry(PortalSession current, ViewState view, AuditEvent what) =>
        new(what, AuditOutcome.Ok, AuditActor.Of(current) with { OnBehalfOf = view.Person })
        {
            Parties = [view.Company.Party],
            Target = new AuditTarget(AuditTargets.Person, view.Person),
        };

    private Result<T> Found<T>(Result<T?> result)
        where T : class => !result.Ok ? result.Error! : result.Value is { } found ? found : guard.NotFound();
}
