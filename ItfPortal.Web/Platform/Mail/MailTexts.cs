namespace ItfPortal.Web.Platform.Mail;

/// <summary>Marks the texts of mails.</summary>
public sealed class MailTexts;
