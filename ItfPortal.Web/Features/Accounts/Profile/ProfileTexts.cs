namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>Texts of the profile.</summary>
public sealed class ProfileTexts;
