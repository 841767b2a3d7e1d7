namespace ItfPortal.Web.Features.Accounts.Joining;

/// <summary>Texts of the request for an account.</summary>
public sealed class JoinTexts;
