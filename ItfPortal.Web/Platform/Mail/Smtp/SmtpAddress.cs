using System.Diagnostics.CodeAnalysis;
using System.Net;
using MailKit.Security;

namespace ItfPortal.Web.Platform.Mail.Smtp;

/// <summary>A mail server and how one gets in. Never shows the password.</summary>
internal sealed record SmtpAddress(string Host, int Port, SecureSocketOptions Security, NetworkCredential? Credential)
{
    private const string StartTls = "smtp+tls";

    /// <summary>Reads <c>smtp://</c>, <c>smtp+tls://</c> or <c>smtps://</c>, with the meaning Tryton gives them.</summary>
    /// <param name="text">The setting.</param>
    /// <param name="address">The server.</param>
    /// <param name="problem">What is wrong, without the text itself.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SmtpAddress? address, [NotNullWhen(false)] out string? problem)
    {
        (address, problem) = (null, null);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
        {
            problem = "is not an address of a mail server";
            return false;
        }
        var (security, port) = uri.Scheme switch
        {
            "smtp" => (SecureSocketOptions.None, 25),
            StartTls => (SecureSocketOptions.StartTls, 587),
            "smtps" => (SecureSocketOptions.SslOnConnect, 465),
            _ => (SecureSocketOptions.Auto, 0),
        };
        if (port == 0)
        {
            problem = "is neither smtp://, smtp+tls:// nor smtps://";
        }
        else if (uri.PathAndQuery is not ("" or "/") || uri.Fragment.Length > 0)
        {
            problem = "has something after the server and its port";
        }
        else if (!TryReadCredential(uri.UserInfo, out var credential))
        {
            problem = "has a user without a password";
        }
        else if (credential is not null && security == SecureSocketOptions.None && !uri.IsLoopback)
        {
            problem = "would send its password in clear";
        }
        else
        {
            address = new SmtpAddress(uri.Host, uri.Port > 0 ? uri.Port : port, security, credential);
            return true;
        }
        return false;
    }

    public override string ToString() => FormattableString.Invariant($"{Host}:{Port}");

    private static bool TryReadCredential(string userInfo, out NetworkCredential? credential)
    {
        credential = null;
        if (userInfo.Length == 0)
        {
            return true;
        }
        if (userInfo.Split(':', 2) is not [{ Length: > 0 } user, { Length: > 0 } password])
        {
            return false;
        }
        credential = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return true;
    }
}
