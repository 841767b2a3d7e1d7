using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Platform.Ui.Style;

/// <summary>Every shared part with sample data.</summary>
public sealed partial class StylePage
{
    private static readonly DateTime s_now = new(2026, 11, 22, 15, 42, 0, DateTimeKind.Utc);

    private static readonly KeyValuePair<string, string>[] s_states = [new("", "Tous"), new("confirmee", "Confirmée"), new("retard", "En retard")];

    private static readonly KeyValuePair<string, string>[] s_periods = [new("", "Toutes"), new("30", "30 jours"), new("365", "Un an")];

    private static readonly Sample[] s_rows =
    [
        new("2041", "PO-7781", new DateOnly(2026, 11, 22), "12 palettes 48 × 40 reconditionnées, 2 autres", 12, ChipTone.PartlyShipped, "Expédiée en partie", 1234.56m),
        new("2038", "PO-7764", new DateOnly(2026, 11, 19), "400 palettes 42 × 42 neuves", 0, ChipTone.Confirmed, "Confirmée", 11480m),
        new("2033", null, new DateOnly(2026, 11, 12), "Récupération, une remorque", 0, ChipTone.Quotation, "Devis", null),
        new("2029", "Quai 4", new DateOnly(2026, 11, 3), "60 palettes 48 × 40 neuves, 1 autre", 20, ChipTone.Shipped, "Expédiée", 2874.38m),
    ];

    private bool _shown;

    [Inject] public required IWebHostEnvironment Environment { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        _shown = Environment.IsDevelopment();
        if (!_shown)
        {
            Navigation.NotFound();
        }
    }

    private static RowChange? ChangeOf(Sample row) =>
        row.Number == "2041" ? new RowChange("12 palettes expédiées, 8 à venir le 2026-12-03", 1, "10:42") : null;

    private sealed record Sample(
        string Number, string? Reference, DateOnly Date, string What, decimal Shipped, ChipTone Tone, string Word, decimal? Amount);
}
