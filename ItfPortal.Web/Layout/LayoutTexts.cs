namespace ItfPortal.Web.Layout;

/// <summary>Marks the texts of the shells, the error pages and the reconnect notice.</summary>
public sealed class LayoutTexts;
