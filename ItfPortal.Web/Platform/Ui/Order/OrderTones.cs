using ItfPortal.Tryton.Orders;

namespace ItfPortal.Web.Platform.Ui.Order;

/// <summary>How each word looks.</summary>
public static class OrderTones
{
    /// <summary>The chip's tone.</summary>
    public static ChipTone Tone(this OrderWord word) => word switch
    {
        OrderWord.Draft => ChipTone.Draft,
        OrderWord.Quotation => ChipTone.Quotation,
        OrderWord.Confirmed => ChipTone.Confirmed,
        OrderWord.Preparing => ChipTone.Preparing,
        OrderWord.PartlyShipped => ChipTone.PartlyShipped,
        OrderWord.Shipped => ChipTone.Shipped,
        OrderWord.Done => ChipTone.Done,
        OrderWord.Cancelled => ChipTone.Cancelled,
        OrderWord.Late => ChipTone.Late,
        _ => throw new ArgumentOutOfRangeException(nameof(word), word, null),
    };
}
