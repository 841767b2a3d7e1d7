namespace ItfPortal.Tryton.Visitors;

/// <summary>What a visitor wants a price of.</summary>
/// <param name="Product">Which kind of pallets.</param>
/// <param name="Size">As typed, at most 100 characters; null where none was said, never for <see cref="VisitorProduct.Custom"/>.</param>
/// <param name="Quantity">Pallets, 1 to 100,000; each time, where they come back.</param>
/// <param name="Rhythm">How often.</param>
/// <param name="City">Of delivery; 1 to 100 characters.</param>
/// <param name="Wished">When; null for no date. At most three years ahead.</param>
/// <param name="Export">The load leaves Canada.</param>
public sealed record QuoteFacts(
    VisitorProduct Product, string? Size, int Quantity, VisitorRhythm Rhythm, string City, DateOnly? Wished, bool Export);

/// <summary>What a visitor wants fetched, and where.</summary>
/// <param name="Quantity">Pallets, 1 to 100,000.</param>
/// <param name="Condition">How they are.</param>
/// <param name="Size">As typed, at most 100 characters, or null.</param>
/// <param name="Street">1 to 100 characters.</param>
/// <param name="City">1 to 100 characters.</param>
/// <param name="PostalCode">1 to 12 characters.</param>
/// <param name="Wished">When; null for no date. At most three years ahead.</param>
/// <param name="Hours">When a truck may come, as typed, at most 100 characters, or null.</param>
/// <param name="Dock">There is a loading dock.</param>
public sealed record PickupFacts(
    int Quantity, VisitorCondition Condition, string? Size, string Street, string City, string PostalCode, DateOnly? Wished, string? Hours, bool Dock);

/// <summary>Kinds of pallets that a price is asked for.</summary>
public enum VisitorProduct
{
    /// <summary>New ones.</summary>
    New,

    /// <summary>Used and mended.</summary>
    Reconditioned,

    /// <summary>Treated for export (ISPM 15).</summary>
    HeatTreated,

    /// <summary>Made to measure.</summary>
    Custom,

    /// <summary>The visitor wants advice.</summary>
    Advice,
}

/// <summary>How often a quantity is wanted.</summary>
public enum VisitorRhythm
{
    /// <summary>Once.</summary>
    Once,

    /// <summary>Every week.</summary>
    Weekly,

    /// <summary>Every month.</summary>
    Monthly,
}

/// <summary>How pallets that are to be fetched are.</summary>
public enum VisitorCondition
{
    /// <summary>Most can be used again as they are.</summary>
    Good,

    /// <summary>Good and broken ones.</summary>
    Mixed,

    /// <summary>Most are broken.</summary>
    Broken,
}
