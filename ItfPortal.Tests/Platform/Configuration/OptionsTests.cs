using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Configuration;
using ItfPortal.Web.Platform.Persistence;
using ItfPortal.Web.Platform.Security.Secrets;

namespace ItfPortal.Tests.Platform.Configuration;

public class OptionsTests
{
    [Fact]
    public void Site_EverythingWrong_EveryFaultNamed() =>
        new SiteOptionsValidator().Validate(null, new SiteOptions { BaseUrl = "http://portail.example.ca", Address = "here", Port = -1, Certificate = "/nowhere.pem", TrustedProxies = "10.0.0.0/8, proxy" })
            .Failures.Should().BeEquivalentTo(
                "Site:BaseUrl (environment: PORTAL_BASE_URL) is not https. A good value: https://portail.example.ca, or http://127.0.0.1:5080 on one machine.",
                "Site:Address (environment: PORTAL_ADDRESS) is not a network address. A good value: 127.0.0.1, or 0.0.0.0 in a container.",
                "Site:Port (environment: PORTAL_PORT) is -1. A good value: a number from 0 to 65535.",
                "Site:Certificate (environment: PORTAL_CERTIFICATE) cannot be used with its key (Could not find file '/nowhere.pem'.). A good value: two PEM files that belong together, or neither.",
                "Site:TrustedProxies (environment: PORTAL_TRUSTED_PROXIES) has an entry that is neither an address nor a network. A good value: 10.1.0.0/16,127.0.0.1.");

    [Theory]
    [InlineData("https://portail.example.ca", true)]
    [InlineData("http://127.0.0.1:5080", true)]
    [InlineData("http://localhost:5080", true)]
    [InlineData("", false)]
    [InlineData("portail.example.ca", false)]
    [InlineData("https://portail.example.ca/espace", false)]
    [InlineData("https://user@portail.example.ca", false)]
    [InlineData("ftp://portail.example.ca", false)]
    public void Site_BaseUrl_RootAddressWhereCookiesWork(string url, bool good) =>
        new SiteOptionsValidator().Validate(null, new SiteOptions { BaseUrl = url }).Succeeded.Should().Be(good);

    [Theory]
    [InlineData("", "is missing")]
    [InlineData("changeme", "is not base64 of 32 bytes")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "is not random")]
    public void Security_SecretKey_Faults(string key, string problem) =>
        new SecurityOptionsValidator().Validate(null, new SecurityOptions { SecretKey = key }).Failures.Should().Equal(
            $"Security:SecretKey (environment: PORTAL_SECRET_KEY) {problem}. A good value: 32 random bytes in base64, as 'openssl rand -base64 32' prints.");

    [Fact]
    public void PortalDatabase_Url_NeverRepeatedInTheMessage()
    {
        var failure = new PortalDatabaseOptionsValidator().Validate(null, new PortalDatabaseOptions { Url = "mysql://u:hidden@h/d" }).Failures.Should().ContainSingle().Subject;
        failure.Should().StartWith("PortalDatabase:Url (environment: PORTAL_DB_URL) is not a postgresql:// address").And.NotContain("hidden");
    }

    [Fact]
    public void Defaults_AreValid()
    {
        new PortalSessionOptionsValidator().Validate(null, new PortalSessionOptions()).Succeeded.Should().BeTrue();
        new SignInOptionsValidator().Validate(null, new SignInOptions()).Succeeded.Should().BeTrue();
        new PortalSessionOptions().Should().BeEquivalentTo(new
        {
            Idle = TimeSpan.FromMinutes(30),
            Absolute = TimeSpan.FromHours(12),
            PerUser = 5,
            CacheFor = TimeSpan.FromSeconds(5),
            Revalidate = TimeSpan.FromSeconds(30),
        });
        new SignInOptions().Should().BeEquivalentTo(new { Floor = TimeSpan.FromMilliseconds(800), Jitter = TimeSpan.FromMilliseconds(100) });
    }

    [Fact]
    public void Environment_FlatNames_BecomeKeys()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "secret from a file\n");
        var environment = new Dictionary<string, string> { ["PORTAL_DB_URL"] = "postgresql://h/d", ["PORTAL_SECRET_KEY_FILE"] = file, ["REDIS_URL"] = "" };
        var values = EnvironmentNames.Read(name => environment.GetValueOrDefault(name));
        File.Delete(file);
        values.Should().BeEquivalentTo(new Dictionary<string, string> { ["PortalDatabase:Url"] = "postgresql://h/d", ["Security:SecretKey"] = "secret from a file" });
    }
}
