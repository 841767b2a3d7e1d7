using ItfPortal.Tests.Support;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using MimeKit;

namespace ItfPortal.Tests.Platform.Mail;

/// <summary>T-MAIL: the way to the mail server is the one of the settings, or none.</summary>
public sealed class SmtpTests
{
    [Theory]
    [InlineData("smtp://mail:1025", "mail", 1025, SecureSocketOptions.None, null)]
    [InlineData("smtp://mail", "mail", 25, SecureSocketOptions.None, null)]
    [InlineData("smtp://u:p@127.0.0.1:1025", "127.0.0.1", 1025, SecureSocketOptions.None, "u:p")]
    [InlineData("smtp+tls://portail%40itf.example:p%3A%2F@smtp.example.ca", "smtp.example.ca", 587, SecureSocketOptions.StartTls, "portail@itf.example:p:/")]
    [InlineData("smtps://u:p@smtp.example.ca", "smtp.example.ca", 465, SecureSocketOptions.SslOnConnect, "u:p")]
    public void Address_IsRead(string url, string host, int port, SecureSocketOptions security, string? credential)
    {
        SmtpAddress.TryParse(url, out var address, out _).Should().BeTrue();
        (address!.Host, address.Port, address.Security, address.Credential is { } c ? $"{c.UserName}:{c.Password}" : null).Should().Be((host, port, security, credential));
        address.ToString().Should().Be(FormattableString.Invariant($"{host}:{port}"));
    }

    [Theory]
    [InlineData("smtp://u:hidden@smtp.example.ca", "would send its password in clear")]
    [InlineData("smtp+tls://hidden@smtp.example.ca", "has a user without a password")]
    [InlineData("http://u:hidden@smtp.example.ca", "is neither smtp://, smtp+tls:// nor smtps://")]
    [InlineData("smtps://u:hidden@smtp.example.ca/path", "has something after the server and its port")]
    [InlineData("hidden", "is not an address of a mail server")]
    public void T_MAIL_Address_Wrong_SaidWithoutThePassword(string url, string problem)
    {
        var failures = Validate(new MailOptions { Url = url, From = "portail@itf.example" }, Environments.Production);
        failures.Should().Equal($"Mail:Url (environment: SMTP_URL) {problem}. A good value: smtp+tls://user:password@smtp.example.ca:587.");
        failures.Single().Should().NotContain("hidden");
    }

    [Fact]
    public void Options_EverythingWrong_EveryFaultNamed() =>
        Validate(new MailOptions { From = "portail", ReplyTo = "a\r\nb@c.ca", Name = "ITF\nBcc: x", Attempts = 0, Batch = 0, Caught = "/mail", SendTime = TimeSpan.Zero, ConnectTime = TimeSpan.Zero, PollInterval = TimeSpan.Zero }, Environments.Production)
            .Select(failure => failure.Split(' ')[0]).Should().BeEquivalentTo(
                "Mail:Url", "Mail:From", "Mail:ReplyTo", "Mail:Name", "Mail:Attempts", "Mail:Batch", "Mail:Caught", "Mail:SendTime", "Mail:ConnectTime", "Mail:PollInterval");

    [Fact]
    public void Options_OutsideOfProduction_NeedNoServer() =>
        Validate(new MailOptions { From = "portail@itf.invalid" }, Environments.Development).Should().BeEmpty();

    [Fact]
    public async Task T_MAIL_ServerWithoutStartTls_IsSentNothing()
    {
        await using var smtp = new FakeSmtp();
        var address = new SmtpAddress("127.0.0.1", smtp.Port, SecureSocketOptions.StartTls, new("u", "hidden"));
        var delivery = await SendAsync(address);
        (delivery.Result, delivery.Code).Should().Be((DeliveryResult.Unreachable, "NotSupportedException"));
        smtp.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task T_MAIL_ServerThatTakesNoPassword_IsSentNothing_AndNoMailIsGivenUp()
    {
        await using var smtp = new FakeSmtp { Extensions = ["AUTH PLAIN"], Auth = "535 5.7.8 Wrong" };
        var delivery = await SendAsync(new SmtpAddress("127.0.0.1", smtp.Port, SecureSocketOptions.None, new("u", "hidden")));
        (delivery.Result, delivery.Code).Should().Be((DeliveryResult.Unreachable, "AuthenticationException"));
        delivery.Problem.Should().NotContain("hidden");
        smtp.Received.Should().BeEmpty();
    }

    private static async Task<Delivery> SendAsync(SmtpAddress address)
    {
        await using var connection = new SmtpConnection(address, new MailOptions(), "portail.itf.example", TimeProvider.System);
        using var message = new MimeMessage
        {
            From = { new MailboxAddress("ITF", "portail@itf.example") },
            To = { new MailboxAddress("Marie", "marie@boreal.example") },
            Body = new TextPart("plain") { Text = "x" },
        };
        return await connection.SendAsync(message, default);
    }

    private static IReadOnlyList<string> Validate(MailOptions options, string environment) =>
        [.. new MailOptionsValidator(new HostingEnvironment { EnvironmentName = environment }).Validate(null, options).Failures ?? []];
}
