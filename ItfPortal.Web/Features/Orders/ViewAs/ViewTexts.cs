namespace ItfPortal.Web.Features.Orders.ViewAs;

/// <summary>Marks the texts of the view as customer.</summary>
public sealed class ViewTexts;
