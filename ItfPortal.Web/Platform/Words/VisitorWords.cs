using ItfPortal.Tryton.Visitors;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Platform.Words;

/// <summary>What visitors ask on the public site, in the reader's language.</summary>
public static class VisitorWords
{
    /// <summary>What a request is about, in a word.</summary>
    public static string Kind(VisitorRequestKind kind) => WordsTexts.Get($"VisitorKind_{kind}");

    /// <summary>A kind of pallets.</summary>
    public static string Product(VisitorProduct product) => WordsTexts.Get($"VisitorProduct_{product}");

    /// <summary>How often.</summary>
    public static string Rhythm(VisitorRhythm rhythm) => WordsTexts.Get($"VisitorRhythm_{rhythm}");

    /// <summary>How pallets are.</summary>
    public static string Condition(VisitorCondition condition) => WordsTexts.Get($"VisitorCondition_{condition}");

    /// <summary>What a form said, name by name and in its order; what was left out is null. Empty for a question.</summary>
    public static IEnumerable<(string Name, string? Value)> Facts(QuoteFacts? quote, PickupFacts? pickup) => (quote, pickup) switch
    {
        ({ } asked, _) =>
        [
            (Name("Product"), Product(asked.Product)), (Name("Size"), asked.Size), (Name("Quantity"), Formats.Quantity(asked.Quantity)),
            (Name("Rhythm"), Rhythm(asked.Rhythm)), (Name("City"), asked.City), (Name("Wished"), Day(asked.Wished)), (Name("Export"), YesNo(asked.Export)),
        ],
        (_, { } asked) =>
        [
            (Name("Quantity"), Formats.Quantity(asked.Quantity)), (Name("Condition"), Condition(asked.Condition)), (Name("Size"), asked.Size),
            (Name("Where"), $"{asked.Street}, {asked.City} {asked.PostalCode}"), (Name("Wished"), Day(asked.Wished)), (Name("Hours"), asked.Hours),
            (Name("Dock"), YesNo(asked.Dock)),
        ],
        _ => [],
    };

    private static string Name(string fact) => WordsTexts.Get($"VisitorFact_{fact}");

    private static string? Day(DateOnly? day) => day is { } one ? Formats.Date(one) : null;

    private static string YesNo(bool value) => WordsTexts.Get(value ? "VisitorFact_Yes" : "VisitorFact_No");
}
