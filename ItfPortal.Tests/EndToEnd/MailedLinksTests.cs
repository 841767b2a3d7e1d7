using System.Net;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>T-RESET, T-HOST, T-ENUM on the real Tryton and the real mail box, without a browser's help.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class MailedLinksTests(BrowserFixture browser) : IDisposable
{
    private const string Choice = "/mot-de-passe/nouveau";
    private const string Another = "cinq renards gris traversent";

    private readonly LinkWorld _world = new();

    [Fact]
    public async Task T_RESET_OpeningChangesNothing_ThenOnce_SessionsEnd_OwnerIsTold_NobodyIsSignedIn()
    {
        var login = await _world.SomebodyAsync();
        using var before = Browser();
        (await before.SignInAsync(login, LinkWorld.Password)).Status.Should().Be(HttpStatusCode.Redirect);
        using var owner = Browser();
        (await LinkWorld.AskAsync(owner, login)).Location.Should().Be("/mot-de-passe?etat=envoye");
        var letter = await MailBox.LinkAsync(login, 1);

        // A program that opens every link of a mail, before its reader does.
        using (var scanner = Browser())
        {
            await scanner.GetAsync(letter.Path);
            await scanner.GetAsync(Choice);
        }
        var opened = await owner.GetAsync(letter.Path);
        opened.Location.Should().Be(Choice, "the secret leaves the address");
        opened.Header("Referrer-Policy").Should().Be("no-referrer");
        owner.CookieLines.Should().Contain(line => line.StartsWith("__Host-itf-mdp=", StringComparison.Ordinal)
            && line.Contains("httponly", StringComparison.OrdinalIgnoreCase) && line.Contains("secure", StringComparison.OrdinalIgnoreCase));
        var page = await owner.GetAsync(Choice);
        page.Text.Should().Contain(login).And.NotContain(letter.Token);
        page.Header("Cache-Control").Should().Contain("no-store");
        (await before.GetAsync("/compte")).Status.Should().Be(HttpStatusCode.OK, "nothing has changed yet");

        var easy = await LinkWorld.PostAsync(owner, Choice, "choose", "azertyuiopqsdfgh");
        easy.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(easy.Text).Should().Contain("Trop facile à deviner").And.NotContain("azertyuiopqsdfgh");
        (await LinkWorld.PostAsync(owner, Choice, "choose", Another)).Location.Should().Be("/connexion?raison=mot-de-passe");

        owner.Cookies.Keys.Should().NotContain(["__Host-itf-mdp", "__Host-itf"]);
        (await before.GetAsync("/compte")).Location.Should().StartWith("/connexion", "all sessions end");
        await MailBox.AboutAsync(login, "mot de passe a été changé");
        await owner.GetAsync(letter.Path);
        WebUtility.HtmlDecode((await owner.GetAsync(Choice)).Text).Should().Contain("n’est plus valable");
        (await owner.SignInAsync(login, LinkWorld.Password)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await owner.SignInAsync(login, Another)).Status.Should().Be(HttpStatusCode.Redirect);
        browser.Portal.Log.Should().NotContain(letter.Token);
    }

    [Fact]
    public async Task T_RESET_Expired_ANewOneIsSentToItsPerson_WhoIsNotNamed()
    {
        var login = await _world.SomebodyAsync();
        using var owner = Browser();
        await LinkWorld.AskAsync(owner, login);
        var first = await MailBox.LinkAsync(login, 1);
        await LinkWorld.ExpireAsync(login);
        await owner.GetAsync(first.Path);
        var ended = await owner.GetAsync(Choice);
        WebUtility.HtmlDecode(ended.Text).Should().Contain("n’est plus valable").And.NotContain(login);

        (await LinkWorld.PostAsync(owner, Choice, "again")).Location.Should().Be(Choice + "?etat=envoye");
        var second = await MailBox.LinkAsync(login, 2);
        second.Token.Should().NotBe(first.Token);
        await owner.GetAsync(second.Path);
        (await LinkWorld.PostAsync(owner, Choice, "choose", Another)).Location.Should().Be("/connexion?raison=mot-de-passe");

        // What was never a link gets the same answer, and no mail.
        using var stranger = Browser();
        await stranger.GetAsync("/mot-de-passe?jeton=" + new string('A', 43));
        (await LinkWorld.PostAsync(stranger, Choice, "again")).Location.Should().Be(Choice + "?etat=envoye");
    }

    [Fact]
    public async Task T_RESET_TwoLinks_TheNewestHolds_AndNoneOnceTheAddressIsAnother()
    {
        var login = await _world.SomebodyAsync();
        using var owner = Browser();
        await LinkWorld.AskAsync(owner, login);
        var first = await MailBox.LinkAsync(login, 1);
        await LinkWorld.AskAsync(owner, login);
        var second = await MailBox.LinkAsync(login, 2);
        await owner.GetAsync(first.Path);
        (await owner.GetAsync(Choice)).Text.Should().NotContain(login);
        await owner.GetAsync(second.Path);
        (await owner.GetAsync(Choice)).Text.Should().Contain(login);

        await LinkWorld.SqlAsync("update res_user set email = 'ailleurs@example.com' where login = @login", login);
        (await owner.GetAsync(Choice)).Text.Should().NotContain(login);
        await LinkWorld.AskAsync(owner, login);
        await MailBox.LinkAsync("ailleurs@example.com", 1);
        await LinkWorld.AskAsync(owner, login);
        MailBox.Links(login).Should().HaveCount(2, "the fourth within the hour is not sent, and nobody is told");
    }

    [Fact]
    public async Task T_RESET_TwoPostsAtOnce_OneSetsThePassword()
    {
        var login = await _world.SomebodyAsync();
        using var first = Browser();
        using var second = Browser();
        await LinkWorld.AskAsync(first, login);
        var letter = await MailBox.LinkAsync(login, 1);
        await first.GetAsync(letter.Path);
        await second.GetAsync(letter.Path);
        var answers = await Task.WhenAll(
            LinkWorld.PostAsync(first, Choice, "choose", Another + " une"), LinkWorld.PostAsync(second, Choice, "choose", Another + " deux"));
        answers.Count(answer => answer.Location == "/connexion?raison=mot-de-passe").Should().Be(1);
        var other = answers.Single(answer => answer.Location is null);
        other.Status.Should().Be(HttpStatusCode.OK);
        WebUtility.HtmlDecode(other.Text).Should().Contain("n’est plus valable");
    }

    [Fact]
    public async Task T_ENUM_Reset_FiftyKnownAndFiftyUnknown_TheSameAnswer()
    {
        using var visitor = Browser();
        var known = Enumerable.Range(0, 50).Select(i => Stack.People[i % Stack.People.Count].Login);
        var unknown = Enumerable.Range(0, 50).Select(i => $"personne.{i}@example.com");
        var form = await visitor.GetAsync("/mot-de-passe");
        var answers = new List<string>();
        foreach (var ten in known.Concat(unknown).Chunk(10))
        {
            var some = await Task.WhenAll(ten.Select(login => visitor.SendAsync(HttpMethod.Post, "/mot-de-passe", new()
            {
                ["_handler"] = "ask",
                ["__RequestVerificationToken"] = form.Token,
                ["Posted.Login"] = login,
            })));
            answers.AddRange(some.Select(answer => $"{answer.Status} {answer.Location} {answer.Plain} {string.Join(' ', answer.Headers.Keys.Order())}"));
        }
        answers.Should().HaveCount(100).And.OnlyContain(answer => answer == answers[0], "nothing of what was typed comes back");
        answers[0].Should().StartWith("Found /mot-de-passe?etat=envoye");
    }

    [Fact]
    public async Task T_HOST_Reset_LinksToItsOwnHostOnly()
    {
        var login = await _world.SomebodyAsync();
        using var visitor = Browser();
        (await LinkWorld.AskAsync(visitor, login, new() { ["Host"] = "evil.example" })).Status.Should().Be(HttpStatusCode.BadRequest);
        MailBox.Of(login).Should().BeEmpty();
        var asked = await LinkWorld.AskAsync(visitor, login, new() { ["X-Forwarded-Host"] = "evil.example", ["Forwarded"] = "host=evil.example;proto=https", ["X-Host"] = "evil.example" });
        asked.Location.Should().Be("/mot-de-passe?etat=envoye");
        asked.Header("Location").Should().NotContain("evil");
        var letter = await MailBox.LinkAsync(login, 1);
        letter.Link.Should().StartWith(browser.Portal.BaseUrl + "/mot-de-passe?jeton=");
        letter.Text.Should().NotContain("evil");
    }

    public void Dispose() => _world.Dispose();

    private TestBrowser Browser() => new(new Uri(browser.Portal.BaseUrl));
}
