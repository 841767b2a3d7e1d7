using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Web.Platform.Words;

/// <summary>Roles, scopes and dates of access, in the reader's language.</summary>
public static class AccessWords
{
    /// <summary>What a role is called: what one does with it, not who one is.</summary>
    public static string Role(PortalRole role) => WordsTexts.Get($"Role_{role}");

    /// <summary>What the role lets one do, in a sentence.</summary>
    public static string RoleExplained(PortalRole role) => WordsTexts.Get($"RoleText_{role}");

    /// <summary>Of which documents: "toute l’entreprise", "Usine de Lévis seulement".</summary>
    public static string Scope(GrantScope scope, string? siteName) =>
        scope == GrantScope.Site ? WordsTexts.Get("GrantScope_Site", siteName) : WordsTexts.Get($"GrantScope_{scope}");

    /// <summary>When, or null for always: "jusqu’au 22 décembre", "terminé le 2 mai".</summary>
    public static string? Dates(DateOnly? from, DateOnly? to, DateOnly today) => (from, to) switch
    {
        (_, { } last) when last < today => WordsTexts.Get("Dates_Was", Formats.DateInWords(last, today)),
        ({ } first, { } last) when first > today => WordsTexts.Get("Dates_FromUntil", Formats.DateInWords(first, today), Formats.DateInWords(last, today)),
        (_, { } last) => WordsTexts.Get("Dates_Until", Formats.DateInWords(last, today)),
        ({ } first, null) when first > today => WordsTexts.Get("Dates_From", Formats.DateInWords(first, today)),
        _ => null,
    };
}
