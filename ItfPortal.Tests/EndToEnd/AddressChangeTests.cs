using System.Net;
using ItfPortal.Tests.Integration;
using ItfPortal.Tests.Support;

namespace ItfPortal.Tests.EndToEnd;

/// <summary>Another address of mail, on the real Tryton and the real mail box.</summary>
[Collection("browser")]
[Trait("needs", "browser")]
public sealed class AddressChangeTests(BrowserFixture browser) : IDisposable
{
    private const string Ask = "/compte/courriel";
    private const string Confirm = "/courriel";

    private readonly LinkWorld _world = new();

    [Fact]
    public async Task T_RESET_Address_AskedWithThePassword_ConfirmedAtTheNewOne_OldOneTold_SessionsEnd()
    {
        var login = await _world.SomebodyAsync();
        var wanted = $"nouveau.{Guid.NewGuid():N}@example.com";
        using var owner = await SignedInAsync(login);
        var refused = await AskAsync(owner, wanted, "not the password at all");
        refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        WebUtility.HtmlDecode(refused.Text).Should().Contain("pas votre mot de passe").And.Contain(wanted).And.NotContain("not the password at all");
        (await AskAsync(owner, "pas une adresse", LinkWorld.Password)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await AskAsync(owner, wanted, LinkWorld.Password)).Location.Should().Be(Ask + "?etat=envoye");
        var letter = await MailBox.LinkAsync(wanted, 1);

        using var elsewhere = Browser();
        (await elsewhere.GetAsync(letter.Path)).Location.Should().Be(Confirm);
        var page = await elsewhere.GetAsync(Confirm);
        page.Header("Referrer-Policy").Should().Be("no-referrer");
        page.Text.Should().Contain(wanted).And.NotContain(letter.Token);
        (await owner.GetAsync("/compte")).Text.Should().Contain(login, "opening it changes nothing");

        (await LinkWorld.PostAsync(elsewhere, Confirm, "confirm")).Location.Should().Be("/connexion?raison=courriel");
        (await owner.GetAsync("/compte")).Location.Should().StartWith("/connexion");
        var told = await MailBox.AboutAsync(login, "adresse");
        told.Text.Should().Contain("n•••@example.com").And.NotContain(wanted);
        using var again = Browser();
        (await again.SignInAsync(login, LinkWorld.Password)).Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        (await again.SignInAsync(wanted, LinkWorld.Password)).Status.Should().Be(HttpStatusCode.Redirect);
        await elsewhere.GetAsync(letter.Path);
        WebUtility.HtmlDecode((await elsewhere.GetAsync(Confirm)).Text).Should().Contain("n’est plus valable");
    }

    [Fact]
    public async Task T_ENUM_Address_SomebodyElses_TheSameAnswer_NoMail_AndOfTwoLinksTheNewest()
    {
        var (login, other) = (await _world.SomebodyAsync(), await _world.SomebodyAsync());
        var (first, second) = ($"un.{Guid.NewGuid():N}@example.com", $"deux.{Guid.NewGuid():N}@example.com");
        using var owner = await SignedInAsync(login);
        var free = await AskAsync(owner, first, LinkWorld.Password);
        var old = await MailBox.LinkAsync(first, 1);
        var taken = await AskAsync(owner, other, LinkWorld.Password);
        (taken.Status, taken.Location, taken.Plain).Should().Be((free.Status, free.Location, free.Plain));
        await AskAsync(owner, second, LinkWorld.Password);
        var newest = await MailBox.LinkAsync(second, 1);
        MailBox.Of(other).Should().BeEmpty();

        await owner.GetAsync(old.Path);
        (await owner.GetAsync(Confirm)).Text.Should().NotContain(first);
        await owner.GetAsync(newest.Path);
        (await owner.GetAsync(Confirm)).Text.Should().Contain(second);

        // Two posts at once: one confirms.
        using var beside = Browser();
        await beside.GetAsync(newest.Path);
        var answers = await Task.WhenAll(LinkWorld.PostAsync(owner, Confirm, "confirm"), LinkWorld.PostAsync(beside, Confirm, "confirm"));
        answers.Count(answer => answer.Location == "/connexion?raison=courriel").Should().Be(1);
        answers.Single(answer => answer.Location is null).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task T_RESET_Address_ChangedInBetween_HoldsNoMore()
    {
        var login = await _world.SomebodyAsync();
        var wanted = $"trois.{Guid.NewGuid():N}@example.com";
        using var owner = await SignedInAsync(login);
        await AskAsync(owner, wanted, LinkWorld.Password);
        var letter = await MailBox.LinkAsync(wanted, 1);
        await LinkWorld.SqlAsync("update res_user set email = 'bureau@example.com' where login = @login", login);
        await owner.GetAsync(letter.Path);
        (await owner.GetAsync(Confirm)).Text.Should().NotContain(wanted);
    }

    public void Dispose() => _world.Dispose();

    private TestBrowser Browser() => new(new Uri(browser.Portal.BaseUrl));

    private async Task<TestBrowser> SignedInAsync(string login)
    {
        var owner = Browser();
        (await owner.SignInAsync(login, LinkWorld.Password)).Status.Should().Be(HttpStatusCode.Redirect);
        return owner;
    }

    private static async Task<TestBrowser.Answer> AskAsync(TestBrowser owner, string address, string password) => await owner.SendAsync(HttpMethod.Post, Ask, new()
    {
        ["_handler"] = "address",
        ["__RequestVerificationToken"] = (await owner.GetAsync(Ask)).Token,
        ["Posted.Address"] = address,
        ["Posted.Password"] = password,
    });
}
