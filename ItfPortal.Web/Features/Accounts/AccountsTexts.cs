namespace ItfPortal.Web.Features.Accounts;

/// <summary>Marks the texts of signing in and out.</summary>
public sealed class AccountsTexts;
