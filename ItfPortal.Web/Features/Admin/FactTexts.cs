namespace ItfPortal.Web.Features.Admin;

/// <summary>Texts of requests for legal facts and for closing accounts.</summary>
public sealed class FactTexts;
