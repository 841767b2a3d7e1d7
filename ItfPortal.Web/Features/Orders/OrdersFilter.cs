using System.Collections.Immutable;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Orders;

/// <summary>What the list's URL asks for. Equal filters ask for the same.</summary>
/// <param name="Search">Trimmed, at most <see cref="MaxSearch"/> characters, empty for none.</param>
/// <param name="States">In the enum's order, each once; empty for all.</param>
/// <param name="Period">Custom uses <paramref name="From"/> and <paramref name="To"/>.</param>
/// <param name="From">First date, inclusive; only with a custom period.</param>
/// <param name="To">Last date, inclusive; only with a custom period.</param>
/// <param name="Sort">What to order by.</param>
/// <param name="Descending">Newest, highest first.</param>
/// <param name="Cursor">Position given by an earlier page, or null for the first page.</param>
/// <param name="Backwards">Whether the page before <paramref name="Cursor"/> is wanted.</param>
public sealed record OrdersFilter(
    string Search, ImmutableArray<OrderWord> States, OrdersPeriod Period, DateOnly? From, DateOnly? To,
    OrderSort Sort, bool Descending, string? Cursor, bool Backwards)
{
    /// <summary>Longest search text that Tryton takes.</summary>
    public const int MaxSearch = 200;

    /// <summary>Rows of a page.</summary>
    public const int PageSize = 25;

    /// <summary>Everything, newest first.</summary>
    public static OrdersFilter All { get; } = new("", [], OrdersPeriod.Any, null, null, OrderSort.Date, true, null, false);

    /// <summary>Whether anything is filtered away.</summary>
    public bool IsFiltered => Search.Length > 0 || States.Length > 0 || Period != OrdersPeriod.Any;

    /// <summary>Whether this is the first page.</summary>
    public bool IsFirstPage => Cursor is null;

    /// <summary>Whether new orders belong at the top.</summary>
    public bool NewestFirst => Sort == OrderSort.Date && Descending;

    /// <summary>The same filter from its beginning.</summary>
    public OrdersFilter FirstPage => this with { Cursor = null, Backwards = false };

    /// <summary>The dates the period means on a day (in the company's zone), both inclusive.</summary>
    public (DateOnly? From, DateOnly? To) Dates(DateOnly today) => Period switch
    {
        OrdersPeriod.Days30 => (today.AddDays(-30), null),
        OrdersPeriod.Days90 => (today.AddDays(-90), null),
        OrdersPeriod.Months12 => (today.AddMonths(-12), null),
        OrdersPeriod.ThisYear => (new DateOnly(today.Year, 1, 1), null),
        OrdersPeriod.LastYear => (new DateOnly(today.Year - 1, 1, 1), new DateOnly(today.Year - 1, 12, 31)),
        OrdersPeriod.Custom => (From, To),
        _ => (null, null),
    };

    /// <summary>The question for Tryton.</summary>
    public OrderQuery ToQuery(int party, DateOnly today)
    {
        var (from, to) = Dates(today);
        return new OrderQuery(
            party, Search.Length == 0 ? null : Search, States, from, to, Sort, Descending, Cursor, Backwards, PageSize);
    }

    /// <summary>Whether a row belongs to the list as far as the portal can tell: only Tryton knows what a search finds.</summary>
    public bool Matches(OrderRow row, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(row);
        var (from, to) = Dates(today);
        return (from is null || row.Date >= from) && (to is null || row.Date <= to)
            && (States.Length == 0 || OrderWords.Answers(row, States, today));
    }

    /// <inheritdoc/>
    public bool Equals(OrdersFilter? other) => other is not null
        && Search == other.Search && States.AsSpan().SequenceEqual(other.States.AsSpan()) && Period == other.Period
        && From == other.From && To == other.To && Sort == other.Sort && Descending == other.Descending
        && Cursor == other.Cursor && Backwards == other.Backwards;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Search, States.Length, Period, From, To, Sort, Descending, Cursor);
}

/// <summary>Periods that the list offers.</summary>
public enum OrdersPeriod
{
    /// <summary>No limit.</summary>
    Any,

    /// <summary>The last 30 days.</summary>
    Days30,

    /// <summary>The last 90 days.</summary>
    Days90,

    /// <summary>The last 12 months.</summary>
    Months12,

    /// <summary>This calendar year.</summary>
    ThisYear,

    /// <summary>The calendar year before.</summary>
    LastYear,

    /// <summary>Two dates, either may be open.</summary>
    Custom,
}
