using System.Globalization;
using ItfPortal.Web.Platform.Ui;

namespace ItfPortal.Tests.Platform.Ui;

public sealed class FormatsTests : IDisposable
{
    private const string Space = "\u00A0";

    private readonly CultureInfo _before = CultureInfo.CurrentUICulture;

    public void Dispose() => CultureInfo.CurrentUICulture = _before;

    [Theory]
    [InlineData("fr-CA", "1234.56", "CAD", $"1{Space}234,56{Space}$")]
    [InlineData("fr-CA", "-12345678.9", "CAD", $"-12{Space}345{Space}678,90{Space}$")]
    [InlineData("fr-CA", "0", "CAD", $"0,00{Space}$")]
    [InlineData("fr-CA", "5", "USD", $"5,00{Space}${Space}US")]
    [InlineData("fr-CA", "5", "CHF", $"5,00{Space}CHF")]
    [InlineData("en-CA", "1234.56", "CAD", "$1,234.56")]
    [InlineData("en-CA", "-1234.5", "CAD", "-$1,234.50")]
    [InlineData("en-CA", "5", "USD", "US$5.00")]
    [InlineData("en-CA", "-5", "CHF", $"-CHF{Space}5.00")]
    [InlineData("de-DE", "1234.5", "CAD", $"1{Space}234,50{Space}$")]
    public void Money_InTheReadersLanguage(string culture, string amount, string currency, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);

        Formats.Money(decimal.Parse(amount, CultureInfo.InvariantCulture), currency).Should().Be(expected);
    }

    [Theory]
    [InlineData("fr-CA", "12", "12")]
    [InlineData("fr-CA", "1200.500", $"1{Space}200,5")]
    [InlineData("fr-CA", "0.0004", "0")]
    [InlineData("en-CA", "1200.5", "1,200.5")]
    public void Quantity_HasNoUselessZeros(string culture, string quantity, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);

        Formats.Quantity(decimal.Parse(quantity, CultureInfo.InvariantCulture)).Should().Be(expected);
    }

    [Theory]
    [InlineData("fr-CA", 2026, 11, 22, $"22{Space}novembre")]
    [InlineData("fr-CA", 2026, 5, 1, $"1er{Space}mai")]
    [InlineData("fr-CA", 2025, 8, 3, $"3{Space}août{Space}2025")]
    [InlineData("en-CA", 2026, 11, 22, $"November{Space}22")]
    [InlineData("en-CA", 2025, 5, 1, $"May{Space}1, 2025")]
    public void DateInWords_SaysTheYearOnlyWhenItIsAnother(string culture, int year, int month, int day, string expected)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);

        Formats.DateInWords(new DateOnly(year, month, day), new DateOnly(2026, 11, 22)).Should().Be(expected);
    }

    [Fact]
    public void Moment_IsShownInTheCompanysZone()
    {
        Formats.DateAndTime(new DateTime(2026, 11, 23, 3, 5, 0, DateTimeKind.Utc)).Should().Be($"2026-11-22{Space}22:05");
        Formats.DateAndTime(new DateTime(2026, 7, 1, 3, 5, 0, DateTimeKind.Unspecified)).Should().Be($"2026-06-30{Space}23:05");
    }
}
