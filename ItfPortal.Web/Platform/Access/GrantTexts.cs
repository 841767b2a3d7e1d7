namespace ItfPortal.Web.Platform.Access;

/// <summary>Marks the texts of the fields of an access.</summary>
public sealed class GrantTexts;
