using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using ItfPortal.Tests.Integration;
using MimeKit;

namespace ItfPortal.Tests.Support;

/// <summary>The Maildir of the stack's mail catcher: what the portal really sent.</summary>
public static partial class MailBox
{
    private static readonly ConcurrentDictionary<string, Letter> s_read = new();

    /// <summary>Everything sent to an address, oldest first.</summary>
    public static IReadOnlyList<Letter> Of(string address)
    {
        var folder = new DirectoryInfo(Path.Combine(Stack.Get("TEST_MAIL"), "new"));
        foreach (var file in folder.Exists ? folder.EnumerateFiles() : [])
        {
            if (!s_read.ContainsKey(file.Name) && Read(file) is { } letter)
            {
                s_read[file.Name] = letter;
            }
        }
        return [.. s_read.Values.Where(letter => string.Equals(letter.To, address, StringComparison.OrdinalIgnoreCase)).OrderBy(letter => letter.At)];
    }

    /// <summary>Those of them that open something.</summary>
    public static IReadOnlyList<Letter> Links(string address) => [.. Of(address).Where(letter => letter.Link.Length > 0)];

    /// <summary>Waits until so many links have come, and gives the last of them; other mails do not count.</summary>
    public static async Task<Letter> LinkAsync(string address, int number)
    {
        await Eventually.TrueAsync(() => Links(address).Count >= number, $"link {number} to {address} is on its way", seconds: 30);
        return Links(address)[number - 1];
    }

    /// <summary>Waits for the mail with these words in its subject.</summary>
    public static async Task<Letter> AboutAsync(string address, string subject)
    {
        await Eventually.TrueAsync(() => Of(address).Any(letter => letter.Subject.Contains(subject, StringComparison.Ordinal)), $"{subject} to {address} is on its way", seconds: 30);
        return Of(address).Last(letter => letter.Subject.Contains(subject, StringComparison.Ordinal));
    }

    private static Letter? Read(FileInfo file)
    {
        try
        {
            using var message = MimeMessage.Load(file.FullName);
            var text = message.TextBody ?? "";
            return new Letter(message.To.Mailboxes.Single().Address, message.Subject ?? "", text, LinkPattern().Match(text).Value, file.LastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            // Being written.
            return null;
        }
    }

    [GeneratedRegex(@"https?://[^\s<>""]+[?]jeton=[\w-]+")]
    private static partial Regex LinkPattern();
}

/// <summary>One mail.</summary>
/// <param name="To">Its reader.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">The plain twin.</param>
/// <param name="Link">The whole address that opens something; empty for none.</param>
/// <param name="At">When it came.</param>
public sealed record Letter(string To, string Subject, string Text, string Link, DateTime At)
{
    /// <summary>The link as a path of the site.</summary>
    public string Path => new Uri(Link).PathAndQuery;

    /// <summary>Its secret.</summary>
    public string Token => Link.Split("jeton=")[1];
}
