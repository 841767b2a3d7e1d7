using System.Globalization;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// Amounts, quantities and dates as the portal writes them, in the reader's language. Written out here, not taken from the
/// machine's locale data, so that every page, mail and test agrees on every machine.
/// </summary>
public static class Formats
{
    /// <summary>U+00A0: an amount never breaks across two lines.</summary>
    private const char Space = '\u00A0';

    private static readonly NumberFormatInfo s_french = new()
    {
        NumberDecimalSeparator = ",",
        NumberGroupSeparator = "\u00A0",
        NumberGroupSizes = [3],
        NegativeSign = "-",
    };

    private static readonly string[] s_months =
        ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"];

    /// <summary>Whether the reader reads English; everybody else reads French.</summary>
    public static bool English =>
        string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "en", StringComparison.OrdinalIgnoreCase);

    /// <summary><c>1 234,56 $</c> or <c>$1,234.56</c>; a currency other than CAD says which.</summary>
    /// <param name="amount">In <paramref name="currency"/>.</param>
    /// <param name="currency">ISO code.</param>
    public static string Money(decimal amount, string currency)
    {
        var symbol = currency switch { "CAD" => "$", "USD" => English ? "US$" : "$" + Space + "US", "EUR" => "€", _ => currency };
        if (!English)
        {
            return amount.ToString("N2", s_french) + Space + symbol;
        }
        var figures = Math.Abs(amount).ToString("N2", CultureInfo.InvariantCulture);
        var sign = amount < 0 ? "-" : "";
        return symbol.Length == 3 && symbol == currency ? $"{sign}{symbol}{Space}{figures}" : $"{sign}{symbol}{figures}";
    }

    /// <summary>A quantity without useless zeros, at most three decimals: <c>1 200</c>, <c>12,5</c>.</summary>
    public static string Quantity(decimal quantity) =>
        quantity.ToString("#,##0.###", English ? CultureInfo.InvariantCulture : s_french);

    /// <summary><c>2026-11-22</c>: for tables.</summary>
    public static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The company's date of a moment, <c>2026-11-22</c>.</summary>
    /// <param name="utc">UTC.</param>
    public static string Date(DateTime utc) => Date(CompanyTime.DateOf(utc));

    /// <summary><c>22 novembre</c>, <c>1er mai 2025</c>; <c>November 22</c>, <c>May 1, 2025</c>: for sentences.</summary>
    /// <param name="date">The date.</param>
    /// <param name="today">In the company's zone; the year is said when it is another one.</param>
    public static string DateInWords(DateOnly date, DateOnly today)
    {
        var year = date.Year == today.Year ? "" : date.Year.ToString(CultureInfo.InvariantCulture);
        if (English)
        {
            var day = date.ToString("MMMM", CultureInfo.InvariantCulture) + Space + date.Day.ToString(CultureInfo.InvariantCulture);
            return year.Length == 0 ? day : $"{day}, {year}";
        }
        var number = date.Day == 1 ? "1er" : date.Day.ToString(CultureInfo.InvariantCulture);
        var french = $"{number}{Space}{s_months[date.Month - 1]}";
        return year.Length == 0 ? french : $"{french}{Space}{year}";
    }

    /// <summary><c>10:42</c> in the company's zone.</summary>
    /// <param name="utc">UTC.</param>
    public static string Time(DateTime utc) => CompanyTime.Of(utc).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary><c>2026-11-22 10:42</c> in the company's zone.</summary>
    /// <param name="utc">UTC.</param>
    public static string DateAndTime(DateTime utc) =>
        CompanyTime.Of(utc).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + Space + Time(utc);
}
