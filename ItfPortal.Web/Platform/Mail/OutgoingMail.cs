using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>One mail to one reader.</summary>
/// <param name="Key">
/// What it tells of, the same on every replica and at every repeat: <c>event:4711</c>, <c>reset:</c> and the id of the token. At most 200 characters.
/// </param>
/// <param name="To">Who reads it.</param>
/// <param name="Model">What it says; its type chooses the template.</param>
public sealed record OutgoingMail(string Key, MailRecipient To, MailModel Model)
{
    /// <summary>From when on it is of no use, UTC: a link that has expired is not sent. Null for never.</summary>
    public DateTime? ExpiresAt { get; init; }

    /// <summary>Never shows the model, which may hold a link that opens an account.</summary>
    public override string ToString() => $"{Model?.GetType().Name} for {Key}";
}

/// <summary>A reader of mail.</summary>
/// <param name="Address">One address, without a name.</param>
/// <param name="Name">As the reader is greeted; null where nobody has vouched for it, as on a visitor's form.</param>
/// <param name="Language">The reader's own.</param>
public sealed record MailRecipient(string Address, string? Name, Language Language)
{
    /// <summary>The language of Tryton's word for it: <c>en</c>, else French.</summary>
    public static Language LanguageOf(string? code) => code == "en" ? Language.English : Language.French;
}
