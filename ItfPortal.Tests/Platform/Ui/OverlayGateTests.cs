using Bunit;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;

namespace ItfPortal.Tests.Platform.Ui;

public sealed class OverlayGateTests : ComponentTest
{
    private OverlayGate Gate => Services.GetRequiredService<OverlayGate>();

    public override Task InitializeAsync()
    {
        Services.AddScoped<OverlayGate>();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Overlays_BeforeFirstUse_AreNotMounted()
    {
        var overlays = Render<LazyOverlays>();
        overlays.HasComponent<MudDialogProvider>().Should().BeFalse();

        await Gate.EnsureAsync(CancellationToken.None);

        overlays.HasComponent<MudDialogProvider>().Should().BeTrue();
        overlays.HasComponent<MudPopoverProvider>().Should().BeTrue();
        overlays.HasComponent<MudSnackbarProvider>().Should().BeTrue();
    }

    [Fact]
    public async Task Gate_WithoutOverlays_SaysWhatIsMissing() =>
        await FluentActions.Awaiting(() => Gate.EnsureAsync(CancellationToken.None)).Should().ThrowAsync<InvalidOperationException>().WithMessage("*LazyOverlays*");

    [Fact]
    public async Task Dialog_AfterTheGate_Appears()
    {
        var overlays = Render<LazyOverlays>();
        await Gate.EnsureAsync(CancellationToken.None);

        var asked = overlays.InvokeAsync(() => Services.GetRequiredService<IDialogService>().ShowMessageBoxAsync("Titre", "Texte", yesText: "Oui"));

        overlays.WaitForAssertion(() => overlays.Find(".mud-dialog").TextContent.Should().Contain("Texte"));
        await overlays.InvokeAsync(() => overlays.Find(".mud-dialog button").Click());
        await asked;
    }
}
