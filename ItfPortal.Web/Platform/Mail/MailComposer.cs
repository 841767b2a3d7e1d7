using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail.Outbox;
using ItfPortal.Web.Platform.Mail.Templates;
using Microsoft.Extensions.Options;
using MimeKit;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>Makes the message of a row: the same row gives the same Message-ID at every attempt, so that a reader's mailbox can tell a repeat.</summary>
internal sealed class MailComposer(MailRenderer renderer, IOptions<MailOptions> options, IOptions<SiteOptions> site, TimeProvider time)
{
    /// <summary>The Message-ID of a row.</summary>
    public string MessageId(Guid id) => $"{id:N}@{site.Value.BaseUri.IdnHost}";

    /// <summary>The message.</summary>
    /// <exception cref="InvalidOperationException">What the mail says cannot be read.</exception>
    public async Task<MimeMessage> ComposeAsync(OutboxMail mail, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        var model = mail.Model ?? throw new InvalidOperationException($"The model of template {mail.Template} cannot be read.");
        var rendered = await renderer.RenderAsync(model, mail.To, cancellationToken);
        var message = new MimeMessage
        {
            Subject = MailAddresses.OneLine(rendered.Subject),
            Date = time.GetUtcNow(),
            MessageId = MessageId(mail.Id),
            Body = new MultipartAlternative(Part("plain", rendered.Text), Part("html", rendered.Html)),
        };
        message.From.Add(new MailboxAddress(options.Value.Name, options.Value.From));
        message.To.Add(new MailboxAddress(mail.To.Name, mail.To.Address));
        if (options.Value.ReplyTo.Length > 0)
        {
            message.ReplyTo.Add(new MailboxAddress(options.Value.Name, options.Value.ReplyTo));
        }
        message.Body.Headers.Add(HeaderId.ContentLanguage, Ui.Languages.CultureOf(rendered.Language)!);
        // Nobody's holiday answers to this, and no list's robot.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    private static TextPart Part(string kind, string text)
    {
        var part = new TextPart(kind) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(System.Text.Encoding.UTF8, text);
        return part;
    }
}
