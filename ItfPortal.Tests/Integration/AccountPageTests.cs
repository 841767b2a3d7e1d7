using System.Net;
using System.Text.RegularExpressions;
using Dapper;
using ItfPortal.Tests.Support;
using Npgsql;

namespace ItfPortal.Tests.Integration;

/// <summary>One's own account: where one is signed in, one's password, what was tried with one's login.</summary>
[Trait("needs", "postgresql")]
public sealed partial class AccountPageTests(PortalHostFixture portal) : IClassFixture<PortalHostFixture>
{
    private const string ChangePassword = "model.itf_portal.account.change_password";

    private PortalHost Host => portal.Host;

    [Fact]
    public async Task Devices_EndedByTheirOwner_AreSignedOut()
    {
        var person = Somebody(21);
        using var here = await SignedInAsync(person);
        using var there = await SignedInAsync(person);
        using var stranger = await SignedInAsync(Somebody(22));

        var page = await here.GetAsync("/compte");
        page.Status.Should().Be(HttpStatusCode.OK);
        var mark = Marks().Matches(page.Text).Select(match => match.Groups[1].Value).Should().ContainSingle().Which;

        // Somebody else's own page knows no such device.
        var elsewhere = await stranger.GetAsync("/compte");
        (await stranger.SendAsync(HttpMethod.Post, "/compte", new() { ["_handler"] = "end", ["Ended"] = mark, ["__RequestVerificationToken"] = elsewhere.Token })).Location
            .Should().Be("/compte?fait=appareils", "as for one that has ended meanwhile");
        (await there.GetAsync("/compte")).Status.Should().Be(HttpStatusCode.OK);

        var ended = await here.SendAsync(HttpMethod.Post, "/compte", new() { ["_handler"] = "end", ["Ended"] = mark, ["__RequestVerificationToken"] = page.Token });
        ended.Location.Should().Be("/compte?fait=appareils");
        (await there.GetAsync("/compte")).Location.Should().StartWith("/connexion");
        var left = await here.GetAsync("/compte");
        left.Text.Should().NotContain("name=\"Ended\"");
        // A second tab still shows it: ended once more is ended.
        foreach (var again in new[] { mark, "tous" })
        {
            (await here.SendAsync(HttpMethod.Post, "/compte", new() { ["_handler"] = "end", ["Ended"] = again, ["__RequestVerificationToken"] = left.Token })).Location
                .Should().Be("/compte?fait=appareils");
        }
    }

    [Fact]
    public async Task T_FIX_PasswordChanged_NewKeyHere_OthersEnd_OwnerIsTold()
    {
        var person = Somebody(23);
        using var here = await SignedInAsync(person);
        using var there = await SignedInAsync(person);
        var before = here.Cookies["__Host-itf"];
        Host.People.Tryton.Always(ChangePassword, FakeAnswers.Result("{}"));

        var changed = await ChangeAsync(here, person.Password, person.Password);

        changed.Location.Should().Be("/compte?fait=mot-de-passe");
        here.Cookies["__Host-itf"].Should().NotBe(before);
        (await here.GetAsync("/compte")).Status.Should().Be(HttpStatusCode.OK);
        (await there.GetAsync("/compte")).Location.Should().StartWith("/connexion");
        using var old = Host.Browser();
        old.Cookies["__Host-itf"] = before;
        (await old.GetAsync("/compte")).Location.Should().StartWith("/connexion", "the old key opens nothing");
        await using var database = NpgsqlDataSource.Create(Host.Database.ConnectionString);
        await using var connection = await database.OpenConnectionAsync();
        (await connection.ExecuteScalarAsync<int>("select count(*) from outbox_mail where recipient = @Login and template = 'password-changed'", new { person.Login })).Should().Be(1);
    }

    [Fact]
    public async Task T_BRUTE_PresentPasswordWrong_SaidAtTheField_StillSignedIn_ThenTrytonIsNotAsked()
    {
        var person = Somebody(24);
        using var here = await SignedInAsync(person);
        Host.People.Tryton.Always(ChangePassword, FakeAnswers.Error("""["UserError", ["Le mot de passe actuel n’est pas le bon.", "itf_portal.wrong_password", null]]"""));
        for (var i = 0; i < 4; i++)
        {
            var refused = await ChangeAsync(here, "not this one", "quatre chevaux bruns galopent");
            refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            WebUtility.HtmlDecode(refused.Text).Should().Contain("n’est pas le bon").And.NotContain("quatre chevaux").And.NotContain("not this one");
        }
        var asked = Host.People.Tryton.Requests.Count(request => request.Method == ChangePassword);
        var locked = await ChangeAsync(here, person.Password, "quatre chevaux bruns galopent");
        locked.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        Text(locked).Should().Contain("Trop d’essais").And.NotContain("wanted-problem", "it says nothing of the new password");
        Host.People.Tryton.Requests.Count(request => request.Method == ChangePassword).Should().Be(asked, "the fifth is not tried");
        (await here.GetAsync("/compte")).Text.Should().Contain("Changement de mot de passe refus");
    }

    [Fact]
    public async Task SignIns_AreTheirOwnersToKnow_FailedOnesToo()
    {
        var (person, other) = (Somebody(25), Somebody(26));
        using (var stranger = Host.Browser())
        {
            await stranger.SignInAsync(person.Login, "guessed, wrongly so");
        }
        using var here = await SignedInAsync(person);
        using var elsewhere = await SignedInAsync(other);
        await Eventually.TrueAsync(async () => Text(await here.GetAsync("/compte")).Contains("Mot de passe refusé", StringComparison.Ordinal), "the failed one is shown", seconds: 10);
        Text(await elsewhere.GetAsync("/compte")).Should().NotContain("Mot de passe refusé").And.NotContain(person.Login);
    }

    [Fact]
    public async Task Visitor_IsAskedToSignIn()
    {
        using var visitor = Host.Browser();
        (await visitor.GetAsync("/compte")).Location.Should().StartWith("/connexion");
    }

    private static string Text(TestBrowser.Answer answer) => WebUtility.HtmlDecode(answer.Text);

    private Person Somebody(int user)
    {
        var person = TrytonPeople.Buyer with { Login = $"personne{user}@boreal.example", User = user };
        Host.People.Set(person);
        return person;
    }

    private async Task<TestBrowser> SignedInAsync(Person person)
    {
        var browser = Host.Browser();
        (await browser.SignInAsync(person)).Status.Should().Be(HttpStatusCode.Redirect);
        return browser;
    }

    private static async Task<TestBrowser.Answer> ChangeAsync(TestBrowser browser, string present, string wanted) => await browser.SendAsync(HttpMethod.Post, "/compte", new()
    {
        ["_handler"] = "password",
        ["__RequestVerificationToken"] = (await browser.GetAsync("/compte")).Token,
        ["Posted.Present"] = present,
        ["Posted.Wanted"] = wanted,
    });

    [GeneratedRegex("name=\"Ended\" value=\"(?!tous)([^\"]+)\"")]
    private static partial Regex Marks();
}
