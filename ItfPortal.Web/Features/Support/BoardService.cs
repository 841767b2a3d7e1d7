using System.Collections.Immutable;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using BoardAnswer = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Web.Features.Support;

/// <summary>
/// What agents read: in the agent's own Tryton session, shared by all of ITF's people, who see the same. Because an answer
/// may come from what a colleague read, each call first asks whether this person is staff.
/// </summary>
public sealed class BoardService(
    ICurrentSession session, IPartyCache cache, IBoardClient client, BoardProjection projection, IGenerations generations,
    TrytonGuard guard, TimeProvider time)
{
    /// <summary>One page of the board.</summary>
    /// <returns>The page. Errors as <see cref="TrytonGuard"/> makes them; <see cref="BadQueryError"/> for a cursor that is not ours.</returns>
    public async Task<Result<BoardReading>> PageAsync(BoardFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var customer = await CustomerAsync(filter.Customer, cancellationToken);
        if (!customer.Ok)
        {
            return customer.Error!;
        }
        if (filter.Customer.Length > 0 && customer.Value.Found is null)
        {
            return new BoardReading(Nothing(), generations.OfAll, customer.Value);
        }
        if (filter.IsEverything && await IsStaffAsync(cancellationToken) && projection.Current is { } current)
        {
            return new BoardReading(current.Page, current.Label, customer.Value);
        }
        var generation = generations.OfAll;
        var query = new BoardQuery(filter.Search, filter.States, customer.Value.Found?.Id, filter.After, BoardFilter.PageSize);
        // The day is part of the key: what is late moves at midnight without any event.
        var page = await ReadAsync(
            $"board?{(filter with { Customer = customer.Value.Found?.Code ?? "" }).ToQuery()}&{Formats.Date(CompanyTime.Today(time))}",
            (token, inner) => client.PageAsync(token.Token, query, inner), cancellationToken);
        if (!page.Ok)
        {
            return page.Error!;
        }
        var label = filter.IsEverything ? projection.Take(page.Value, generation) : null;
        return new BoardReading(page.Value, label ?? generation, customer.Value);
    }

    /// <summary>What the label of a page read now would be.</summary>
    public string Label(BoardFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.IsEverything ? projection.Label : generations.OfAll;
    }

    /// <summary>One order of any customer; <see cref="NotFoundError"/> when there is none.</summary>
    public async Task<Result<OrderDetail>> DetailAsync(int id, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(
            FormattableString.Invariant($"board/order/{id}"),
            async (token, inner) => new MaybeOrder(await client.DetailAsync(token.Token, id, inner)), cancellationToken);
        return !result.Ok ? result.Error! : result.Value.Order is { } order ? order : guard.NotFound();
    }

    /// <summary>Customers whose name or code contains the text, at most 20, by name.</summary>
    public async Task<Result<ImmutableArray<Customer>>> CustomersAsync(string text, CancellationToken cancellationToken) =>
        await ReadAsync<ImmutableArray<Customer>>(
            $"board/customers?{text}", async (token, inner) => [.. await client.CustomersAsync(token.Token, text, inner)], cancellationToken);

    private async Task<Result<CustomerChoice>> CustomerAsync(string typed, CancellationToken cancellationToken)
    {
        if (typed.Length == 0)
        {
            return new CustomerChoice(null, []);
        }
        var found = await CustomersAsync(typed, cancellationToken);
        return found.Ok ? CustomerChoice.Of(typed, found.Value) : found.Error!;
    }

    private Task<Result<T>> ReadAsync<T>(
        string resource, Func<PortalSession, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => guard.RunAsync(
            async token =>
            {
                if (!await IsStaffAsync(token))
                {
                    throw new SessionEndedException();
                }
                return await cache.GetOrReadForStaffAsync(
                    resource,
                    async inner =>
                    {
                        var current = await session.RequireAsync(inner);
                        return await guard.CallAsync(() => read(current, inner));
                    },
                    token);
            },
            cancellationToken);

    private async ValueTask<bool> IsStaffAsync(CancellationToken cancellationToken) =>
        (await session.GetAsync(cancellationToken))?.Identity.Staff is not null;

    private BoardAnswer Nothing() => new([], null, projection.Counts ?? ImmutableDictionary<string, int>.Empty, time.GetUtcNow().UtcDateTime);
}

/// <summary>A page, and how far had been heard when it was read.</summary>
/// <param name="Page">The rows.</param>
/// <param name="Label">Compared with <see cref="BoardService.Label"/>: unequal means that something was heard since.</param>
/// <param name="Customer">Whom the filter's customer turned out to be.</param>
public sealed record BoardReading(BoardAnswer Page, string Label, CustomerChoice Customer);

/// <summary>What was found for a customer that somebody typed or a link names.</summary>
/// <param name="Found">The one meant, or null.</param>
/// <param name="Candidates">When it could be several; empty when it could be none.</param>
public sealed record CustomerChoice(Customer? Found, ImmutableArray<Customer> Candidates)
{
    /// <summary>The customer of that code or name, or the only one found.</summary>
    public static CustomerChoice Of(string typed, ImmutableArray<Customer> found) =>
        (found.FirstOrDefault(customer => string.Equals(customer.Code, typed, StringComparison.OrdinalIgnoreCase))
            ?? found.FirstOrDefault(customer => string.Equals(customer.Name, typed, StringComparison.OrdinalIgnoreCase))
            ?? (found.Length == 1 ? found[0] : null)) is { } one
            ? new CustomerChoice(one, [])
            : new CustomerChoice(null, found);
}

/// <summary>An order or the knowledge that there is none; the cache keeps both.</summary>
/// <param name="Order">Null when there is none.</param>
public sealed record MaybeOrder(OrderDetail? Order);
