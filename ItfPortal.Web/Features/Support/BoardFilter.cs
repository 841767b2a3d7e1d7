using System.Collections.Immutable;
using System.Text;
using ItfPortal.Tryton.Orders;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.WebUtilities;

namespace ItfPortal.Web.Features.Support;

/// <summary>
/// What the board shows, as its address says it. French words in both languages: a link between colleagues must not change
/// with who reads it. What makes no sense is left out, never an error.
/// </summary>
/// <param name="Search">Number, reference, product, customer; empty for none.</param>
/// <param name="States">In the enum's order; empty for all.</param>
/// <param name="Customer">A customer's code, or what somebody typed in its place; empty for all.</param>
/// <param name="After">Cursor of an older page, or null for the newest.</param>
public sealed record BoardFilter(string Search, ImmutableArray<OrderWord> States, string Customer, string? After)
{
    /// <summary>Longest search text the module takes.</summary>
    public const int MaxSearch = 200;

    /// <summary>Rows of one page.</summary>
    public const int PageSize = 50;

    /// <summary>Names of the query fields.</summary>
    public const string SearchField = "q", StateField = "etat", CustomerField = "client", AfterField = "apres";

    private const int MaxCursor = 400;

    private static readonly ImmutableArray<(OrderWord Word, string Text)> s_words =
    [
        (OrderWord.Draft, "brouillon"), (OrderWord.Quotation, "devis"), (OrderWord.Confirmed, "confirmee"),
        (OrderWord.Preparing, "en-preparation"), (OrderWord.PartlyShipped, "expediee-en-partie"), (OrderWord.Shipped, "expediee"),
        (OrderWord.Done, "terminee"), (OrderWord.Cancelled, "annulee"), (OrderWord.Late, "en-retard"),
    ];

    /// <summary>Everything, newest change first.</summary>
    public static BoardFilter All { get; } = new("", [], "", null);

    /// <summary>Whether it leaves anything out.</summary>
    public bool IsFiltered => Search.Length > 0 || !States.IsEmpty || Customer.Length > 0;

    /// <summary>Whether it is the newest page.</summary>
    public bool IsFirstPage => After is null;

    /// <summary>Whether it is the page that the whole replica shares.</summary>
    public bool IsEverything => !IsFiltered && IsFirstPage;

    /// <summary>The same from its beginning.</summary>
    public BoardFilter FirstPage => this with { After = null };

    /// <summary>Whether a row belongs here, as far as the row tells; what a search looks in, only Tryton knows.</summary>
    /// <param name="row">The order.</param>
    /// <param name="customer">The customer found for <see cref="Customer"/>.</param>
    /// <param name="today">In the company's zone.</param>
    public bool Takes(OrderRow row, int? customer, DateOnly today) =>
        (customer is null || row.Party == customer) && (States.IsEmpty || OrderWords.Answers(row, States, today));

    /// <summary>A state's word in the address.</summary>
    public static string Word(OrderWord word) => s_words.First(pair => pair.Word == word).Text;

    /// <summary>Reads a query string, with or without its question mark.</summary>
    public static BoardFilter Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        var states = All(StateField).SelectMany(text => s_words.Where(pair => pair.Text == text).Select(pair => pair.Word));
        return new BoardFilter(Clean(First(SearchField)), [.. states.Distinct().Order()], Clean(First(CustomerField)), Cursor(First(AfterField)));

        string? First(string name) => values.TryGetValue(name, out var found) ? found.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) : null;
        IEnumerable<string> All(string name) => values.TryGetValue(name, out var found)
            ? found.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            : [];
    }

    /// <summary>The board's address with this filter; what is usual is left out.</summary>
    public string ToUrl() => ToQuery() is { Length: > 0 } query ? $"{PortalUrls.Board}?{query}" : PortalUrls.Board;

    /// <summary>The filter as a query string without its question mark; equal filters give equal strings.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        Add(SearchField, Search);
        foreach (var state in States)
        {
            Add(StateField, Word(state));
        }
        Add(CustomerField, Customer);
        Add(AfterField, After);
        return query.ToString();

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
    }

    /// <inheritdoc/>
    public bool Equals(BoardFilter? other) => other is not null && ToQuery() == other.ToQuery();

    /// <inheritdoc/>
    public override int GetHashCode() => ToQuery().GetHashCode(StringComparison.Ordinal);

    private static string Clean(string? text)
    {
        var clean = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (rune != Rune.ReplacementChar && !(blank && (clean.Length == 0 || clean[^1] == ' ')) && clean.Length + rune.Utf16SequenceLength <= MaxSearch)
            {
                clean.Append(blank ? " " : rune.ToString());
            }
        }
        return clean.ToString().TrimEnd();
    }

    private static string? Cursor(string? text) =>
        text is { Length: > 0 and <= MaxCursor } && text.All(character => character is > ' ' and <= '~') ? text : null;
}
