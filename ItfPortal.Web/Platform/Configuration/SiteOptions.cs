using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Platform.Configuration;

/// <summary>Where the portal is, for itself and for the world. Section <c>Site</c>.</summary>
public sealed class SiteOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Site";

    /// <summary>
    /// The only address visitors use; every link in mails and every host check comes from it, never from a request.
    /// https, or http on loopback. Environment: <c>PORTAL_BASE_URL</c>.
    /// </summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Network address to listen on. The default is 127.0.0.1; a container needs 0.0.0.0. Environment: <c>PORTAL_ADDRESS</c>.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The default is 5080; 0 takes a free one. Environment: <c>PORTAL_PORT</c>.</summary>
    public int Port { get; set; } = 5080;

    /// <summary>Health and metrics; never routed from outside. The default is 5081. Environment: <c>PORTAL_MANAGEMENT_PORT</c>.</summary>
    public int ManagementPort { get; set; } = 5081;

    /// <summary>
    /// Addresses or networks (<c>10.1.0.0/16</c>), separated by commas, whose X-Forwarded-For and X-Forwarded-Proto are
    /// believed. The default is none. Environment: <c>PORTAL_TRUSTED_PROXIES</c>.
    /// </summary>
    public string TrustedProxies { get; set; } = "";

    /// <summary>
    /// A PEM file with the certificate to serve https with, followed by those above it. The default is none: plain http behind
    /// a proxy. Environment: <c>PORTAL_CERTIFICATE</c>.
    /// </summary>
    public string Certificate { get; set; } = "";

    /// <summary>The PEM file of its private key. Environment: <c>PORTAL_CERTIFICATE_KEY</c>.</summary>
    public string CertificateKey { get; set; } = "";

    /// <summary><see cref="BaseUrl"/> parsed.</summary>
    public Uri BaseUri => new(BaseUrl, UriKind.Absolute);

    /// <summary>Whether visitors come by https.</summary>
    public bool IsSecure => BaseUri.Scheme == Uri.UriSchemeHttps;

    /// <summary><see cref="TrustedProxies"/> parsed; a single address is a network of one.</summary>
    public IReadOnlyList<IPNetwork> ProxyNetworks => [.. TrustedProxies
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ParseNetwork)];

    internal static IPNetwork ParseNetwork(string text) => text.Contains('/', StringComparison.Ordinal)
        ? IPNetwork.Parse(text)
        : new IPNetwork(IPAddress.Parse(text), IPAddress.Parse(text).GetAddressBytes().Length * 8);
}

/// <summary>Checks <see cref="SiteOptions"/>.</summary>
public sealed class SiteOptionsValidator : IValidateOptions<SiteOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new OptionErrors(SiteOptions.Section);
        CheckBaseUrl(options, errors);
        if (!IPAddress.TryParse(options.Address, out _))
        {
            errors.Add(nameof(options.Address), "is not a network address", "127.0.0.1, or 0.0.0.0 in a container");
        }
        errors.Range(nameof(options.Port), options.Port, 0, 65535);
        errors.Range(nameof(options.ManagementPort), options.ManagementPort, 0, 65535);
        if (options.Port != 0 && options.Port == options.ManagementPort)
        {
            errors.Add(nameof(options.ManagementPort), "is the same as Site:Port", "another port, 5081 by default");
        }
        CheckCertificate(options, errors);
        foreach (var proxy in options.TrustedProxies.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!(proxy.Contains('/', StringComparison.Ordinal) ? IPNetwork.TryParse(proxy, out _) : IPAddress.TryParse(proxy, out _)))
            {
                errors.Add(nameof(options.TrustedProxies), "has an entry that is neither an address nor a network", "10.1.0.0/16,127.0.0.1");
            }
        }
        return errors.Result();
    }

    private static void CheckCertificate(SiteOptions options, OptionErrors errors)
    {
        if (options.Certificate.Length == 0 && options.CertificateKey.Length == 0)
        {
            return;
        }
        const string Good = "two PEM files that belong together, or neither";
        try
        {
            using var certificate = X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            errors.Add(nameof(options.Certificate), $"cannot be used with its key ({exception.Message})", Good);
        }
    }

    private static void CheckBaseUrl(SiteOptions options, OptionErrors errors)
    {
        const string Good = "https://portail.example.ca, or http://127.0.0.1:5080 on one machine";
        if (options.BaseUrl.Length == 0)
        {
            errors.Add(nameof(options.BaseUrl), "is missing", Good);
            return;
        }
        if (!Uri.TryCreate(options.BaseUrl, UriKind.Absolute, out var uri) || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0
            || uri.Fragment.Length > 0)
        {
            errors.Add(nameof(options.BaseUrl), "is not the root address of a site", Good);
            return;
        }
        // Browsers drop __Host- cookies over plain http except on loopback: nobody could sign in.
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        {
            errors.Add(nameof(options.BaseUrl), "is not https", Good);
        }
    }
}
