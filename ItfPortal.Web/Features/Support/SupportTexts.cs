namespace ItfPortal.Web.Features.Support;

/// <summary>Marks the texts of the agents' pages.</summary>
public sealed class SupportTexts;
