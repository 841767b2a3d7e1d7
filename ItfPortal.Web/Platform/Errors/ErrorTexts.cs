namespace ItfPortal.Web.Platform.Errors;

/// <summary>Texts of the expected failures.</summary>
public sealed class ErrorTexts;
