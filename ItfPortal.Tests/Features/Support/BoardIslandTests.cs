using System.Globalization;
using Bunit;
using ItfPortal.Tests.Live;
using ItfPortal.Tests.Platform.Caching;
using ItfPortal.Tests.Support;
using ItfPortal.Tryton.Orders;
using ItfPortal.Tryton.Protocol;
using ItfPortal.Web.Features.Support;
using ItfPortal.Web.Features.Support.State;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Caching;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Flux;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static ItfPortal.Tests.Support.TestData;
using BoardPage = ItfPortal.Tryton.Orders.BoardPage;

namespace ItfPortal.Tests.Features.Support;

public sealed class BoardIslandTests : IAsyncLifetime
{
    private readonly TestFeed _feed = new();
    private readonly FakeBoard _tryton = new();
    private readonly FakeSession _session = FakeSession.Agent();
    private readonly List<BunitContext> _agents = [];
    private readonly ServiceProvider _cache = CachingModule.MakeCache(null, NullLoggerFactory.Instance, TimeProvider.System);
    private BoardProjection _projection = null!;
    private IPartyCache _partyCache = null!;

    public Task InitializeAsync()
    {
        // A busy machine is not a failure.
        BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(20);
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("fr-CA");
        _projection = _feed.Project();
        _partyCache = new PartyCache(
            _cache.GetRequiredService<HybridCache>(), "test", _feed.Generations, TimeProvider.System, NullLogger<PartyCache>.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var agent in _agents)
        {
            await agent.DisposeAsync();
        }
        _projection.Dispose();
        await _cache.DisposeAsync();
    }

    [Fact]
    public void Rows_ShowChangeNumberCustomerStateAndAge()
    {
        var row = Row(1, SaleState.Processing, promised: Today.AddYears(-1), changedAt: Now);
        _tryton.Answer = _ => new BoardPage([new BoardRow(row, StateChangeOf(row))], null, BoardReducersTests.Reading(row).Page.Counts, Now);

        var page = Open();

        page.Find("tbody .change b").TextContent.Should().NotBeEmpty();
        page.Find("tbody time[data-ago]").GetAttribute("datetime").Should().Be("2026-11-22T15:42:00.000Z");
        page.Find("tbody a.row-link").GetAttribute("href").Should().Be("/soutien/commandes/1");
        page.Find("tbody .who").TextContent.Should().Be("Boréal inc.");
        page.FindAll("tbody .chip").Select(chip => chip.TextContent.Trim()).Should().Equal("En préparation", "En retard");
    }

    [Fact]
    public void Event_WhileOpen_ChangesTheRowWithoutReading()
    {
        var page = Open();
        _tryton.Pages.Should().Be(1);

        _feed.Publish(BoardReducersTests.Confirmed(2));

        page.WaitForAssertion(() => page.Find("tbody.changed a.row-link").TextContent.Should().Be("1602"));
        page.FindAll("tbody a.row-link")[0].TextContent.Should().Be("1602");
        _tryton.Pages.Should().Be(1);
    }

    [Fact]
    public void TenAgents_OneReading()
    {
        for (var agent = 0; agent < 10; agent++)
        {
            Open();
        }
        _tryton.Pages.Should().Be(1);
    }

    [Fact]
    public void Paused_TheChipCounts_AndShowsOnClick()
    {
        var page = Open();
        page.Do(() => page.Find("button.hold").Click());
        page.Find("button.hold").TextContent.Should().Contain("Reprendre");

        _feed.Publish(BoardReducersTests.Confirmed(2), BoardReducersTests.Confirmed(9));

        page.WaitForAssertion(() => page.Find("button.new").TextContent.Should().Contain("2 nouveaux"));
        page.FindAll("tbody a.row-link").Select(link => link.TextContent).Should().Equal("1601", "1602");

        page.Do(() => page.Find("button.new").Click());
        page.WaitForAssertion(() => page.FindAll("tbody a.row-link").Select(link => link.TextContent).Should().Equal("1609", "1602", "1601"));
        page.FindAll("button.new").Should().BeEmpty();
    }

    [Fact]
    public void Scrolled_NothingJumps()
    {
        var page = Open();
        page.InvokeAsync(() => page.Instance.OnScrolled(true));
        _feed.Publish(BoardReducersTests.Confirmed(9));
        page.WaitForAssertion(() => page.Find("button.new").TextContent.Should().Contain("1 nouveau"));
        page.FindAll("tbody a.row-link")[0].TextContent.Should().Be("1601");
    }

    [Fact]
    public void TrytonAway_SaysSo_WithARetry()
    {
        _tryton.Answer = _ => throw new TrytonTransportException("refused");
        var page = Open();
        page.Find("[role=alert]").TextContent.Should().Contain("Tryton");

        _tryton.Answer = _ => BoardReducersTests.Reading(Row(1)).Page;
        page.Do(() => page.Find("[role=alert] button").Click());
        page.WaitForAssertion(() => page.Find("tbody a.row-link").TextContent.Should().Be("1601"));
    }

    [Fact]
    public void FeedAway_SaysFromWhenItIs_AndKeepsTheRows()
    {
        var page = Open();
        _feed.Broadcaster.SetStatus(LiveStatus.Reconnecting);
        page.WaitForAssertion(() => page.Find(".notice").TextContent.Should().Contain("tel qu’à"));
        page.FindAll("tbody").Should().HaveCount(2);
    }

    [Fact]
    public void NothingThere_SaysSo()
    {
        _tryton.Answer = _ => BoardReducersTests.Reading().Page;
        Open().Find(".panel-state h2").TextContent.Should().Be("Aucune commande");
    }

    [Fact]
    public void UnknownCustomer_SaysSo_AndAsksTrytonForNoPage()
    {
        _tryton.Customers = [];
        Open("client=nobody").Find(".panel-state h2").TextContent.Should().Contain("nobody");
        _tryton.Pages.Should().Be(0);
    }

    [Fact]
    public void Customer_ByCode_IsAskedByItsParty()
    {
        Open("client=boreal");
        _tryton.Queries.Should().ContainSingle().Which.Customer.Should().Be(Party);
    }

    [Fact]
    public void NotStaff_NothingEvenWhenAColleaguesReadingIsCached()
    {
        Open();
        _session.Session = Session();

        var page = Open();

        page.FindAll("tbody").Should().BeEmpty();
        page.Markup.Should().NotContain("Boréal");
    }

    [Fact]
    public void Older_AppendsInPlace()
    {
        var page = Open();
        _tryton.Answer = query => query.Cursor == "next" ? BoardReducersTests.Reading(Row(2), Row(3)).Page with { Next = null } : throw new InvalidOperationException();
        page.Find(".older a").GetAttribute("href").Should().Be("/soutien?apres=next");

        page.Do(() => page.Find(".older a").Click());

        page.WaitForAssertion(() => page.FindAll("tbody a.row-link").Select(link => link.TextContent).Should().Equal("1601", "1602", "1603"));
        page.FindAll(".older a").Should().BeEmpty();
    }

    [Fact]
    public void Search_UnknownOrderMoves_ReadAgain()
    {
        var page = Open("q=palette");
        _tryton.Answer = _ => BoardReducersTests.Reading(Row(9), Row(1), Row(2)).Page;
        _feed.Publish(BoardReducersTests.Confirmed(9));
        page.WaitForAssertion(() => page.FindAll("tbody a.row-link")[0].TextContent.Should().Be("1609"));
    }

    private static ItfPortal.Tryton.Events.PortalEvent StateChangeOf(OrderRow row)
    {
        var change = StateChange(row, "quotation", "confirmed");
        return change with { Detail = change.Detail with { Row = null } };
    }

    private IRenderedComponent<BoardIsland> Open(string query = "")
    {
        var agent = new BunitContext();
        _agents.Add(agent);
        agent.JSInterop.Mode = JSRuntimeMode.Loose;
        agent.Services.AddLocalization().AddLogging();
        agent.Services.AddSingleton(TimeProvider.System).AddSingleton<ILiveFeed>(_feed.Broadcaster).AddSingleton<IGenerations>(_feed.Generations);
        agent.Services.AddSingleton(_projection).AddSingleton(_partyCache).AddSingleton<IBoardClient>(_tryton).AddSingleton<ICurrentSession>(_session).AddSingleton<IPasswordAgain>(new FakePasswordAgain());
        agent.Services.AddSingleton<TrytonPulse>().AddScoped<TrytonGuard>().AddScoped<BoardService>().AddScoped<ReaderCulture>();
        agent.Services.AddFeature<BoardFeature, BoardState>().AddEffects<BoardEffects>();
        agent.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var page = agent.Render<BoardIsland>(parameters => parameters.Add(island => island.Query, query));
        page.WaitForAssertion(() => page.FindAll(".skeleton").Should().BeEmpty());
        return page;
    }
}
