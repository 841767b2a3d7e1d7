using System.Net;
using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>Asking for mailed links: how often, and what is left of it.</summary>
[Trait("needs", "postgresql")]
public sealed class RecoveryTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private PortalHost Host => portal.Host;

    [Fact]
    public async Task T_BRUTE_EleventhFromOneAddress_429_OthersGoOn()
    {
        using var visitor = new TestBrowser(Host.Site, IPAddress.Parse("127.0.0.21"));
        for (var i = 0; i < 10; i++)
        {
            (await AskAsync(visitor, $"personne.{i}@boreal.example")).Location.Should().Be("/mot-de-passe?etat=envoye");
        }
        var refused = await AskAsync(visitor, "marie@boreal.example");
        refused.Status.Should().Be(HttpStatusCode.TooManyRequests);
        int.Parse(refused.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture).Should().BePositive();
        refused.Text.Should().Contain("marie@boreal.example", "what was typed stays");
        using var other = new TestBrowser(Host.Site, IPAddress.Parse("127.0.0.22"));
        (await AskAsync(other, "marie@boreal.example")).Location.Should().Be("/mot-de-passe?etat=envoye");
    }

    [Fact]
    public async Task T_RESET_FourthOfOneAccount_IsAnsweredAlike_AndNotWritten()
    {
        var before = await RowsAsync();
        for (var i = 0; i < 5; i++)
        {
            using var visitor = new TestBrowser(Host.Site, IPAddress.Parse($"127.0.0.{30 + i}"));
            (await AskAsync(visitor, i % 2 == 0 ? "paul@boreal.example" : " Paul@Boreal.example ")).Location.Should().Be("/mot-de-passe?etat=envoye");
        }
        (await RowsAsync() - before).Should().Be(3);
    }

    [Fact]
    public async Task Asking_ForNobody_IsSaidAtOnce_AndALinkIsNotJudgedWhileTrytonIsSilent()
    {
        using var visitor = new TestBrowser(Host.Site, IPAddress.Parse("127.0.0.41"));
        (await AskAsync(visitor, "   ")).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        Host.People.Tryton.Always("model.itf_portal.token.look", FakeAnswers.Cut());
        (await visitor.GetAsync("/mot-de-passe?jeton=" + new string('B', 43))).Location.Should().Be("/mot-de-passe/nouveau");
        var page = await visitor.GetAsync("/mot-de-passe/nouveau");
        page.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        WebUtility.HtmlDecode(page.Text).Should().NotContain("n’est plus valable");
        // Whatever else is in the address is no link, and leaves none in the browser.
        (await visitor.GetAsync("/activation?jeton=%3Cscript%3E")).Location.Should().Be("/activation");
        visitor.Cookies.Keys.Should().NotContain("__Host-itf-activation");
    }

    private static async Task<TestBrowser.Answer> AskAsync(TestBrowser visitor, string login) => await visitor.SendAsync(HttpMethod.Post, "/mot-de-passe", new()
    {
        ["_handler"] = "ask",
        ["__RequestVerificationToken"] = (await visitor.GetAsync("/mot-de-passe")).Token,
        ["Posted.Login"] = login,
    });

    private async Task<int> RowsAsync()
    {
        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>("select count(*) from account_links");
    }
}
