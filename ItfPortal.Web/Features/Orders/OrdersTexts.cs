namespace ItfPortal.Web.Features.Orders;

/// <summary>Marks the texts of the customer's order pages.</summary>
public sealed class OrdersTexts;
