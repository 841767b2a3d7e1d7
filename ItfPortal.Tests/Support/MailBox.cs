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

    /// <summary>Waits until so many have come, and gives the last of them.</summary>
    public static async Task<Letter> ReceivedAsync(string address, int number)
    {
        await Eventually.TrueAsync(() => Of(address).Count >= number, $"mail {number} to {address} is on its way", seconds: 20);
        return Of(address)[number - 1];
    }

    private static Letter? Read(FileInfo file)
    {
        try
        {
            using var message = MimeMessage.Load(file.FullName);
            var text = message.TextBody ?? "";
            return new Letter(message.To.Mailboxes.Single().Address, message.Subject ?? "", text, Link().Match(text).Value, file.LastWriteTimeUtc);
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            // Being written.
            return null;
        }
    }

    [GeneratedRegex(@"https?://[^\s<>""]+[?]jeton=[\w-]+")]
    private static partial Regex Link();
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
