using Microsoft.AspNetCore.Localization;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>The two languages.</summary>
public static class Languages
{
    /// <summary><c>fr-CA</c> or <c>en-CA</c> for Tryton's or the cookie's <c>fr</c>, <c>en</c>; null for anything else.</summary>
    public static string? CultureOf(string? language) => language switch
    {
        "fr" => "fr-CA",
        "en" => "en-CA",
        _ => null,
    };

    internal static ProviderCultureResult? Result(string? language) =>
        CultureOf(language) is { } culture ? new ProviderCultureResult(culture) : null;
}
