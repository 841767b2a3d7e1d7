namespace ItfPortal.Web.Features.Accounts.Privacy;

/// <summary>Texts of consents and of closing an account.</summary>
public sealed class PrivacyTexts;
