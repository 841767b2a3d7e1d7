namespace ItfPortal.Web.Layout;

/// <summary>Texts of the warning before a session ends.</summary>
public sealed class SessionEndTexts;
