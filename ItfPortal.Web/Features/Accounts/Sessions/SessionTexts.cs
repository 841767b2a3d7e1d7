namespace ItfPortal.Web.Features.Accounts.Sessions;

/// <summary>Texts about staying signed in.</summary>
public sealed class SessionTexts;
