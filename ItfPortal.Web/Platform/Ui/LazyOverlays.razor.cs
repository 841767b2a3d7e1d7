using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>Where MudBlazor's overlays appear.</summary>
public sealed partial class LazyOverlays
{
    private bool _ready;

    [Inject] public required OverlayGate Gate { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    protected override void OnInitialized() => Gate.Attach(() => InvokeAsync(OpenAsync));

    protected override void OnAfterRender(bool firstRender)
    {
        if (_ready)
        {
            Gate.Mounted();
        }
    }

    private async Task OpenAsync()
    {
        await using var module = await Js.InvokeAsync<IJSObjectReference>("import", "./js/overlays.js");
        await module.InvokeVoidAsync("load", MudBlazorAssets.Css, "/css/mud.css", MudBlazorAssets.Js);
        _ready = true;
        StateHasChanged();
    }
}
