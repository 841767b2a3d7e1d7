namespace ItfPortal.Web.Features.Marketing;

/// <summary>Marks the texts of the home page.</summary>
public sealed class HomeTexts;
