using ItfPortal.Web.Platform.Mail.Templates;

namespace ItfPortal.Web.Platform.Mail.Outbox;

/// <summary>A row that a worker has taken.</summary>
/// <param name="Id">Of the row.</param>
/// <param name="To">Who reads it.</param>
/// <param name="Template">Name of the template.</param>
/// <param name="Model">What it says; null when it cannot be read: another version's template, a key that is gone.</param>
/// <param name="Attempts">This one included.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="ExpiresAt">UTC; null for never.</param>
internal sealed record OutboxMail(
    Guid Id, MailRecipient To, string Template, MailModel? Model, int Attempts, DateTime CreatedAt, DateTime? ExpiresAt);
