namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>Marks the texts of mailed links: another password, a first one, another address.</summary>
public sealed class RecoveryTexts;
