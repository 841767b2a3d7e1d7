using Bunit;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Orders;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Security;

namespace ItfPortal.Tests.Features.Orders;

public sealed class OrderListIslandTests : IAsyncLifetime
{
    private readonly OrdersWorld _world = new();
    private readonly List<IslandContext> _contexts = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("fr", "1 commande", "12 palettes reconditionnées 48×40, grade A, 2 autres", "Confirmée", "1\u00a0234,56\u00a0$", "en direct")]
    [InlineData("en", "1 order", "12 reconditioned pallets 48×40, grade A, 2 others", "Confirmed", "$1,234.56", "live")]
    public void Ready_Row_SaysItAllInTheReadersLanguage(string language, string count, string what, string state, string amount, string live)
    {
        var list = Render(language: language);

        list.Find(".list-head .count").TextContent.Should().Be(count);
        list.Find("a.row-link").GetAttribute("href").Should().Be("/espace/commandes/412");
        var row = list.Find("tr.line").TextContent;
        row.Should().ContainAll("2012", "PO-7781", "2026-11-22", what, state, amount);
        list.Find(".live").TextContent.Should().ContainAll("10:42", live);
        list.Find("[aria-live=polite]").TextContent.Should().BeEmpty();
    }

    [Fact]
    public void Ready_ThousandOrMore_CountIsOpen()
    {
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(TestData.Row()) with { Count = 1000, More = true, Next = "n1" });
        var list = Render();
        list.Find(".list-head .count").TextContent.Should().Be("Plus de 1\u00a0000 commandes");
        list.Find("a[rel=next]").GetAttribute("href").Should().Be("/espace/commandes?apres=n1");
    }

    [Fact]
    public void Ready_Late_MarkBesideTheState()
    {
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(TestData.Row(state: SaleState.Processing, promised: TestData.Today.AddDays(-2))));
        Render().FindAll(".chip").Select(chip => chip.TextContent.Trim()).Should().Equal("En préparation", "En retard");
    }

    [Fact]
    public void Empty_NoOrders_ASentence() => Empty("").Should().Contain("Aucune commande pour l’instant");

    [Fact]
    public void Empty_NothingMatches_AWayOut() => Empty("q=xyz&etat=devis").Should().Contain("Aucune commande ne correspond").And.Contain("Effacer les filtres");

    [Fact]
    public void Failed_NothingRead_WhyAndRetry()
    {
        _world.Tryton.Page = _ => throw new TrytonTransportException("refused");
        var list = Render();
        list.Find("[role=alert]").TextContent.Should().Contain("ne répond pas depuis 10:42");

        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(TestData.Row()));
        list.Do(() => list.Find("button.button").Click());
        list.FindAll("tr.line").Should().HaveCount(1);
    }

    [Fact]
    public void Failed_SessionEnded_AWayToSignIn()
    {
        _world.Session.Current = null;
        var list = Render();
        list.Find(".panel-state").TextContent.Should().Contain("Votre session a pris fin");
        list.Find(".panel-state a.primary").GetAttribute("href").Should().Be("/connexion?raison=session");
    }

    [Fact]
    public void Failed_TrytonForgotTheSession_PasswordInPlace()
    {
        _world.Tryton.Page = _ => throw new TrytonSessionExpiredException();
        Render(interactive: false).Find(".panel-state a.primary").GetAttribute("href").Should().Be("/connexion?raison=session", "without a circuit");
        var list = Render();
        _world.Again.Answer = PasswordAnswer.Unavailable;

        list.Do(() => list.Find("#again-password").Change("my password"));
        list.Do(() => list.Find("dialog form").Submit());
        list.Find("dialog [role=alert]").TextContent.Should().Contain("ne répond pas");
        list.Find("#again-password").GetAttribute("value").Should().Be("my password", "it may be right");

        _world.Again.Answer = PasswordAnswer.Refused;
        list.Do(() => list.Find("dialog form").Submit());
        list.Find("dialog [role=alert]").TextContent.Should().Contain("ne correspond pas");
        (list.Find("#again-password").GetAttribute("value") ?? "").Should().BeEmpty();

        _world.Again.Answer = PasswordAnswer.Accepted;
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(TestData.Row()));
        list.Do(() => list.Find("#again-password").Change("the right one"));
        list.Do(() => list.Find("dialog form").Submit());
        list.FindAll("tr.line").Should().HaveCount(1);
        list.FindAll("dialog").Should().BeEmpty();
        _world.Again.Tried.Should().Equal("my password", "my password", "the right one");
    }

    [Fact]
    public void Failed_AfterAGap_WhatWasReadStaysAndSaysOfWhen()
    {
        var list = Render();
        _world.Tryton.Page = _ => throw new TrytonTransportException("refused");
        _world.Generations.Number++;
        _world.Feed.Say(new LiveSignal.Gap());

        list.FindAll("tr.line").Should().HaveCount(1);
        list.Find(".notice").TextContent.Should().Contain("Vos commandes sont affichées telles qu’à 10:42");
    }

    [Fact]
    public void Live_StateChange_RowPatchedWithoutACallAndSaidInTheReadersLanguage()
    {
        // Two circuits of one company in two languages; the push comes on a thread of a third.
        var french = Render();
        var english = Render(language: "en");
        var row = TestData.Row(state: SaleState.Processing, shipments: ShipmentState.PartiallyShipped, shipped: 12, changedAt: TestData.Now);

        _world.Feed.Happen(TestData.Event(
            EventKind.Shipped, new EventDetail { Quantity = 12, Unit = TestData.Pallet, Remaining = 8, Next = new DateOnly(2026, 12, 3) }, row));

        french.Find("tbody.changed .sentence").TextContent.Should().StartWith("12 palettes expédiées, 8 à venir le 3\u00a0décembre");
        french.Find(".chip").TextContent.Should().Contain("Expédiée en partie");
        french.Find("[aria-live=polite]").TextContent.Should().Be("Commande 2012\u00a0: 12 palettes expédiées, 8 à venir le 3\u00a0décembre");
        english.Find("tbody.changed .sentence").TextContent.Should().StartWith("12 pallets shipped, 8 to come on December\u00a03");
        _world.Tryton.Pages.Should().HaveCount(1);

        french.Do(() => french.Find("button.link").Click());
        french.FindAll("tbody.changed").Should().BeEmpty();
    }

    [Fact]
    public void Live_NewOrderOnAFilteredList_AChip()
    {
        var list = Render("q=palette");
        _world.Feed.Happen(TestData.Event(EventKind.Created, row: TestData.Row(500)));

        list.FindAll("tr.line").Should().HaveCount(1);
        var chip = list.Find("a.new");
        chip.TextContent.Should().Be("1 nouvelle commande");
        chip.GetAttribute("href").Should().Be("/espace/commandes?q=palette");
    }

    [Fact]
    public void Live_FeedLost_TheDotSaysSo()
    {
        var list = Render();
        _world.Feed.Say(new LiveSignal.StatusChanged(LiveStatus.Reconnecting));
        list.Find(".live").ClassList.Should().Contain("reconnecting");
        list.Find(".live").TextContent.Should().Contain("reconnexion en cours");
    }

    [Fact]
    public void Circuit_AfterItsPrerendering_NoSecondReadAndDrawnOnce()
    {
        Render(interactive: false);
        _world.Feed.Subscribers.Should().Be(0, "a prerendering does not listen");
        _world.Tryton.Pages.Should().HaveCount(1);
        _world.Tryton.Page = _ => throw new TrytonTransportException("not asked");

        var list = Render();

        list.FindAll("tr.line").Should().HaveCount(1);
        list.FindAll(".notice").Should().BeEmpty();
        list.RenderCount.Should().Be(1, "each drawing more is held in the memory of the circuit");
        _world.Feed.Subscribers.Should().Be(1);
    }

    [Fact]
    public void Circuit_SomethingHappenedSinceItsPrerendering_ReadAgain()
    {
        Render(interactive: false);
        _world.Generations.Number++;
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(TestData.Row(state: SaleState.Cancelled)));

        Render().Find(".chip").TextContent.Should().Contain("Annulée");
    }

    [Fact]
    public async Task Disposed_Circuit_NoLongerListens()
    {
        Render();
        await _contexts[0].DisposeAsync();
        _world.Feed.Subscribers.Should().Be(0);
        _world.Feed.Happen(TestData.Event(EventKind.State, row: TestData.Row(changedAt: TestData.Now)));
        _world.Log.Should().BeEmpty();
    }

    [Fact]
    public void Query_Changed_ReadsTheOtherPageInPlace()
    {
        var list = Render();
        _world.Tryton.Page = query => Task.FromResult(TestData.Page(TestData.Row(7, reference: query.Search)));
        list.Render(parameters => parameters.Add(island => island.Query, "q=abc"));
        list.Find("tr.line").TextContent.Should().Contain("abc");
    }

    [Fact]
    public void SeveralCompanies_EveryAddressSaysWhich()
    {
        _world.Session.Current = TestData.Session(TestData.Company(), TestData.Company(party: 6, code: "NORD"));
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page(TestData.Row()) with { Next = "n" });
        var list = Render("etat=confirmee", company: "BOREAL");

        list.FindAll("a[href^='/espace']").Select(link => link.GetAttribute("href")).Should().NotBeEmpty().And.OnlyContain(href => href!.Contains("societe=BOREAL"));
    }

    private string Empty(string query)
    {
        _world.Tryton.Page = _ => Task.FromResult(TestData.Page());
        return Render(query).Find(".panel-state").TextContent;
    }

    private IRenderedComponent<OrderListIsland> Render(
        string query = "", string? company = null, string language = "fr", bool interactive = true)
    {
        var context = new IslandContext(_world, interactive, language);
        _contexts.Add(context);
        return context.Render<OrderListIsland>(parameters => parameters.Add(island => island.Query, query).Add(island => island.Company, company));
    }
}
