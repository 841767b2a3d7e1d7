namespace ItfPortal.Web.Features.Admin.Joining;

/// <summary>Texts of the decisions on visitors' requests for an account.</summary>
public sealed class AccountRequestTexts;
