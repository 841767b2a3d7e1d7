namespace ItfPortal.Web.Platform.Words;

/// <summary>Just enough grammar for units of measure and product names: plural, gender, and which word of a name counts.</summary>
public static class Nouns
{
    private static readonly HashSet<string> s_feminine = new(StringComparer.OrdinalIgnoreCase)
    {
        "palette", "unité", "pièce", "boîte", "caisse", "heure", "minute", "semaine", "tonne", "livre", "once", "douzaine", "planche",
        "cage", "charge", "remorque", "feuille", "paire", "visite", "dalle", "verge", "gamme", "journée", "année", "équipe", "course",
        "plateforme",
    };

    private static readonly string[] s_feminineEndings =
        ["tion", "sion", "té", "ée", "ette", "elle", "esse", "ance", "ence", "ure", "ille", "ière", "euse"];

    // The first word of a product's name, when it can be counted.
    private static readonly HashSet<string> s_frenchHeads = new(StringComparer.OrdinalIgnoreCase)
    {
        "palette", "caisse", "boîte", "cage", "berceau", "couvercle", "rehausse", "planche", "panneau", "plateau", "longeron", "dé",
        "conteneur", "bac", "support", "plateforme",
    };

    private static readonly HashSet<string> s_englishHeads = new(StringComparer.OrdinalIgnoreCase)
    {
        "pallet", "skid", "crate", "box", "cage", "cradle", "lid", "collar", "board", "panel", "tray", "stringer", "block", "container",
        "bin", "stand", "platform",
    };

    private static readonly string[] s_agreeing = ["é", "ée", "ve", "ible", "able", "ère", "euse", "lourde", "ouverte", "fermée"];

    // Words after which a name's adjectives have ended.
    private static readonly HashSet<string> s_frenchPrepositions = new(StringComparer.OrdinalIgnoreCase)
    {
        "de", "d'", "du", "des", "à", "au", "aux", "en", "pour", "sur", "avec", "sans", "par",
    };

    private static readonly HashSet<string> s_englishPrepositions = new(StringComparer.OrdinalIgnoreCase)
    {
        "of", "for", "with", "without", "in", "on", "per", "by",
    };

    /// <summary>Whether French counts this quantity as several: from two on.</summary>
    public static bool IsPlural(decimal quantity, Language language) =>
        language == Language.English ? decimal.Abs(quantity) != 1 : decimal.Abs(quantity) >= 2;

    /// <summary>Whether a French noun is feminine; a list first, endings for what nobody foresaw.</summary>
    public static bool IsFeminine(string noun)
    {
        ArgumentNullException.ThrowIfNull(noun);
        var head = noun.Split(' ', 2)[0];
        return s_feminine.Contains(head) || s_feminineEndings.Any(ending => head.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The noun's plural. Symbols (kg, m²) and words in capitals stay as they are.</summary>
    public static string Plural(string noun, Language language)
    {
        ArgumentNullException.ThrowIfNull(noun);
        var parts = noun.Split(' ', 2);
        if (!IsWord(parts[0]))
        {
            return noun;
        }
        var plural = language == Language.English ? EnglishPlural(parts[0]) : FrenchPlural(parts[0]);
        return parts.Length == 1 ? plural : $"{plural} {parts[1]}";
    }

    /// <summary>A unit inside a sentence: lower case unless it is a symbol, in the right number.</summary>
    public static string Unit(string unit, decimal quantity, Language language)
    {
        var noun = Lower(unit);
        return IsPlural(quantity, language) ? Plural(noun, language) : noun;
    }

    /// <summary>
    /// <c>12 palettes neuves 48×40</c>: a name with its counted word in the right number. Names whose first words are
    /// not things one counts, or that are counted in another unit, give <c>3 × Récupération de palettes</c>.
    /// </summary>
    /// <param name="quantity">How many.</param>
    /// <param name="written">The quantity as written.</param>
    /// <param name="unit">Unit of measure, or null.</param>
    /// <param name="name">Product name.</param>
    /// <param name="language">Of unit and name.</param>
    public static string Counted(decimal quantity, string written, string? unit, string name, Language language)
    {
        ArgumentNullException.ThrowIfNull(name);
        var words = name.Split(' ');
        var head = language == Language.English ? EnglishHead(words) : (s_frenchHeads.Contains(words[0]) ? 0 : -1);
        if (head < 0 || !CountsIn(words[head], unit))
        {
            return $"{written} × {name}";
        }
        words[0] = words[0] == "Euro" ? words[0] : Lower(words[0]);
        if (IsPlural(quantity, language))
        {
            words[head] = Plural(words[head], language);
            if (language == Language.French)
            {
                Agree(words);
            }
        }
        return $"{written} {string.Join(' ', words)}";
    }

    private static bool CountsIn(string head, string? unit) =>
        unit is null || unit.ToUpperInvariant() is "UNIT" or "UNITÉ" or "U" || string.Equals(unit, head.TrimEnd(','), StringComparison.OrdinalIgnoreCase);

    private static int EnglishHead(string[] words)
    {
        for (var index = 0; index < words.Length && !s_englishPrepositions.Contains(words[index]); index++)
        {
            if (s_englishHeads.Contains(words[index]) && (index + 1 == words.Length || !s_englishHeads.Contains(words[index + 1])))
            {
                return index;
            }
            if (words[index].EndsWith(',') || words[index].StartsWith('('))
            {
                break;
            }
        }
        return -1;
    }

    private static void Agree(string[] words)
    {
        for (var index = 1; index < words.Length; index++)
        {
            var word = words[index].TrimEnd(',');
            if (s_frenchPrepositions.Contains(word) || word.StartsWith('('))
            {
                return;
            }
            if (IsWord(word) && char.IsLower(word[0]) && s_agreeing.Any(ending => word.EndsWith(ending, StringComparison.Ordinal)))
            {
                words[index] = $"{word}s{words[index][word.Length..]}";
            }
            if (words[index].EndsWith(','))
            {
                return;
            }
        }
    }

    private static string Lower(string noun) =>
        noun.Length > 1 && IsWord(noun.Split(' ', 2)[0]) ? char.ToLowerInvariant(noun[0]) + noun[1..] : noun;

    private static bool IsWord(string text) =>
        text.Length > 2 && text.All(character => char.IsLetter(character) || character is '-' or '\'') && text.Skip(1).All(c => !char.IsUpper(c));

    private static string FrenchPlural(string noun) => noun switch
    {
        _ when noun.EndsWith('s') || noun.EndsWith('x') || noun.EndsWith('z') => noun,
        _ when noun.EndsWith("eau", StringComparison.Ordinal) => noun + "x",
        _ when noun.EndsWith("al", StringComparison.Ordinal) => noun[..^2] + "aux",
        _ => noun + "s",
    };

    private static string EnglishPlural(string noun) => noun switch
    {
        "foot" => "feet",
        "inch" => "inches",
        _ when noun.EndsWith('s') || noun.EndsWith('x') || noun.EndsWith("ch", StringComparison.Ordinal)
            || noun.EndsWith("sh", StringComparison.Ordinal) => noun + "es",
        _ when noun.EndsWith('y') && noun.Length > 1 && !"aeiou".Contains(noun[^2], StringComparison.Ordinal) => noun[..^1] + "ies",
        _ => noun + "s",
    };
}
