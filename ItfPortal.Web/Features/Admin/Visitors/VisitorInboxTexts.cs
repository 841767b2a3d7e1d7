namespace ItfPortal.Web.Features.Admin.Visitors;

/// <summary>Marks the texts of the administrators' pages about what visitors ask.</summary>
public sealed class VisitorInboxTexts;
