using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tests.TrytonLive;

[Trait("needs", "tryton")]
[Collection(LiveTrytonGroup.Name)]
public sealed class SessionLiveTests(LiveTryton tryton)
{
    [Fact]
    public async Task ServerVersion_IsOfTheSeriesThatIsSupported() =>
        (await tryton.Sessions.ServerVersionAsync(CancellationToken.None)).Should().StartWith("7.0.");

    [Fact]
    public async Task SignIn_RightPassword_OpensASession_UntilSignOut()
    {
        var person = LiveTryton.Person("marc.vezina");
        var session = await tryton.SignInAsync(person.Login, person.Password);
        session.Login.Should().Be(person.Login);
        session.Key.Should().MatchRegex("^[0-9a-f]{64}$");
        (await tryton.Sessions.WhoAmIAsync(session, CancellationToken.None)).User.Should().Be(session.UserId);
        await tryton.Sessions.SignOutAsync(session, CancellationToken.None);
        await FluentActions.Awaiting(() => tryton.Sessions.WhoAmIAsync(session, CancellationToken.None))
            .Should().ThrowAsync<TrytonSessionExpiredException>();
        await tryton.Sessions.SignOutAsync(session, CancellationToken.None);
    }

    [Fact]
    public async Task SignIn_WrongUnknownAndDisabled_AreRefusedAlike()
    {
        var disabled = LiveTryton.Person("gilles.therrien");
        var messages = new List<string>();
        foreach (var (login, password) in new[]
        {
            (LiveTryton.Person("yvon.lussier").Login, "not the password"), ("nobody@example.com", "whatever it is"), (disabled.Login, disabled.Password),
        })
        {
            var refusal = await FluentActions.Awaiting(() => tryton.SignInAsync(login, password)).Should().ThrowAsync<TrytonSignInRefusedException>();
            messages.Add(refusal.Which.Message);
        }
        messages.Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task Session_Forged_IsAnEndedOne()
    {
        var (session, _) = await tryton.WhoAsync(LiveTryton.Administrator);
        foreach (var forged in new[] { session with { Key = new string('0', 64) }, session with { UserId = 1 }, session with { Login = "x:1:y", Key = "" } })
        {
            await FluentActions.Awaiting(() => tryton.Sessions.WhoAmIAsync(forged, CancellationToken.None))
                .Should().ThrowAsync<TrytonSessionExpiredException>();
        }
    }

    [Fact]
    public async Task WhoAmI_OfEveryDemoPerson_SaysTheirRole()
    {
        foreach (var person in Stack.People.Where(p => p.Login != LiveTryton.Person("gilles.therrien").Login))
        {
            var (session, identity) = await tryton.WhoAsync(person);
            (identity.User, identity.Login, identity.Name).Should().Be((session.UserId, person.Login, person.Name!));
            identity.Language.Should().BeOneOf("fr", "en");
            identity.Companies.Where(company => company.Grants.IsDefaultOrEmpty).Should().BeEmpty();
            identity.Companies.Select(company => company.Code).Should().OnlyHaveUniqueItems();
            identity.Company.Timezone.Should().Be("America/Toronto");
            identity.Company.Currency.Should().Be("CAD");
            if (person.Party is null)
            {
                identity.Staff.Should().Be(person.Role == "support" ? StaffRole.Support : StaffRole.Administrator);
                identity.Companies.Should().BeEmpty();
            }
            else
            {
                identity.Staff.Should().BeNull();
            }
        }
    }

    [Theory]
    [InlineData("maude.gendron", PortalRole.CompanyAdministrator, GrantScope.Company)]
    [InlineData("julie.paradis", PortalRole.Buyer, GrantScope.Site)]
    [InlineData("noemie.fradette", PortalRole.Buyer, GrantScope.Own)]
    [InlineData("marc.vezina", PortalRole.Viewer, GrantScope.Company)]
    [InlineData("etienne.roussel", PortalRole.Approver, GrantScope.Company)]
    [InlineData("sylvie.charest", PortalRole.Accounting, GrantScope.Company)]
    public async Task WhoAmI_SaysRoleScopeAndSite(string login, PortalRole role, GrantScope scope)
    {
        var (_, identity) = await tryton.WhoAsync(LiveTryton.Person(login));
        var grant = identity.Companies.Single(company => company.Code == "BOREAL").Grants.Should().ContainSingle().Which;
        (grant.Role, grant.Scope, grant.Site is not null, grant.SiteName is not null)
            .Should().Be((role, scope, scope == GrantScope.Site, scope == GrantScope.Site));
    }

    [Fact]
    public async Task WhoAmI_OfSomebodyWithTwoCompanies_NamesBothInOrder()
    {
        var (_, identity) = await tryton.WhoAsync(LiveTryton.Person("ariane.lacasse"));
        identity.Companies.Select(company => company.Code).Should().BeEquivalentTo("LAVALOIS", "QUAIDUNORD");
        identity.Companies.Select(company => company.Name).Should().BeInAscendingOrder(StringComparer.Ordinal);
    }

    [Fact]
    public async Task WhoAmI_OfSomebodyWhoseGrantHasEnded_IsWithoutCompanies()
    {
        var (_, identity) = await tryton.WhoAsync(LiveTryton.Person("paule.normandin"));
        (identity.Staff, identity.Companies.IsEmpty).Should().Be((null, true));
    }
}
