using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Web.Platform.Ui.Order;

/// <summary>One board of the timeline.</summary>
/// <param name="Word">Which step.</param>
/// <param name="Stage">Whether it is behind, present or ahead.</param>
/// <param name="At">When it was reached, UTC; null when unknown or not yet.</param>
/// <param name="Sentence">What happened, happens or will.</param>
/// <param name="Late">A promise of this step has passed.</param>
public sealed record TimelineStep(OrderWord Word, TimelineStage Stage, DateTime? At, string Sentence, bool Late = false);

/// <summary>Where a step stands.</summary>
public enum TimelineStage
{
    /// <summary>Behind.</summary>
    Done,

    /// <summary>Now.</summary>
    Present,

    /// <summary>Ahead.</summary>
    Coming,
}

/// <summary>An order's steps in plain words.</summary>
public static class Timeline
{
    private static readonly OrderWord[] s_steps =
        [OrderWord.Quotation, OrderWord.Confirmed, OrderWord.Preparing, OrderWord.Shipped, OrderWord.Done];

    /// <summary>The steps in order. A cancelled order shows what it reached and its end; one without goods has no shipping.</summary>
    /// <param name="order">The order.</param>
    /// <param name="today">In the company's zone.</param>
    /// <param name="texts">Of <see cref="OrderTexts"/>.</param>
    public static IReadOnlyList<TimelineStep> Of(OrderDetail order, DateOnly today, IStringLocalizer texts)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentNullException.ThrowIfNull(texts);
        var standing = OrderWords.Of(order.Row, today);
        if (standing.Word == OrderWord.Cancelled)
        {
            return Cancelled(order, texts);
        }
        var goods = order.Row.Ordered > 0;
        var steps = new List<TimelineStep>();
        if (standing.Word == OrderWord.Draft)
        {
            steps.Add(new(OrderWord.Draft, TimelineStage.Present, order.Steps.Created, texts["Say_Draft"]));
        }
        // Shipped in part: preparing goes on, shipping has begun; the board in hand is the shipping.
        var present = standing.Word == OrderWord.PartlyShipped ? OrderWord.Shipped : standing.Word;
        foreach (var word in s_steps.Where(word => goods || word != OrderWord.Shipped))
        {
            var stage = StageOf(word, present);
            steps.Add(new(word, stage, At(word, stage, order), Sentence(word, stage, order, standing, today, texts),
                standing.Late && stage == TimelineStage.Present));
        }
        return steps;
    }

    private static List<TimelineStep> Cancelled(OrderDetail order, IStringLocalizer texts)
    {
        var steps = new List<TimelineStep>();
        if (order.Steps.Sent is { } sent)
        {
            steps.Add(new(OrderWord.Quotation, TimelineStage.Done, sent, texts["Say_Quotation_Done"]));
        }
        if (order.Steps.Confirmed is { } confirmed)
        {
            steps.Add(new(OrderWord.Confirmed, TimelineStage.Done, confirmed, texts["Say_Confirmed_Done"]));
        }
        var text = order.Steps.Confirmed is null ? texts["Say_Cancelled_Quotation"] : texts["Say_Cancelled"];
        steps.Add(new(OrderWord.Cancelled, TimelineStage.Present, order.Steps.Cancelled, text));
        return steps;
    }

    private static TimelineStage StageOf(OrderWord word, OrderWord present) => present == OrderWord.Done
        ? TimelineStage.Done
        : word.CompareTo(present) switch
        {
            < 0 => TimelineStage.Done,
            0 => TimelineStage.Present,
            _ => TimelineStage.Coming,
        };

    private static DateTime? At(OrderWord word, TimelineStage stage, OrderDetail order) => stage == TimelineStage.Coming ? null : word switch
    {
        OrderWord.Quotation => order.Steps.Sent,
        OrderWord.Confirmed => order.Steps.Confirmed,
        OrderWord.Preparing => FirstChange(order, change => change is { Kind: EventKind.State, Detail.New: "processing" }),
        OrderWord.Shipped => LastChange(order, change => change.Kind == EventKind.Shipped),
        OrderWord.Done => order.Steps.Done,
        _ => null,
    };

    private static DateTime? FirstChange(OrderDetail order, Func<PortalEvent, bool> which) => order.Changes.LastOrDefault(which)?.At;

    private static DateTime? LastChange(OrderDetail order, Func<PortalEvent, bool> which) => order.Changes.FirstOrDefault(which)?.At;

    private static string Sentence(
        OrderWord word, TimelineStage stage, OrderDetail order, OrderStanding standing, DateOnly today, IStringLocalizer texts)
    {
        var row = order.Row;
        var promised = row.Promised is { } date ? Formats.DateInWords(date, today) : null;
        return (word, stage) switch
        {
            (OrderWord.Preparing, TimelineStage.Present) when row.Ordered == 0 => texts["Say_Preparing_Service"],
            (OrderWord.Preparing, TimelineStage.Present) when promised is not null && standing.Late => texts["Say_Preparing_Late", promised],
            (OrderWord.Preparing, TimelineStage.Present) when promised is not null => texts["Say_Preparing_Promised", promised],
            (OrderWord.Shipped, TimelineStage.Present) when standing.Word == OrderWord.PartlyShipped => promised is null || standing.Late
                ? texts["Say_Shipped_Part", Formats.Quantity(row.Shipped), Formats.Quantity(row.Ordered)]
                : texts["Say_Shipped_Next", Formats.Quantity(row.Shipped), Formats.Quantity(row.Ordered), promised],
            (OrderWord.Shipped, TimelineStage.Present) => texts["Say_Shipped_Done"],
            (OrderWord.Shipped, TimelineStage.Coming) when promised is not null && !standing.Late => texts["Say_Shipped_Promised", promised],
            _ => texts[$"Say_{word}_{stage}"],
        };
    }
}
