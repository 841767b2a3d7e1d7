using System.Globalization;

namespace ItfPortal.Web.Platform.Words;

/// <summary>
/// How amounts, quantities, dates and times are written. By hand and not by the machine's ICU data, so that every
/// server writes the same: non-breaking spaces where a line must not break.
/// </summary>
public static class Formats
{
    private const string NoBreak = "\u00a0";

    private static readonly NumberFormatInfo s_french = new()
    {
        NumberDecimalSeparator = ",",
        NumberGroupSeparator = NoBreak,
        NegativeSign = "\u2212",
        NumberNegativePattern = 1,
    };

    private static readonly NumberFormatInfo s_english = new() { NegativeSign = "\u2212", NumberNegativePattern = 1 };

    private static readonly string[] s_frenchMonths =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    private static readonly string[] s_englishMonths =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    /// <summary><c>1 234,56 $</c> in French, <c>$1,234.56</c> in English; other currencies keep their name.</summary>
    public static string Money(decimal amount, string currency, Language language)
    {
        var sign = amount < 0 ? "\u2212" : "";
        var number = decimal.Abs(amount).ToString("N2", Numbers(language));
        return (currency, language) switch
        {
            ("CAD", Language.French) => $"{sign}{number}{NoBreak}$",
            ("CAD", _) => $"{sign}${number}",
            ("USD", Language.French) => $"{sign}{number}{NoBreak}${NoBreak}US",
            ("USD", _) => $"{sign}US${number}",
            (_, Language.French) => $"{sign}{number}{NoBreak}{currency}",
            _ => $"{sign}{currency}{NoBreak}{number}",
        };
    }

    /// <summary><c>1 250</c>, <c>2,5</c>: no more decimals than there are, at most four.</summary>
    public static string Quantity(decimal quantity, Language language) => quantity.ToString("#,##0.####", Numbers(language));

    /// <summary><c>2026-11-22</c>, in tables.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>22 novembre</c>, <c>November 22</c>, in sentences; with the year when it is another one than today's.</summary>
    public static string DayInSentence(DateOnly day, DateOnly today, Language language)
    {
        var otherYear = day.Year != today.Year;
        if (language == Language.English)
        {
            var month = $"{s_englishMonths[day.Month - 1]}{NoBreak}{Invariant(day.Day)}";
            return otherYear ? $"{month}, {Invariant(day.Year)}" : month;
        }
        var number = day.Day == 1 ? "1er" : Invariant(day.Day);
        var french = $"{number}{NoBreak}{s_frenchMonths[day.Month - 1]}";
        return otherYear ? $"{french}{NoBreak}{Invariant(day.Year)}" : french;
    }

    /// <summary><c>10:42</c>, of a time on the company's wall.</summary>
    public static string Time(DateTime local) => local.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static NumberFormatInfo Numbers(Language language) => language == Language.English ? s_english : s_french;
}
