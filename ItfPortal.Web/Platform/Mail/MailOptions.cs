using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Mail.Smtp;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>From whom mail comes and by which server it goes. Section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Mail";

    /// <summary>
    /// <c>smtp+tls://user:password@host:587</c> (STARTTLS, never without), <c>smtps://…</c> (TLS from the first byte, port 465) or
    /// <c>smtp://host</c> (in clear, port 25, no password except on loopback). As Tryton writes it. Empty, outside of Production only: mail waits
    /// in the outbox. Environment: <c>SMTP_URL</c>.
    /// </summary>
    public string Url { get; set; } = "";

    /// <summary>Address that mail comes from. Environment: <c>PORTAL_MAIL_FROM</c>.</summary>
    public string From { get; set; } = "";

    /// <summary>Name it comes from. The default is ITF. Environment: <c>PORTAL_MAIL_NAME</c>.</summary>
    public string Name { get; set; } = "ITF";

    /// <summary>Address that people write to, in every mail's last lines and as its Reply-To; empty for <see cref="From"/>. Environment: <c>PORTAL_MAIL_REPLY_TO</c>.</summary>
    public string ReplyTo { get; set; } = "";

    /// <summary>How long reaching the server, TLS and signing in may take. The default is 15 seconds; 1 second to 2 minutes.</summary>
    public TimeSpan ConnectTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long the server may take for one mail. What it accepts later than that is sent again: generous on purpose. The default is
    /// 1 minute; 5 seconds to 10 minutes.
    /// </summary>
    public TimeSpan SendTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a mail is tried: after 1, 5, 15 minutes, 1, 4, 12 hours, then every 24. The default is 10, which is almost four days; 1–30.</summary>
    public int Attempts { get; set; } = 10;

    /// <summary>How many mails a worker takes at once. The default is 20; 1–200.</summary>
    public int Batch { get; set; } = 20;

    /// <summary>How often the outbox is looked at without being told to. The default is 5 seconds; 1 second to 5 minutes.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Maildir of the mail catcher, shown at <c>/dev/courriels</c> in Development. The default is none. Environment: <c>MAIL_CAUGHT</c>.</summary>
    public string Caught { get; set; } = "";

    /// <summary>Whom a reader writes to.</summary>
    public string Contact => ReplyTo.Length > 0 ? ReplyTo : From;
}

/// <summary>Names every wrong key at once, and never repeats the address of the server: it holds a password.</summary>
internal sealed class MailOptionsValidator(IHostEnvironment environment) : IValidateOptions<MailOptions>
{
    private const string GoodUrl = "smtp+tls://user:password@smtp.example.ca:587";

    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var errors = new OptionErrors(MailOptions.Section);
        if (options.Url.Length == 0 && environment.IsProduction())
        {
            errors.Add(nameof(options.Url), "is missing", GoodUrl);
        }
        else if (options.Url.Length > 0 && !SmtpAddress.TryParse(options.Url, out _, out var problem))
        {
            errors.Add(nameof(options.Url), problem, GoodUrl);
        }
        if (!MailAddresses.IsAddress(options.From))
        {
            errors.Add(nameof(options.From), options.From.Length == 0 ? "is missing" : "is not an address of mail", "portail@example.ca");
        }
        if (options.ReplyTo.Length > 0 && !MailAddresses.IsAddress(options.ReplyTo))
        {
            errors.Add(nameof(options.ReplyTo), "is not an address of mail", "service@example.ca, or nothing");
        }
        if (options.Name.Trim().Length == 0 || MailAddresses.OneLine(options.Name) != options.Name || options.Name.Length > 100)
        {
            errors.Add(nameof(options.Name), "is not one line of text", "ITF");
        }
        errors.Range(nameof(options.ConnectTime), options.ConnectTime, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        errors.Range(nameof(options.SendTime), options.SendTime, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10));
        errors.Range(nameof(options.Attempts), options.Attempts, 1, 30);
        errors.Range(nameof(options.Batch), options.Batch, 1, 200);
        errors.Range(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        if (options.Caught.Length > 0 && environment.IsProduction())
        {
            errors.Add(nameof(options.Caught), "is set in Production", "nothing");
        }
        return errors.Result();
    }
}
