namespace ItfPortal.Web.Platform.Ui;

/// <summary>How a state looks: its icon and its pair of colours. The word comes from who knows the state.</summary>
public enum ChipTone
{
    /// <summary>Brouillon.</summary>
    Draft,

    /// <summary>Devis.</summary>
    Quotation,

    /// <summary>Confirmée.</summary>
    Confirmed,

    /// <summary>En préparation.</summary>
    Preparing,

    /// <summary>Expédiée en partie.</summary>
    PartlyShipped,

    /// <summary>Expédiée.</summary>
    Shipped,

    /// <summary>Terminée.</summary>
    Done,

    /// <summary>Annulée.</summary>
    Cancelled,

    /// <summary>En retard: a mark beside the state.</summary>
    Late,
}

/// <summary>Class of each tone; it brings the colours (chips.css) and the icon (chip-icons.css).</summary>
internal static class ChipTones
{
    private static readonly string[] s_chips = [.. Enum.GetValues<ChipTone>().Select(tone => $"chip {Class(tone)}")];

    /// <summary>The classes of a chip; the same string each time, because lists hold one a row.</summary>
    public static string Chip(ChipTone tone) => s_chips[(int)tone];

    /// <summary>The class in chips.css.</summary>
    public static string Class(ChipTone tone) => tone switch
    {
        ChipTone.Draft => "draft",
        ChipTone.Quotation => "quotation",
        ChipTone.Confirmed => "confirmed",
        ChipTone.Preparing => "preparing",
        ChipTone.PartlyShipped => "partly-shipped",
        ChipTone.Shipped => "shipped",
        ChipTone.Done => "done",
        ChipTone.Cancelled => "cancelled",
        ChipTone.Late => "late",
        _ => throw new ArgumentOutOfRangeException(nameof(tone), tone, null),
    };
}
