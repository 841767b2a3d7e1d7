namespace ItfPortal.Web.Features.Marketing.Requests;

/// <summary>Marks the texts of the forms for visitors.</summary>
public sealed class RequestTexts;
