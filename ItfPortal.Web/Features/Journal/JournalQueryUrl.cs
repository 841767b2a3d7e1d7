using System.Globalization;
using System.Text;
using ItfPortal.Web.Platform.Audit;
using Microsoft.AspNetCore.WebUtilities;

namespace ItfPortal.Web.Features.Journal;

/// <summary>The journal's filter as an address and back. French words in both languages; what makes no sense is left out, never an error.</summary>
public static class JournalQueryUrl
{
    public const string Period = "periode";
    public const string From = "du";
    public const string To = "au";
    public const string Event = "evenement";
    public const string Outcome = "resultat";
    public const string Person = "personne";
    public const string Customer = "client";
    public const string Before = "apres";
    public const string After = "avant";

    private const int MaxText = 100;

    private static readonly (JournalPeriod Period, string Text)[] s_periods =
        [(JournalPeriod.Today, "aujourdhui"), (JournalPeriod.Days7, "7-jours"), (JournalPeriod.Days30, "30-jours")];

    private static readonly (AuditOutcome Outcome, string Text)[] s_outcomes =
    [
        (AuditOutcome.Ok, "fait"), (AuditOutcome.Fail, "echec"), (AuditOutcome.Denied, "refus"),
        (AuditOutcome.Error, "erreur"), (AuditOutcome.Begun, "commence"),
    ];

    /// <summary>A period's word; empty for no limit.</summary>
    public static string Word(JournalPeriod period) =>
        period == JournalPeriod.Custom ? "dates" : s_periods.FirstOrDefault(pair => pair.Period == period).Text ?? "";

    /// <summary>An outcome's word; empty for all.</summary>
    public static string Word(AuditOutcome? outcome) => s_outcomes.FirstOrDefault(pair => pair.Outcome == outcome).Text ?? "";

    /// <summary>Reads a query string.</summary>
    public static JournalFilter Parse(string? query)
    {
        var values = QueryHelpers.ParseQuery(query);
        string First(string name) => values.TryGetValue(name, out var found) ? Clean(found.FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))) : "";
        var (period, from, to) = ReadPeriod(First(Period), Day(First(From)), Day(First(To)));
        var word = AuditEvents.Parse(First(Event));
        var outcome = s_outcomes.Where(pair => pair.Text == First(Outcome)).Select(pair => (AuditOutcome?)pair.Outcome).FirstOrDefault();
        var before = Id(First(Before));
        return new JournalFilter(
            period, from, to, word == AuditEvent.Unknown ? null : word, outcome, First(Person), First(Customer), before, before is null ? Id(First(After)) : null);
    }

    /// <summary>An address with this filter.</summary>
    /// <param name="path">The journal's.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="company">Code, only on pages of a company and only when the person has several.</param>
    public static string ToUrl(string path, JournalFilter filter, string? company)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new StringBuilder();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                query.Append(query.Length == 0 ? "?" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }
        Add(Period, Word(filter.Period));
        Add(From, filter.From?.ToString("O", CultureInfo.InvariantCulture));
        Add(To, filter.To?.ToString("O", CultureInfo.InvariantCulture));
        Add(Event, filter.Event?.Word());
        Add(Outcome, Word(filter.Outcome));
        Add(Person, filter.Person);
        Add(Customer, filter.Customer);
        Add(Before, filter.Before?.ToString(CultureInfo.InvariantCulture));
        Add(After, filter.After?.ToString(CultureInfo.InvariantCulture));
        return PortalUrls.WithCompany(path + query, company);
    }

    private static (JournalPeriod, DateOnly?, DateOnly?) ReadPeriod(string word, DateOnly? from, DateOnly? to)
    {
        var offered = s_periods.FirstOrDefault(pair => pair.Text == word).Period;
        if (offered != JournalPeriod.Any || (from is null && to is null))
        {
            return (offered, null, null);
        }
        return from > to ? (JournalPeriod.Custom, to, from) : (JournalPeriod.Custom, from, to);
    }

    private static string Clean(string? text)
    {
        var clean = new string([.. (text ?? "").Where(c => !char.IsControl(c))]).Trim();
        return clean.Length <= MaxText ? clean : "";
    }

    private static DateOnly? Day(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 2000 and < 2200 ? day : null;

    private static long? Id(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
}
