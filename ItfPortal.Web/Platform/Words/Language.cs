using System.Globalization;
using ItfPortal.Tryton.Orders;

namespace ItfPortal.Web.Platform.Words;

/// <summary>The portal's two languages. French is the one everything falls back to.</summary>
public enum Language
{
    /// <summary>French as written in Québec.</summary>
    French,

    /// <summary>English as written in Québec.</summary>
    English,
}

/// <summary>Which language the reader reads.</summary>
public static class Languages
{
    private static readonly CultureInfo s_french = CultureInfo.GetCultureInfo("fr-CA");
    private static readonly CultureInfo s_english = CultureInfo.GetCultureInfo("en-CA");

    /// <summary>The language of the request or circuit.</summary>
    public static Language Current => Of(CultureInfo.CurrentUICulture);

    /// <summary>The portal's language for a culture.</summary>
    public static Language Of(CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return culture.TwoLetterISOLanguageName == "en" ? Language.English : Language.French;
    }

    /// <summary>The culture of a language.</summary>
    public static CultureInfo Culture(this Language language) => language == Language.English ? s_english : s_french;

    /// <summary>The text in one language.</summary>
    public static string In(this Text text, Language language)
    {
        ArgumentNullException.ThrowIfNull(text);
        return language == Language.English ? text.En : text.Fr;
    }

    /// <summary>The text in the reader's language.</summary>
    public static string Here(this Text text) => text.In(Current);
}
