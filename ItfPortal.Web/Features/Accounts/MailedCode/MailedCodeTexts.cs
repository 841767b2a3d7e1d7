namespace ItfPortal.Web.Features.Accounts.MailedCode;

/// <summary>Marks the texts of signing in by a code that is mailed.</summary>
public sealed class MailedCodeTexts;
