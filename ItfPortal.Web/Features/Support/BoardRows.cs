using System.Collections.Immutable;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Features.Support;

/// <summary>What events do to rows and counts; pure, and the same for the shared projection and each agent's own page.</summary>
internal static class BoardRows
{
    /// <summary>What the events of one burst make of each order they concern, in the order of their last event.</summary>
    /// <returns>Rows with the event that says most; a null row for an order that was deleted.</returns>
    public static IEnumerable<(int Sale, BoardRow? Row)> News(IEnumerable<PortalEvent> events, Func<int, BoardRow?> known)
    {
        foreach (var group in events.Where(e => e.Sale is not null).GroupBy(e => e.Sale!.Value).OrderBy(group => group.Max(e => e.Id)))
        {
            var last = group.MaxBy(e => e.Id)!;
            if (last is { Kind: EventKind.Removed, Detail.Moved: false })
            {
                // Only a deleted order is gone for staff; one hidden from customers comes again as a row of area internal.
                yield return (group.Key, null);
                continue;
            }
            var before = known(group.Key);
            var row = group.Where(e => e.Detail.Row is not null).MaxBy(e => e.Id)?.Detail.Row ?? before?.Row;
            if (row is not null)
            {
                yield return (group.Key, new BoardRow(row, ChangeSentence.MostTelling(group) is { } change ? Slim(change) : before?.Change));
            }
        }
    }

    /// <summary>Whether the order only comes up to date and keeps its place.</summary>
    public static bool IsQuiet(BoardRow row, BoardRow? before) => before is not null && row.Change?.Id == before.Change?.Id;

    /// <summary>The words that the counters across the top count an order under; none for one that is not open.</summary>
    public static IEnumerable<string> CountedAs(OrderRow row, DateOnly today)
    {
        var standing = OrderWords.Of(row, today);
        if (CountWord(standing.Word) is { } word)
        {
            yield return word;
        }
        if (standing.Late)
        {
            yield return CountWord(OrderWord.Late)!;
        }
    }

    /// <summary>How an order that was not known here was counted before its events; null when they do not tell.</summary>
    public static IEnumerable<string>? FormerlyCountedAs(IEnumerable<PortalEvent> events)
    {
        var own = events.ToList();
        // Customers are told of a quotation as something new; to staff it was a draft before.
        return own.Find(e => e.Kind == EventKind.State)?.Detail.Old switch
        {
            "draft" => [CountWord(OrderWord.Draft)!],
            "quotation" => [CountWord(OrderWord.Quotation)!],
            "done" or "cancelled" => [],
            // It may have been late, or shipped in part.
            "confirmed" or "processing" => null,
            _ => own.Exists(e => e is { Kind: EventKind.Created, Detail.Moved: false }) ? [] : null,
        };
    }

    /// <summary>The counters' words, in the order they stand on the page.</summary>
    public static ImmutableArray<OrderWord> Counters { get; } =
        [OrderWord.Draft, OrderWord.Quotation, OrderWord.Confirmed, OrderWord.Preparing, OrderWord.PartlyShipped, OrderWord.Shipped, OrderWord.Late];

    /// <summary>The module's word for a counter; null for states that are not counted.</summary>
    public static string? CountWord(OrderWord word) => word switch
    {
        OrderWord.Draft => "draft",
        OrderWord.Quotation => "quotation",
        OrderWord.Confirmed => "confirmed",
        OrderWord.Preparing => "preparing",
        OrderWord.PartlyShipped => "partly_shipped",
        OrderWord.Shipped => "shipped",
        OrderWord.Late => "late",
        _ => null,
    };

    /// <summary>The event without its row, which the board holds beside it.</summary>
    private static PortalEvent Slim(PortalEvent change) =>
        change.Detail.Row is null ? change : change with { Detail = change.Detail with { Row = null } };
}
