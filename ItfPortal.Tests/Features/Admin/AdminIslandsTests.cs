using AngleSharp.Dom;
using Bunit;
using ItfPortal.Tests.Features.Orders;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Admin;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Mail.Templates;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Features.Admin;

public sealed class AdminIslandsTests : IAsyncDisposable, IAsyncLifetime
{
    private readonly AdminWorld _world = new();
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

    [Fact]
    public void Grant_NeedsACompany_IsPutOnRecord_AndSaysWhy()
    {
        var page = Person();
        Press(page, "Ajouter un accès");
        page.Do(() => page.Find("#decision-reason").Change("Remplacement"));
        page.Do(() => page.Find("dialog form").Submit());
        page.Find("dialog .field-error").TextContent.Should().Be("Choisissez l’entreprise.");
        page.Find("dialog .found").TextContent.Should().Contain("Conserverie Boréal", "where the person is already comes first");
        page.Do(() => page.Find("dialog .found").Click());
        page.Do(() => page.Find("input[name=role][value=Accounting]").Change(true));
        page.Do(() => page.Find("dialog form").Submit());

        var write = _world.Tryton.Writes.Should().ContainSingle().Which;
        (write.Method, write.Reason, write.What).Should().Be(("grant", "Remplacement", (object)(7, 5, new NewGrant(PortalRole.Accounting, GrantScope.Company))));
        page.Find(".told").TextContent.Should().Contain("Accès ajouté pour Julie Paradis.");
        _world.Audit.Lines.Select(line => (line.Event, line.Outcome)).Should().Equal((AuditEvent.AccessGranted, AuditOutcome.Begun), (AuditEvent.AccessGranted, AuditOutcome.Ok));
        _world.Audit.Lines.Should().OnlyContain(line => line.Parties.Single() == 5 && line.Detail.User == 7 && line.Detail.Role == "accounting" && line.Detail.Reason == null);
    }

    [Fact]
    public void Stale_IsReadAgain_TypedIsKept_TheNextAttemptIsAboutWhatIsNow()
    {
        var page = Person();
        page.Do(() => page.Find("tr.line .button:not(.danger)").Click());
        page.Do(() => page.Find("input[name=role][value=Viewer]").Change(true));
        page.Do(() => page.Find("#decision-reason").Change("Moins suffit"));
        _world.Tryton.Person = _world.Tryton.Person! with { Grants = [FakeAdministration.Buying with { Version = "v2", Role = PortalRole.Approver }] };
        _world.Tryton.Refusal = new TrytonUserErrorException("Quelqu’un a modifié cet accès entre-temps.", CompanyRefusals.Stale);
        page.Do(() => page.Find("dialog form").Submit());
        page.Find("dialog").TextContent.Should().ContainAll("entre-temps", "Maintenant : Conserverie Boréal · Approbation");
        page.Find("#decision-reason").GetAttribute("value").Should().Be("Moins suffit");
        _world.Tryton.Refusal = null;
        page.Do(() => page.Find("dialog form").Submit());
        _world.Tryton.Writes.Select(write => (((string, NewGrant))write.What!).Item1).Should().Equal("v1", "v2");
        _world.Tryton.Writes.Select(write => write.Request).Distinct().Should().ContainSingle();
    }

    [Fact]
    public void T_ACCESS_LastAdministrator_IsAskedAbout_ThenConfirmed()
    {
        var page = Person();
        page.Do(() => page.Find("tr.line .danger").Click());
        page.Do(() => page.Find("#decision-reason").Change("Parti"));
        page.FindAll("#decision-confirmed").Should().BeEmpty();
        _world.Tryton.Refusal = new TrytonUserErrorException("L’entreprise n’aurait plus d’administrateur.", CompanyRefusals.LastAdministratorLeaves);
        page.Do(() => page.Find("dialog form").Submit());
        page.Find("dialog .notice").TextContent.Should().Contain("plus d’administrateur");
        _world.Tryton.Refusal = null;
        page.Do(() => page.Find("#decision-confirmed").Change(true));
        page.Do(() => page.Find("dialog form").Submit());
        _world.Tryton.Writes.Select(write => (write.Method, write.Confirmed)).Should().Equal(("revoke", false), ("revoke", true));
    }

    [Fact]
    public void Problem_OffersWhatMendsIt()
    {
        _world.Tryton.Person = _world.Tryton.Person! with { Active = false, Problems = [PersonProblem.Disabled] };
        var page = Person();
        page.Do(() => page.Find(".notice.attention button").Click());
        page.Find("dialog h2").TextContent.Should().Be("Retirer tous les accès de Julie Paradis?");
        page.Find("dialog li").TextContent.Should().Contain("Conserverie Boréal · Achats");
        page.Do(() => page.Find("#decision-reason").Change("Parti"));
        page.Do(() => page.Find("dialog form").Submit());
        _world.Tryton.Writes.Single().Method.Should().Be("disable");
        _world.Audit.Lines[0].Detail.Cause.Should().Be("everywhere");
    }

    [Fact]
    public void StaffsRoles_AreNotManagedHere()
    {
        _world.Tryton.Person = _world.Tryton.Person! with
        {
            Customer = false,
            Grants = [FakeAdministration.Buying with { Party = null, PartyName = null, Role = null, Staff = StaffRole.Support, Scope = GrantScope.Company }],
        };
        var page = Person();
        page.FindAll("section button").Should().BeEmpty();
        page.Find("section").TextContent.Should().Contain("se donnent et se retirent dans Tryton");
    }

    [Fact]
    public void WithoutARecord_NothingIsDone()
    {
        _world.Audit.Down = true;
        var page = Person();
        page.Do(() => page.Find("tr.line .danger").Click());
        page.Do(() => page.Find("#decision-reason").Change("Parti"));
        page.Do(() => page.Find("dialog form").Submit());
        page.Find("dialog [role=alert]").TextContent.Should().NotBeNullOrWhiteSpace();
        _world.Tryton.Writes.Should().BeEmpty();
    }

    [Fact]
    public void SomebodyElsesDecision_ShowsByItself()
    {
        var page = Person();
        _world.Tryton.Person = _world.Tryton.Person! with { Grants = [FakeAdministration.Buying with { State = AccessState.Revoked }] };
        var change = TestData.Event(EventKind.Access, sale: null, area: EventArea.Access);
        _world.Feed.Staff.Single()(new LiveSignal.Changed([change with { User = 99 }]));
        page.Find("tr.line").TextContent.Should().Contain("Actif");
        _world.Feed.Staff.Single()(new LiveSignal.Changed([change with { User = 7 }]));
        page.WaitForAssertion(() => page.Find("tr.line").TextContent.Should().NotContain("Actif"));
    }

    [Fact]
    public void Request_Refused_NeedsItsReason_AndIsToldOnce()
    {
        var page = Render<RequestsIsland>(("State", AccessRequestState.Waiting));
        page.Do(() => page.Find("tr.line .danger").Click());
        page.Do(() => page.Find("#request-reason").Change("   "));
        _world.Tryton.Refusal = new TrytonUserErrorException("Dites pourquoi.", CompanyRefusals.BadReason);
        page.Do(() => page.Find("dialog form").Submit());
        page.Find("dialog .field-error").TextContent.Should().Be("Dites pourquoi.");
        _world.Tryton.Refusal = null;
        page.Do(() => page.Find("#request-reason").Change("Pas des leurs"));
        _world.Tryton.Waiting = [];
        page.Do(() => page.Find("dialog form").Submit());
        page.Find(".told").TextContent.Should().Contain("Demande de Rose Vachon refusée.");
        page.Find(".panel-state").TextContent.Should().Contain("Aucune demande en attente");
        _world.Tryton.Writes.Select(write => (write.Method, write.Reason)).Should().Equal(("refuse", "   "), ("refuse", "Pas des leurs"));
        _world.Audit.Lines[^1].Should().Match<AuditEntry>(line => line.Event == AuditEvent.AccessRequestDecided && line.Detail.Cause == "refuse" && line.Target!.Id == "3");
    }

    [Theory]
    [InlineData(CompanyRefusals.Stale, "Cette demande vient d’être traitée par quelqu’un d’autre.")]
    [InlineData(CompanyRefusals.HasAdministrator, "L’entreprise a maintenant un administrateur.")]
    public void Request_ThatCannotBeApprovedAnyMore_SaysSo_AndOffersNothingElse(string code, string words)
    {
        var page = Render<RequestsIsland>(("State", AccessRequestState.Waiting));
        page.Do(() => page.Find("tr.line .primary").Click());
        _world.Tryton.Refusal = new TrytonUserErrorException(code == CompanyRefusals.Stale ? "stale" : words, code);
        page.Do(() => page.Find("dialog form").Submit());
        page.Find("dialog [role=alert]").TextContent.Should().Contain(words);
        page.FindAll("dialog .actions button").Should().ContainSingle().Which.TextContent.Should().Be("Fermer");
        _world.Tryton.Reads.Should().Be(2, "the list is looked at again");
    }

    [Fact]
    public void T_FEATURE_Switch_IsAsItWasSeen_OnRecord_AndShownAsTrytonSays()
    {
        var page = Render<FeaturesIsland>();
        page.Do(() => page.FindAll("select")[0].Change("off"));
        page.Do(() => page.FindAll("input[role=switch]")[1].Change(true));
        page.Do(() => page.FindAll("select")[2].Change(""));
        _world.Tryton.Writes.Select(write => write.What).Should().Equal(
            new FeatureSwitch(PortalFeature.CompanyAccess, 4, false, null), new FeatureSwitch(PortalFeature.Journal, null, true, false),
            new FeatureSwitch(PortalFeature.Journal, 4, null, true));
        _world.Audit.Lines.Where(line => line.Outcome == AuditOutcome.Ok).Select(line => (line.Event, line.Target!.Id, line.Detail.Cause)).Should().Equal(
            (AuditEvent.FeatureSwitched, "company_access/4", "off"), (AuditEvent.FeatureSwitched, "journal", "on"), (AuditEvent.FeatureSwitched, "journal/4", "as-others"));
        page.FindAll("li")[1].TextContent.Should().Contain("1 entreprise au portail");
    }

    [Fact]
    public void Switch_Refused_IsSaid()
    {
        var page = Render<FeaturesIsland>();
        _world.Tryton.Refusal = new TrytonUserErrorException("Quelqu’un a modifié ce réglage entre-temps.", CompanyRefusals.StaleFeature);
        page.Do(() => page.FindAll("input[role=switch]")[0].Change(false));
        page.Find("[role=alert]").TextContent.Should().Contain("entre-temps");
    }

    private static void Press(IRenderedComponent<PersonIsland> page, string words) =>
        page.Do(() => page.FindAll("button").First(button => button.TextContent.Contains(words, StringComparison.Ordinal)).Click());

    [Fact]
    public void T_MFA_LostFactor_RemovalNeedsAReason_OwnerIsTold_AndItCanBeKept()
    {
        _world.Tryton.Person = _world.Tryton.Person! with { Factor = new PersonFactor(new DateTime(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc), null) };
        var page = Person();
        Press(page, "Retirer (téléphone perdu)");
        page.Do(() => page.Find("#factor-reason").Change("Rappelée à son bureau"));
        _world.Tryton.Person = _world.Tryton.Person with { Factor = _world.Tryton.Person.Factor! with { RemovalAt = _world.Tryton.RemovalAt } };
        page.Do(() => page.FindAll("dialog").Single(dialog => dialog.QuerySelector("#factor-title") is not null).QuerySelector("form")!.Submit());
        page.Find(".told").TextContent.Should().Contain("sera retirée dans 24 heures");
        page.Find("section[aria-labelledby=factor]").TextContent.Should().Contain("Sera retirée le");

        Press(page, "Garder");
        page.Find("#factor-title").TextContent.Should().StartWith("Garder");
        page.Find("#factor-reason").GetAttribute("value").Should().BeNullOrEmpty();
        page.Do(() => page.Find("#factor-reason").Change("Téléphone retrouvé"));
        page.Do(() => page.FindAll("dialog").Single(dialog => dialog.QuerySelector("#factor-title") is not null).QuerySelector("form")!.Submit());

        _world.Tryton.Writes.Select(write => (write.Method, write.Reason)).Should().Equal(("remove_factor", "Rappelée à son bureau"), ("keep_factor", "Téléphone retrouvé"));
        _world.Outbox.Mails.Should().ContainSingle().Which.Model.Should().Be(new SecondFactorRemovalMail(_world.Tryton.RemovalAt));
        _world.Audit.Lines.Where(line => line.Outcome == AuditOutcome.Ok).Select(line => line.Event).Should().Equal(AuditEvent.SecondFactorRemoval, AuditEvent.SecondFactorKept);
    }

    [Fact]
    public void T_MFA_OwnFactor_IsNotTakenAwayHere()
    {
        _world.Tryton.Person = _world.Tryton.Person! with
        {
            Id = _world.Session.Current!.Identity.User,
            Factor = new PersonFactor(new DateTime(2026, 6, 1, 12, 0, 0, DateTimeKind.Utc), null),
        };
        Person().FindAll("section[aria-labelledby=factor] button").Should().BeEmpty();
    }

    [Fact]
    public void Circuit_StartsWithWhatItsPageRead_Once()
    {
        Render<PersonIsland>(interactive: false, ("Id", 7)).FindAll("section button").Should().OnlyContain(button => button.HasAttribute("disabled"));
        Person();
        _world.Tryton.Reads.Should().Be(1);
        Person();
        _world.Tryton.Reads.Should().Be(2, "it was given away");
    }

    private IRenderedComponent<PersonIsland> Person() => Render<PersonIsland>(("Id", 7));

    private IRenderedComponent<T> Render<T>(params (string Name, object Value)[] parameters)
        where T : IComponent => Render<T>(interactive: true, parameters);

    private IRenderedComponent<T> Render<T>(bool interactive, params (string Name, object Value)[] parameters)
        where T : IComponent
    {
        var context = new IslandContext(_world.Register, interactive);
        _contexts.Add(context);
        return context.Render<T>(builder =>
        {
            foreach (var (name, value) in parameters)
            {
                builder.TryAdd(name, value);
            }
        });
    }
}
