namespace ItfPortal.Web.Features.Admin;

/// <summary>Marks the texts of the administrators' pages.</summary>
public sealed class AdminTexts;
