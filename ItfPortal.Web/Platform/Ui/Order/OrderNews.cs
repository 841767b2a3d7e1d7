namespace ItfPortal.Web.Platform.Ui.Order;

/// <summary>What happened to an open order since it was read, not yet seen.</summary>
/// <param name="Sentence">A complete one, in the reader's language.</param>
/// <param name="When">At what time, or how long ago.</param>
/// <param name="Version">Counts the changes, so that each is washed once.</param>
/// <param name="Parts">Which parts of the page it changed.</param>
public sealed record OrderNews(string Sentence, string When, int Version, OrderParts Parts)
{
    /// <summary>The classes of a part's frame.</summary>
    internal static string Class(OrderNews? news, OrderParts part) => news is not null && (news.Parts & part) != OrderParts.None
        ? $"part changed wash-{(news.Version % 2 == 0 ? "even" : "odd")}"
        : "part";
}

/// <summary>Parts of the order's page.</summary>
[Flags]
public enum OrderParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>State and steps.</summary>
    Timeline = 1,

    /// <summary>Lines.</summary>
    Lines = 2,

    /// <summary>Totals and taxes.</summary>
    Totals = 4,

    /// <summary>Addresses and terms.</summary>
    Addresses = 8,

    /// <summary>Shipments.</summary>
    Shipments = 16,

    /// <summary>Invoices.</summary>
    Invoices = 32,
}
