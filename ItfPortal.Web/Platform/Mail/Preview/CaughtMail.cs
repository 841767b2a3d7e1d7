using Microsoft.Extensions.Options;
using MimeKit;

namespace ItfPortal.Web.Platform.Mail.Preview;

/// <summary>The Maildir of the mail catcher that <c>make portal-up</c> starts: what was sent on this machine, and went nowhere.</summary>
public sealed class CaughtMail(IOptions<MailOptions> options)
{
    private const int Most = 50;

    private static readonly string[] s_folders = ["new", "cur"];

    /// <summary>The newest mails, newest first.</summary>
    public async Task<IReadOnlyList<CaughtMessage>> NewestAsync(CancellationToken cancellationToken)
    {
        var files = Folders().SelectMany(folder => folder.EnumerateFiles()).OrderByDescending(file => file.LastWriteTimeUtc).Take(Most);
        var caught = new List<CaughtMessage>();
        foreach (var file in files)
        {
            if (await ReadAsync(file.FullName, cancellationToken) is { } message)
            {
                using (message)
                {
                    caught.Add(new CaughtMessage(file.Name, message.Subject ?? "", string.Join(", ", message.To.Mailboxes.Select(box => box.Address)), file.LastWriteTimeUtc));
                }
            }
        }
        return caught;
    }

    /// <summary>The body of one of them, as HTML or as text; null when there is none such.</summary>
    public async Task<string?> BodyAsync(string name, bool html, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        // Looked up among the files that are there, so that no name leads anywhere else.
        if (Folders().SelectMany(folder => folder.EnumerateFiles()).FirstOrDefault(file => file.Name == name) is not { } file
            || await ReadAsync(file.FullName, cancellationToken) is not { } message)
        {
            return null;
        }
        using (message)
        {
            return html ? message.HtmlBody : message.TextBody;
        }
    }

    private IEnumerable<DirectoryInfo> Folders() => options.Value.Caught.Length == 0
        ? []
        : s_folders.Select(folder => new DirectoryInfo(Path.Combine(options.Value.Caught, folder))).Where(folder => folder.Exists);

    private static async Task<MimeMessage?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await MimeMessage.LoadAsync(path, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            // Being written, or no mail.
            return null;
        }
    }
}

/// <summary>A mail that was caught.</summary>
/// <param name="Name">Of its file.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="To">Addresses.</param>
/// <param name="At">UTC.</param>
public sealed record CaughtMessage(string Name, string Subject, string To, DateTime At);
