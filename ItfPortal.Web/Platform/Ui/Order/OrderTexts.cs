namespace ItfPortal.Web.Platform.Ui.Order;

/// <summary>Marks the texts of the components that show one order.</summary>
public sealed class OrderTexts;
