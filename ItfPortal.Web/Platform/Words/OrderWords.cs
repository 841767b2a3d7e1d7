using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Platform.Words;

/// <summary>Where an order stands, in the portal's words.</summary>
/// <param name="Word">Never <see cref="OrderWord.Late"/>.</param>
/// <param name="Late">The mark beside it: a promised date has passed and goods are still here.</param>
public readonly record struct OrderStanding(OrderWord Word, bool Late);

/// <summary>The one place that turns Tryton's states into the portal's words.</summary>
public static class OrderWords
{
    private static readonly string[] s_names = [.. Enum.GetValues<OrderWord>().Select(word => $"Word_{word}")];

    /// <summary>The word for a row, and whether it is late on this day (in the company's zone).</summary>
    public static OrderStanding Of(OrderRow row, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new OrderStanding(Word(row.State, row.ShipmentState), IsLate(row, today));
    }

    /// <summary>Whether a row answers one of the words; <see cref="OrderWord.Late"/> asks for the mark.</summary>
    public static bool Answers(OrderRow row, IEnumerable<OrderWord> words, DateOnly today)
    {
        var standing = Of(row, today);
        return words.Any(word => word == OrderWord.Late ? standing.Late : word == standing.Word);
    }

    /// <summary>The word as people read it, in the reader's language.</summary>
    public static string Name(OrderWord word) => WordsTexts.Get(s_names[(int)word]);

    /// <summary>What was ordered in words: "12 palettes neuves 48×40, 2 autres"; null for an order without lines.</summary>
    public static string? What(OrderRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.What is not { } what)
        {
            return null;
        }
        var first = Nouns.Counted(
            what.Quantity, Formats.Quantity(what.Quantity), what.Unit?.Here(), what.Name.Here(), Reader.Language);
        return what.More switch
        {
            <= 0 => first,
            1 => WordsTexts.Get("What_Others_One", first),
            _ => WordsTexts.Get("What_Others_Many", first, what.More),
        };
    }

    private static OrderWord Word(SaleState state, ShipmentState shipments) => state switch
    {
        SaleState.Draft => OrderWord.Draft,
        SaleState.Quotation => OrderWord.Quotation,
        SaleState.Confirmed => OrderWord.Confirmed,
        SaleState.Processing => shipments switch
        {
            ShipmentState.PartiallyShipped => OrderWord.PartlyShipped,
            ShipmentState.Sent => OrderWord.Shipped,
            _ => OrderWord.Preparing,
        },
        SaleState.Done => OrderWord.Done,
        SaleState.Cancelled => OrderWord.Cancelled,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of sale.sale"),
    };

    // A promised date is there only while something of it is still to ship; the module's filter and counters ask the same.
    private static bool IsLate(OrderRow row, DateOnly today) =>
        row.State is SaleState.Confirmed or SaleState.Processing && row.Promised < today;
}
