namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>Texts of the second factor.</summary>
public sealed class FactorTexts;
