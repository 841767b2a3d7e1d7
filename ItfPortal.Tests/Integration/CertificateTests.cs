using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ItfPortal.Tests.Support;
using ItfPortal.Web;

namespace ItfPortal.Tests.Integration;

[Trait("needs", "portal-database")]
public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certificate").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Https_ServedByThePortalItself_CookiesAndHeadersAsBehindAProxy()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var today = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(today.AddDays(-1), today.AddDays(1));
        var (certificate, keyFile) = (Path.Combine(_folder, "site.pem"), Path.Combine(_folder, "site.key"));
        await File.WriteAllTextAsync(certificate, made.ExportCertificatePem());
        await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem());
        await using var portal = await PortalProcess.StartAsync(settings: new Dictionary<string, string>
        {
            ["PORTAL_CERTIFICATE"] = certificate,
            ["PORTAL_CERTIFICATE_KEY"] = keyFile,
            // On a developer's machine the site is where it listens.
            ["PORTAL_BASE_URL"] = "",
        });
        using var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ServerCertificateCustomValidationCallback = (_, shown, _, errors) =>
                errors is SslPolicyErrors.RemoteCertificateChainErrors && shown?.Thumbprint == made.Thumbprint,
        };
        using var http = new HttpClient(handler) { BaseAddress = new Uri($"https://127.0.0.1:{portal.Port}") };

        using var page = await http.GetAsync(new Uri(PortalUrls.SignIn, UriKind.Relative));

        page.StatusCode.Should().Be(HttpStatusCode.OK);
        page.Headers.GetValues("Strict-Transport-Security").Should().ContainSingle();
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain($"wss://127.0.0.1:{portal.Port}");
        page.Headers.GetValues("Set-Cookie").Should().NotBeEmpty().And.OnlyContain(cookie => cookie.Contains("secure"));

        var ask = () => http.GetAsync(new Uri($"http://127.0.0.1:{portal.Port}/"));
        await ask.Should().ThrowAsync<HttpRequestException>("what is not encrypted is not answered");
    }
}
