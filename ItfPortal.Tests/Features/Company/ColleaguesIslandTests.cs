using AngleSharp.Dom;
using Bunit;
using ItfPortal.Tests.Features.Orders;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Company;
using ItfPortal.Web.Platform.Audit;

namespace ItfPortal.Tests.Features.Company;

public sealed class ColleaguesIslandTests : IAsyncDisposable, IAsyncLifetime
{
    private readonly CompanyWorld _world = new();
    private readonly List<IslandContext> _contexts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("fr", "2 personnes ont accès", "Achats", "Usine de Lévis seulement", "Actif", "Administration", "toute l’entreprise", "vous")]
    [InlineData("en", "2 people have access", "Buying", "Usine de Lévis only", "Active", "Administration", "the whole company", "you")]
    public void Rows_SayWhoMaySeeWhat_InTheReadersLanguage(string language, string count, params string[] words)
    {
        var list = Render(language: language);
        list.Find(".list-head .count").TextContent.Should().Be(count);
        string.Join(' ', list.FindAll("tr.line").Select(row => row.TextContent)).Should().ContainAll(words).And.ContainAll("Julie Paradis", "2026-11-20");
    }

    [Fact]
    public void Prerendered_IsReadOnce_AndItsButtonsWait()
    {
        Render(interactive: false).FindAll(".list-head button, .line button").Should().OnlyContain(button => button.HasAttribute("disabled"));
        Render();
        _world.Tryton.Reads.Should().Be(1);
    }

    [Fact]
    public void T_ACCESS_NotAnAdministrator_NothingIsAsked()
    {
        _world.Session.Current = TestData.Session(TestData.Company(role: PortalRole.Buyer));
        Render().Find("[role=alert]").Should().NotBeNull();
        _world.Session.Current = TestData.Session(TestData.Company(role: PortalRole.CompanyAdministrator, scope: GrantScope.Own));
        Render().Find("[role=alert]").Should().NotBeNull();
        _world.Tryton.Reads.Should().Be(0);
    }

    [Fact]
    public void SomebodyElseChangesAccess_ItShowsByItself_WithASentence()
    {
        var list = Render();
        var changed = FakeCompany.Julie with { Grants = [FakeCompany.Buying with { Role = PortalRole.Approver, Version = "v2" }] };
        _world.Tryton.People = _world.Tryton.People! with { Colleagues = [changed, FakeCompany.Maude, Invited("Léa")] };
        _world.Feed.Happen(AccessEvent());
        list.WaitForAssertion(() => list.FindAll("tbody.changed").Should().HaveCount(2));
        list.Find("tbody.changed .sentence").TextContent.Should().StartWith("Accès modifié");
        list.Find("tbody.changed").TextContent.Should().Contain("Approbation");
        list.Find("[aria-live=polite]").TextContent.Should().Be("Léa : Ajout à la liste");
        list.Do(() => list.Find(".list-head .as-link").Click());
        list.FindAll("tbody.changed").Should().BeEmpty();
    }

    [Fact]
    public void Orders_OfTheCompany_AreNotReadFor()
    {
        Render();
        _world.Feed.Happen(TestData.StateChange(TestData.Row(), "quotation", "confirmed"));
        _world.Tryton.Reads.Should().Be(1);
    }

    [Fact]
    public void Invite_IsPutOnRecord_Done_AndTold()
    {
        var list = Render();
        list.Do(() => list.Find(".list-head .primary").Click());
        list.Do(() => list.Find("#invite-name").Change("Léa Roy"));
        list.Do(() => list.Find("#invite-email").Change("lea@example.com"));
        list.Do(() => list.Find("input[name=role][value=Buyer]").Change(true));
        list.Do(() => list.Find("input[name=scope][value=Site]").Change(true));
        list.Do(() => list.Find("dialog form").Submit());
        list.Find(".field-error").TextContent.Should().Be("Choisissez le site.");
        list.Do(() => list.Find("#grant-site").Change("31"));
        list.Do(() => list.Find("#grant-to").Change("2026-12-22"));
        list.Do(() => list.Find("dialog form").Submit());

        var write = _world.Tryton.Writes.Should().ContainSingle().Which;
        write.Method.Should().Be("invite");
        write.Grant.Should().Be(new NewGrant(PortalRole.Buyer, GrantScope.Site, 31, null, new DateOnly(2026, 12, 22)));
        write.More.Should().Be(("Léa Roy", "lea@example.com"));
        list.Find(".told").TextContent.Should().Contain("Invitation de Léa Roy enregistrée.");
        _world.Audit.Lines.Select(line => (line.Event, line.Outcome)).Should().Equal((AuditEvent.AccessGranted, AuditOutcome.Begun), (AuditEvent.AccessGranted, AuditOutcome.Ok));
        _world.Audit.Lines.Should().OnlyContain(line => line.Parties.SequenceEqual(new[] { TestData.Party }) && line.Actor.User == 12 && line.Detail.Role == "buyer" && line.Detail.Site == 31);
    }

    [Fact]
    public void Refused_SaidAtTheField_TypedIsKept_TheRequestTheSame()
    {
        _world.Tryton.Refusal = new TrytonUserErrorException("Cette adresse est déjà dans la liste.", CompanyRefusals.AlreadyColleague);
        var list = Render();
        list.Do(() => list.Find(".list-head .primary").Click());
        list.Do(() => list.Find("#invite-name").Change("Julie"));
        list.Do(() => list.Find("#invite-email").Change("julie@example.com"));
        list.Do(() => list.Find("dialog form").Submit());
        list.Find(".field-error").TextContent.Should().Be("Cette adresse est déjà dans la liste.");
        list.Find("#invite-email").GetAttribute("aria-invalid").Should().Be("true");
        list.Find("#invite-name").GetAttribute("value").Should().Be("Julie");
        _world.Tryton.Refusal = null;
        list.Do(() => list.Find("dialog form").Submit());
        _world.Tryton.Writes.Select(write => write.Request).Distinct().Should().ContainSingle();
        _world.Audit.Lines.Select(line => line.Outcome).Should().Equal(AuditOutcome.Begun, AuditOutcome.Fail, AuditOutcome.Begun, AuditOutcome.Ok);
    }

    [Fact]
    public void Stale_IsReadAgain_AndTheNextAttemptIsAboutWhatIsNow()
    {
        var list = Render();
        Manage(list, "Julie Paradis");
        list.Do(() => list.Find(".grants button").Click());
        list.Do(() => list.Find("input[name=role][value=Viewer]").Change(true));
        var now = FakeCompany.Buying with { Role = PortalRole.Approver, Version = "v2" };
        _world.Tryton.People = _world.Tryton.People! with { Colleagues = [FakeCompany.Julie with { Grants = [now] }, FakeCompany.Maude] };
        _world.Tryton.Refusal = new TrytonUserErrorException("Quelqu’un a modifié cet accès entre-temps.", CompanyRefusals.Stale);
        list.Do(() => list.Find("dialog form").Submit());
        list.Find("dialog [role=alert]").TextContent.Should().Contain("entre-temps");
        list.Find("dialog").TextContent.Should().Contain("Maintenant : Approbation");
        _world.Tryton.Refusal = null;
        list.Do(() => list.Find("dialog form").Submit());
        _world.Tryton.Writes.Select(write => ((ColleagueGrant)write.More!).Version).Should().Equal("v1", "v2");
        _world.Tryton.Writes[^1].Grant!.Role.Should().Be(PortalRole.Viewer);
    }

    [Fact]
    public void Disable_IsAskedAboutFirst()
    {
        var list = Render();
        Manage(list, "Julie Paradis");
        list.Do(() => list.Find("dialog > .actions .danger").Click());
        list.Find("dialog h2").TextContent.Should().Be("Désactiver l’accès de Julie Paradis?");
        _world.Tryton.Writes.Should().BeEmpty();
        list.Do(() => list.Find("dialog > .actions .danger").Click());
        _world.Tryton.Writes.Should().ContainSingle().Which.Method.Should().Be("disable");
    }

    [Fact]
    public void T_AUDIT_OPEN_WithoutARecord_NothingIsDone()
    {
        _world.Audit.Down = true;
        var list = Render();
        Manage(list, "Julie Paradis");
        list.Do(() => list.Find("dialog > .actions .danger").Click());
        list.Do(() => list.Find("dialog > .actions .danger").Click());
        list.Find("dialog [role=alert]").TextContent.Should().NotBeNullOrWhiteSpace();
        _world.Tryton.Writes.Should().BeEmpty();
    }

    [Fact]
    public void OutcomeUnknown_IsSaidSo()
    {
        _world.Tryton.Refusal = new TrytonTransportException("cut") { Failure = TransportFailure.NoAnswer };
        var list = Render();
        Manage(list, "Julie Paradis");
        list.Do(() => list.FindAll(".grants .danger").Single().Click());
        list.Do(() => list.Find("dialog > .actions .danger").Click());
        list.Find("dialog [role=alert]").TextContent.Should().Contain("il ne sera fait qu’une fois");
        list.Do(() => list.Find("dialog > .actions .danger").Click());
        _world.Tryton.Writes.Select(write => write.Request).Distinct().Should().ContainSingle();
    }

    private static void Manage(IRenderedComponent<ColleaguesIsland> list, string name) =>
        list.Do(() => list.FindAll(".line").Single(row => row.TextContent.Contains(name, StringComparison.Ordinal)).QuerySelector("button")!.Click());

    private static Colleague Invited(string name) =>
        new(20, name, "lea@example.com", false, ColleagueState.Invited, null, [FakeCompany.Buying with { Id = 20 }]);

    private static PortalEvent AccessEvent() =>
        TestData.Event(EventKind.Access, sale: null, area: EventArea.Access) with { Party = TestData.Party, User = 99 };

    private IRenderedComponent<ColleaguesIsland> Render(bool interactive = true, string language = "fr")
    {
        var context = new IslandContext(_world.Register, interactive, language);
        _contexts.Add(context);
        return context.Render<ColleaguesIsland>();
    }
}
