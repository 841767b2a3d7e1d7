using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ItfPortal.Tryton.Orders;
using Microsoft.AspNetCore.WebUtilities;

namespace ItfPortal.Web.Features.Orders;

/// <summary>
/// The list's filter as a URL and back, so that back, reload, bookmarks and mails work. French words in both languages:
/// a link between colleagues must not change with who reads it. What makes no sense is left out, never an error.
/// </summary>
public static class OrdersQueryUrl
{
    /// <summary>Search text.</summary>
    public const string Search = "q";

    /// <summary>State; may be repeated.</summary>
    public const string State = "etat";

    /// <summary>One of the offered periods.</summary>
    public const string Period = "periode";

    /// <summary>First date of a custom period.</summary>
    public const string From = "du";

    /// <summary>Last date of a custom period.</summary>
    public const string To = "au";

    /// <summary>Sort key; a minus for descending.</summary>
    public const string Sort = "tri";

    /// <summary>Cursor forwards.</summary>
    public const string After = "apres";

    /// <summary>Cursor backwards.</summary>
    public const string Before = "avant";

    private const int MaxCursor = 400;

    private static readonly ImmutableArray<(OrderWord Word, string Text)> s_words =
    [
        (OrderWord.Draft, "brouillon"), (OrderWord.Quotation, "devis"), (OrderWord.Confirmed, "confirmee"),
        (OrderWord.Preparing, "en-preparation"), (OrderWord.PartlyShipped, "expediee-en-partie"), (OrderWord.Shipped, "expediee"),
        (OrderWord.Done, "terminee"), (OrderWord.Cancelled, "annulee"), (OrderWord.Late, "en-retard"),
    ];

    private static readonly ImmutableArray<(OrdersPeriod Period, string Text)> s_periods =
    [
        (OrdersPeriod.Days30, "30-jours"), (OrdersPeriod.Days90, "90-jours"), (OrdersPeriod.Months12, "12-mois"),
        (OrdersPeriod.ThisYear, "cette-annee"), (OrdersPeriod.LastYear, "annee-derniere"),
    ];

    private static readonly ImmutableArray<(OrderSort Sort, string Text)> s_sorts =
        [(OrderSort.Date, "date"), (OrderSort.Number, "numero"), (OrderSort.Amount, "montant")];

    /// <summary>A state's word in the URL.</summary>
    public static string Word(OrderWord word) => s_words.First(pair => pair.Word == word).Text;

    /// <summary>A period's word in the URL; empty for no limit and for custom dates.</summary>
    public static string Word(OrdersPeriod period) => s_periods.FirstOrDefault(pair => pair.Period == period).Text ?? "";

    /// <summary>The order of the rows in the URL; null for the usual one.</summary>
    public static string? SortWord(OrdersFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return filter.NewestFirst ? null : (filter.Descending ? "-" : "") + s_sorts.First(pair => pair.Sort == filter.Sort).Text;
    }

    /// <summary>Reads a query string, with or without its question mark.</summary>
    public static OrdersFilter Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string? First(string name) => values.TryGetValue(name, out var found) ? found.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) : null;
        IEnumerable<string> All(string name) => values.TryGetValue(name, out var found)
            ? found.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            : [];

        var states = All(State).SelectMany(text => s_words.Where(pair => pair.Text == text).Select(pair => pair.Word)).Distinct().Order();
        var (period, from, to) = ReadPeriod(First(Period), First(From), First(To));
        var (sort, descending) = ReadSort(First(Sort));
        var after = Cursor(First(After));
        var before = after is null ? Cursor(First(Before)) : null;
        return new OrdersFilter(
            CleanSearch(First(Search)), [.. states], period, from, to, sort, descending, after ?? before, before is not null);
    }

    /// <summary>The filter as a query string without its question mark; equal filters give equal strings.</summary>
    public static string ToQuery(OrdersFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new StringBuilder();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
        Add(Search, filter.Search);
        foreach (var state in filter.States)
        {
            Add(State, Word(state));
        }
        Add(Period, Word(filter.Period));
        Add(From, filter.From?.ToString("O", CultureInfo.InvariantCulture));
        Add(To, filter.To?.ToString("O", CultureInfo.InvariantCulture));
        Add(Sort, SortWord(filter));
        Add(filter.Backwards ? Before : After, filter.Cursor);
        return query.ToString();
    }

    /// <summary>A search text as it is asked for: no control characters, single spaces, whole characters, not too long.</summary>
    public static string CleanSearch(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }
        var clean = new StringBuilder(Math.Min(text.Length, OrdersFilter.MaxSearch));
        foreach (var rune in text.EnumerateRunes())
        {
            var blank = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (blank ? clean.Length == 0 || clean[^1] == ' ' : rune == Rune.ReplacementChar)
            {
                continue;
            }
            var part = blank ? " " : rune.ToString();
            if (clean.Length + part.Length > OrdersFilter.MaxSearch)
            {
                break;
            }
            clean.Append(part);
        }
        return clean.ToString().TrimEnd();
    }

    private static (OrdersPeriod Period, DateOnly? From, DateOnly? To) ReadPeriod(string? period, string? from, string? to)
    {
        // An offered period wins over dates that the form may still carry.
        var offered = s_periods.FirstOrDefault(pair => pair.Text == period).Period;
        var (first, last) = (Date(from), Date(to));
        if (offered != OrdersPeriod.Any || (first is null && last is null))
        {
            return (offered, null, null);
        }
        // Dates typed the wrong way round are meant the right way round.
        return first > last ? (OrdersPeriod.Custom, last, first) : (OrdersPeriod.Custom, first, last);
    }

    private static (OrderSort Sort, bool Descending) ReadSort(string? text)
    {
        var descending = text is null || text.StartsWith('-');
        var key = text?.TrimStart('-');
        foreach (var (sort, name) in s_sorts)
        {
            if (name == key)
            {
                return (sort, descending);
            }
        }
        return (OrderSort.Date, true);
    }

    private static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year >= 1900
            ? date
            : null;

    private static string? Cursor(string? text) =>
        text is { Length: > 0 and <= MaxCursor } && text.All(character => character is > ' ' and <= '~') ? text : null;
}
