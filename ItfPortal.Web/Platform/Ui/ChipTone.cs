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

/// <summary>Class and icon of each tone.</summary>
internal static class ChipTones
{
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

    /// <summary>What stands before the word.</summary>
    public static IconName Icon(ChipTone tone) => tone switch
    {
        ChipTone.Draft => IconName.Pencil,
        ChipTone.Quotation => IconName.Quote,
        ChipTone.Confirmed => IconName.CircleCheck,
        ChipTone.Preparing => IconName.Stack,
        ChipTone.PartlyShipped => IconName.TruckPart,
        ChipTone.Shipped => IconName.Truck,
        ChipTone.Done => IconName.Check,
        ChipTone.Cancelled => IconName.Ban,
        ChipTone.Late => IconName.Clock,
        _ => throw new ArgumentOutOfRangeException(nameof(tone), tone, null),
    };
}
