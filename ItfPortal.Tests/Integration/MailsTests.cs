using System.Net;
using Dapper;
using ItfPortal.Web.Platform.Mail;
using ItfPortal.Web.Platform.Mail.Templates;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Mail that did not go, as ITF's administrators see it, and mails as developers see them.</summary>
[Trait("needs", "postgresql")]
public sealed class MailsTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private static readonly Person s_administrator = new("chef.courriel@itf.example", "juste assez long 8", 15, "[]", "administrator");

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task T_MAIL_DeadLetter_IsSentAgain_OnRecord()
    {
        var id = await DeadAsync("mort@boreal.example");
        using var browser = await AdministratorAsync();
        var list = await browser.GetAsync("/admin/courriels?etat=abandonnes");
        list.Plain.Should().Contain("mort@boreal.example").And.Contain("550 5.1.1 No such person").And.Contain("Mot de passe changé").And.NotContain("Firefox");
        var answer = await browser.SendAsync(HttpMethod.Post, "/admin/courriels/renvoi", Form(list, id, "abandonnes"));
        (answer.Status, answer.Location).Should().Be((HttpStatusCode.SeeOther, "/admin/courriels?etat=abandonnes&resultat=renvoye"));
        (await browser.GetAsync(answer.Location!)).Plain.Should().Contain("Le courriel part dans un instant").And.NotContain("mort@boreal.example");
        (await browser.GetAsync("/admin/courriels?etat=en-attente")).Plain.Should().Contain("mort@boreal.example");
        (await ScalarAsync<string>($"select event || ' ' || outcome || ' ' || actor_user || ' ' || target_type || ' ' || (detail::text) from audit_log where target_id = '{id}'"))
            .Should().Be("mail.resent ok 15 mail {}");

        await ScalarAsync<int>($"update outbox_mail set state = 'sent', model = null where id = '{id}' returning 1");
        (await browser.SendAsync(HttpMethod.Post, "/admin/courriels/renvoi", Form(list, id, ""))).Location.Should().Be("/admin/courriels?resultat=trop-tard");
    }

    [Fact]
    public async Task T_CSRF_Resend_WithoutItsTokenOrByOthers_DoesNothing()
    {
        var id = await DeadAsync("intouche@boreal.example");
        using var administrator = await AdministratorAsync();
        var list = await administrator.GetAsync("/admin/courriels");
        (await administrator.SendAsync(HttpMethod.Post, "/admin/courriels/renvoi", new() { ["courriel"] = id.ToString() })).Status.Should().Be(HttpStatusCode.BadRequest);
        using var agent = Host.Browser();
        await agent.SignInAsync(TrytonPeople.Agent);
        (await agent.GetAsync("/admin/courriels")).Text.Should().NotContain("intouche@");
        (await agent.SendAsync(HttpMethod.Post, "/admin/courriels/renvoi", Form(list, id, ""))).Status.Should().NotBe(HttpStatusCode.SeeOther);
        using var visitor = Host.Browser();
        (await visitor.SendAsync(HttpMethod.Post, "/admin/courriels/renvoi", Form(list, id, ""))).Location.Should().NotContain("resultat=renvoye");
        (await ScalarAsync<string>($"select state from outbox_mail where id = '{id}'")).Should().Be("dead");
    }

    [Theory]
    [InlineData("?etat=nonsense&apres=x&avant=y")]
    [InlineData("?apres=00000000-0000-0000-0000-000000000000")]
    [InlineData("?resultat=%3Cscript%3E")]
    public async Task List_AddressThatMakesNoSense_IsAPage(string query)
    {
        using var browser = await AdministratorAsync();
        var page = await browser.GetAsync("/admin/courriels" + query);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().NotContain("<script>");
    }

    [Fact]
    public async Task List_Empty_SaysSo_InTheReadersLanguage()
    {
        using var browser = await AdministratorAsync();
        (await browser.GetAsync("/admin/courriels?etat=envoyes&apres=00000000-0000-7000-8000-000000000000")).Plain.Should().Contain("Aucun courriel dans cet état");
        browser.Cookies["itf-lang"] = "en";
        (await browser.GetAsync("/admin/courriels?etat=envoyes&apres=00000000-0000-7000-8000-000000000000")).Plain.Should().Contain("No mail in this state");
    }

    [Fact]
    public async Task Preview_OnADevelopersMachine_ShowsEveryKind()
    {
        using var browser = Host.Browser();
        var list = await browser.GetAsync("/dev/courriels");
        foreach (var template in MailTemplates.All)
        {
            list.Text.Should().Contain($"/dev/courriels/{template.Name}/fr/html");
        }
        var html = await browser.GetAsync("/dev/courriels/password-reset/fr/html");
        (html.Status, html.Header("Content-Type")).Should().Be((HttpStatusCode.OK, "text/html; charset=utf-8"));
        html.Text.Should().Contain($"{Host.Site}mot-de-passe?jeton=");
        (await browser.GetAsync("/dev/courriels/password-reset/en/texte")).Text.Should().StartWith("Choose a new password\n");
        foreach (var nothing in new[] { "password-reset/de/html", "nothing/fr/html", "password-reset/fr/pdf", "recus/..%2f..%2fetc%2fpasswd/html", "recus/nothing/texte" })
        {
            (await browser.GetAsync("/dev/courriels/" + nothing)).Status.Should().Be(HttpStatusCode.NotFound, nothing);
        }
    }

    [Fact]
    public async Task T_MAIL_Preview_InProduction_IsNotThere()
    {
        await using var host = await PortalHost.StartAsync(Host, environment: "Production");
        using var browser = host.Browser();
        foreach (var path in new[] { "", "/password-reset/fr/html", "/recus/x/html" })
        {
            (await browser.GetAsync("/dev/courriels" + path)).Status.Should().Be(HttpStatusCode.NotFound);
        }
        host.Services.GetServices<Microsoft.AspNetCore.Routing.EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<Microsoft.AspNetCore.Routing.RouteEndpoint>()
            .Should().NotContain(endpoint => endpoint.RoutePattern.RawText!.Contains("dev/courriels/", StringComparison.Ordinal));
    }

    private static Dictionary<string, string> Form(TestBrowser.Answer page, Guid id, string state) =>
        new() { ["__RequestVerificationToken"] = page.Token, ["courriel"] = id.ToString(), ["etat"] = state };

    private async Task<TestBrowser> AdministratorAsync()
    {
        Host.People.Set(s_administrator);
        var browser = Host.Browser();
        await browser.SignInAsync(s_administrator);
        return browser;
    }

    private async Task<Guid> DeadAsync(string address)
    {
        var outbox = Host.Services.GetRequiredService<IMailOutbox>();
        await outbox.EnqueueAsync(
            new OutgoingMail("test:" + address, new MailRecipient(address, "Marie", Language.French), new PasswordChangedMail(DateTime.UnixEpoch, "Firefox")), default);
        // The portal's worker may have it in hand for a moment: nobody listens at its mail server.
        Guid id = default;
        await Eventually.TrueAsync(
            async () => (id = await ScalarAsync<Guid>(
                $"update outbox_mail set state = 'dead', ended_at = now(), last_error = '550 5.1.1 No such person' where recipient = '{address}' and attempts > 0 and lease is null returning id")) != default,
            "the mail could not be sent");
        return id;
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(Host.Database.ConnectionString);
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }
}
