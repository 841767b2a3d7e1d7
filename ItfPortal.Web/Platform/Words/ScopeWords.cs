using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Platform.Words;

/// <summary>Of which of a company's documents a list is, said above it: several grants add up, and one for a time says until when.</summary>
public static class ScopeWords
{
    private const string Vowels = "aàâeéèêëiîïoôuùûœæ";

    /// <summary>"Toutes les commandes de Boréal"; empty when no grant opens orders.</summary>
    /// <param name="scope">Whose list.</param>
    /// <param name="today">In the company's zone.</param>
    public static string Orders(PartyScope scope, DateOnly today) => Of("Scope_Orders_", scope, EventArea.Order, today);

    /// <summary>"Factures du site Usine de Lévis seulement"; empty when no grant opens invoices.</summary>
    /// <param name="scope">Whose list.</param>
    /// <param name="today">In the company's zone.</param>
    public static string Invoices(PartyScope scope, DateOnly today) => Of("Scope_Invoices_", scope, EventArea.Invoice, today);

    private static string Of(string what, PartyScope scope, EventArea area, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var grants = scope.Grants.Where(grant => RoleAreas.Opens(grant.Role, area)).ToList();
        var part = Part(what, grants, scope.Name, today);
        var whole = grants.Where(grant => grant.Scope == GrantScope.Company).ToList();
        if (whole.Count == 0)
        {
            return part;
        }
        var sentence = WordsTexts.Get($"{what}Company", WordsTexts.Get(StartsWithVowel(scope.Name) ? "Scope_Of_Vowel" : "Scope_Of", scope.Name));
        if (Last(whole) is not { } end)
        {
            return sentence;
        }
        // What holds no longer than the whole company adds nothing to it.
        var later = Part(what, [.. grants.Where(grant => grant.Until is not { } until || until > end)], scope.Name, today);
        sentence = WordsTexts.Get("Scope_Until", sentence, Formats.DateInWords(end, today));
        return later.Length == 0 ? sentence : WordsTexts.Get("Scope_Then", sentence, char.ToLower(later[0], System.Globalization.CultureInfo.InvariantCulture) + later[1..]);
    }

    private static string Part(string what, IReadOnlyList<Grant> grants, string company, DateOnly today)
    {
        var sites = grants.Where(grant => grant.Scope == GrantScope.Site).GroupBy(grant => grant.Site)
            .Select(site => (Name: site.First().SiteName ?? "", Until: Last(site))).OrderBy(site => site.Name, StringComparer.CurrentCulture).ToList();
        var own = grants.Where(grant => grant.Scope == GrantScope.Own).ToList();
        if (sites.Count == 0)
        {
            return own.Count == 0 ? "" : Ended(WordsTexts.Get($"{what}Own", company), Last(own), today, "Scope_Until");
        }
        var only = sites.Count > 1 ? $"{what}Sites" : $"{what}Site";
        if (own.Count == 0 && sites.All(site => site.Until == sites[0].Until))
        {
            return Ended(WordsTexts.Get(only, Joined(sites.ConvertAll(site => site.Name))), sites[0].Until, today, "Scope_Until");
        }
        var names = Joined(sites.ConvertAll(site => Ended(site.Name, site.Until, today, "Scope_Until_Within")));
        if (own.Count == 0)
        {
            return WordsTexts.Get(only, names);
        }
        var theirs = Ended(WordsTexts.Get($"{what}AndOwn"), Last(own), today, "Scope_Until_Within");
        return WordsTexts.Get(sites.Count > 1 ? $"{what}SitesAndOwn" : $"{what}SiteAndOwn", names, theirs);
    }

    private static DateOnly? Last(IEnumerable<Grant> grants) => grants.Any(grant => grant.Until is null) ? null : grants.Max(grant => grant.Until);

    private static string Ended(string words, DateOnly? until, DateOnly today, string text) =>
        until is { } end ? WordsTexts.Get(text, words, Formats.DateInWords(end, today)) : words;

    private static string Joined(List<string> words) =>
        words.Count == 1 ? words[0] : WordsTexts.Get("Scope_And", string.Join(", ", words.Take(words.Count - 1)), words[^1]);

    private static bool StartsWithVowel(string name) => name.Length > 0 && Vowels.Contains(char.ToLowerInvariant(name[0]), StringComparison.Ordinal);
}
