using System.Globalization;

namespace ItfPortal.Web.Features.Orders;

/// <summary>The id in an order's address.</summary>
public static class OrderId
{
    /// <summary>The id, or null when the text is not the one way of writing a possible id: one order has one address.</summary>
    public static int? Parse(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
        && text == id.ToString(CultureInfo.InvariantCulture)
            ? id
            : null;
}
