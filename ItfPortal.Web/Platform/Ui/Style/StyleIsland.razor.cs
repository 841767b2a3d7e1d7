using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace ItfPortal.Web.Platform.Ui.Style;

/// <summary>What only a circuit can show.</summary>
public sealed partial class StyleIsland
{
    private string _said = CultureInfo.CurrentUICulture.Name;

    [Inject] public required OverlayGate Gate { get; init; }

    [Inject] public required ReaderCulture Culture { get; init; }

    [Inject] public required IDialogService Dialogs { get; init; }

    [Inject] public required ISnackbar Snackbar { get; init; }

    private async Task DialogAsync()
    {
        await Gate.EnsureAsync(CancellationToken.None);
        await Dialogs.ShowMessageBoxAsync("Retirer le filtre", "La liste montrera de nouveau toutes les commandes.", yesText: "Retirer", cancelText: "Garder");
    }

    private async Task SnackbarAsync()
    {
        await Gate.EnsureAsync(CancellationToken.None);
        Snackbar.Add("La demande est envoyée.", Severity.Success);
    }

    // As the live feed does: from a thread of its own, without the circuit's execution context.
    private void Push()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(async () =>
            {
                var before = "";
                await InvokeAsync(() =>
                {
                    before = CultureInfo.CurrentUICulture.Name;
                    Culture.Restore();
                    _said = $"{before} → {CultureInfo.CurrentUICulture.Name} {Formats.Money(1234.56m, "CAD")}";
                    StateHasChanged();
                });
            });
        }
    }
}
