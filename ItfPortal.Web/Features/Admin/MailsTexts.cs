namespace ItfPortal.Web.Features.Admin;

/// <summary>Marks the texts of the list of mails.</summary>
public sealed class MailsTexts;
