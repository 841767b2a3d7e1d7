using ItfPortal.Tests.Support;
using Bunit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Tests.Platform.Ui;

public sealed class PartsTests : ComponentTest
{
    [Theory]
    [InlineData(20, 0, "--part:0%")]
    [InlineData(1000, 1, "--part:3%")]
    [InlineData(20, 12, "--part:60%")]
    [InlineData(1000, 999, "--part:97%")]
    [InlineData(20, 20, "--part:100%")]
    [InlineData(20, 25, "--part:100%")]
    public void ShippedBar_NeverDrawsSomeAsNothingNorAsAll(decimal ordered, decimal shipped, string style)
    {
        var bar = Render<ShippedBar>(parameters => parameters.Add(p => p.Ordered, ordered).Add(p => p.Shipped, shipped)).Find(".boards");

        bar.GetAttribute("style").Should().Be(style);
    }

    [Fact]
    public void ShippedBar_SaysInWordsWhatItDraws()
    {
        Render<ShippedBar>(parameters => parameters.Add(p => p.Ordered, 20m).Add(p => p.Shipped, 12.5m))
            .Find("[role=img]").GetAttribute("title").Should().Be("12,5 sur 20 expédiés");

        Speak("en-CA");
        Render<ShippedBar>(parameters => parameters.Add(p => p.Ordered, 20m).Add(p => p.Shipped, 12.5m))
            .Find("[role=img]").GetAttribute("title").Should().Be("12.5 of 20 shipped");
    }

    [Fact]
    public void ShippedBar_ForNothingToShip_IsNotThere() =>
        Render<ShippedBar>(parameters => parameters.Add(p => p.Ordered, 0m).Add(p => p.Shipped, 0m)).Markup.Trim().Should().BeEmpty();

    [Fact]
    public void StateChip_HasIconWordAndColourForEveryTone()
    {
        var sheets = new[] { "chips.css", "chip-icons.css" }.Select(name => File.ReadAllText(Path.Combine(Stack.Root, "ItfPortal.Web", "wwwroot", "css", name))).ToArray();
        var icons = Enum.GetValues<ChipTone>().Select(tone =>
        {
            var chip = Render<StateChip>(parameters => parameters.Add(p => p.Tone, tone).Add(p => p.Text, "mot")).Find(".chip");
            chip.TextContent.Should().Be("mot");
            var name = chip.ClassList.Should().HaveCount(2).And.Subject.Last();
            (tone is ChipTone.Draft || sheets[0].Contains($".chip.{name} ", StringComparison.Ordinal) || sheets[0].Contains($".chip.{name},", StringComparison.Ordinal)).Should().BeTrue();
            return sheets[1].Split('\n').Single(line => line.StartsWith($".chip.{name}::before ", StringComparison.Ordinal)).Split("::before ")[1];
        });

        icons.Should().OnlyHaveUniqueItems("a state must be told without its colour");
    }

    [Fact]
    public void Icon_IsDecorativeUnlessLabelled()
    {
        Render<Icon>(parameters => parameters.Add(p => p.Name, IconName.Truck)).Find("svg").GetAttribute("aria-hidden").Should().Be("true");
        var labelled = Render<Icon>(parameters => parameters.Add(p => p.Name, IconName.Truck).Add(p => p.Label, "Camion")).Find("svg");
        labelled.GetAttribute("role").Should().Be("img");
        labelled.HasAttribute("aria-hidden").Should().BeFalse();
    }

    [Theory]
    [InlineData(LiveDotState.Live, "à jour à 10:42 · en direct")]
    [InlineData(LiveDotState.Paused, "à jour à 10:42 · en pause")]
    [InlineData(LiveDotState.Reconnecting, "à jour à 10:42 · reconnexion en cours")]
    public void LiveDot_SaysHowOldAndHowLive(LiveDotState state, string expected)
    {
        SetRendererInfo(new RendererInfo("Server", true));
        var dot = Render<LiveDot>(parameters => parameters.Add(p => p.State, state).Add(p => p.AsOf, new DateTime(2026, 11, 22, 15, 42, 0, DateTimeKind.Utc)));

        dot.Find(".when-lost").Remove();
        string.Join(' ', dot.FindAll(".live > span:not(.dot)").Select(part => part.TextContent)).Should().Be(expected);
    }

    [Fact]
    public void LiveDot_WithoutACircuit_OnlySaysHowOld()
    {
        SetRendererInfo(new RendererInfo("Static", false));
        var dot = Render<LiveDot>(parameters => parameters.Add(p => p.State, LiveDotState.Live).Add(p => p.AsOf, new DateTime(2026, 11, 22, 15, 42, 0, DateTimeKind.Utc))).Find(".live");

        dot.TextContent.Trim().Should().Be("à jour à 10:42");
        dot.GetAttribute("data-live").Should().Be("still");
    }

    [Fact]
    public void LoadPanel_ShowsExactlyOneState()
    {
        foreach (var state in Enum.GetValues<PanelState>())
        {
            var panel = Panel(state, null);
            panel.FindAll(".skeleton, [role=alert], .vide, .pret").Should().ContainSingle();
        }
    }

    [Fact]
    public void LoadPanel_Failed_SaysWhyAndOffersARetryWithoutACircuit()
    {
        var panel = Panel(PanelState.Failed, new UnexpectedError("La lecture a échoué.", "4f2a"));

        panel.Find("[role=alert]").TextContent.Should().Contain("La lecture a échoué.").And.Contain("4f2a");
        panel.Find("a.button").GetAttribute("href").Should().Be("http://localhost/");
    }

    [Theory]
    [InlineData(null, null, 0)]
    [InlineData("/a", null, 1)]
    [InlineData("/a", "/b", 2)]
    public void Pager_HasALinkForEachPageThereIs(string? previous, string? next, int links) =>
        Render<Pager>(parameters => parameters.Add(p => p.Previous, previous).Add(p => p.Next, next)).FindAll("a").Should().HaveCount(links);

    [Fact]
    public void Notice_OfAProblem_Interrupts()
    {
        Render<Notice>(parameters => parameters.Add(p => p.Kind, NoticeKind.Problem).AddChildContent("x")).Find(".problem").GetAttribute("role").Should().Be("alert");
        Render<Notice>(parameters => parameters.AddChildContent("x")).Find(".information").GetAttribute("role").Should().Be("status");
    }

    private IRenderedComponent<LoadPanel> Panel(PanelState state, Error? error)
    {
        SetRendererInfo(new RendererInfo("Static", false));
        return Render<LoadPanel>(parameters => parameters
            .Add(panel => panel.State, state)
            .Add(panel => panel.Error, error)
            .Add(panel => panel.Ready, builder => builder.AddMarkupContent(0, "<p class=pret>là</p>"))
            .Add(panel => panel.Empty, builder => builder.AddMarkupContent(0, "<p class=vide>rien</p>")));
    }
}
