using ItfPortal.Web.Platform.Words;

namespace ItfPortal.Web.Platform.Mail;

/// <summary>Which twin is drawn.</summary>
public enum MailForm
{
    /// <summary>For mail programs that show HTML.</summary>
    Html,

    /// <summary>For the others, and for people who prefer it.</summary>
    Text,
}

/// <summary>What every part of a mail knows while it is drawn.</summary>
public sealed class MailPage(MailForm form, Uri site, MailOptions options, MailRecipient to, DateOnly today)
{
    public bool IsText => form == MailForm.Text;

    public string? Name => to.Name;

    /// <summary>Whom the reader writes to.</summary>
    public string Contact => options.Contact;

    /// <summary>Who writes.</summary>
    public string Sender => options.Name;

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public string Language => to.Language == Words.Language.English ? "en" : "fr";

    /// <summary>In the company's zone.</summary>
    public DateOnly Today => today;

    /// <summary>Said by the template, read by whoever sends it.</summary>
    public string Subject { get; set; } = "";

    /// <summary>A whole address of an own page.</summary>
    /// <param name="path">One of <see cref="PortalUrls"/>.</param>
    public string Link(string path)
    {
        // Whatever a path is made of, it leads nowhere else.
        var link = new Uri(site, path);
        return link.Scheme == site.Scheme && link.Authority == site.Authority
            ? link.AbsoluteUri
            : throw new InvalidOperationException("A mail links to its own site only.");
    }

    public string HomeLink => Link(PortalUrls.Home);
}
