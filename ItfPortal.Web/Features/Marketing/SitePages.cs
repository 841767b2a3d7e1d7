using ItfPortal.Web.Features.Marketing.Pages;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Localization;

namespace ItfPortal.Web.Features.Marketing;

/// <summary>The public pages: which languages each is in and at which addresses.</summary>
internal static class SitePages
{
    /// <summary>Those that the portal has made itself: they answer something.</summary>
    internal static readonly ImportedPage[] Own =
    [
        .. InBoth(PortalUrls.Contact, PortalUrls.ContactEnglish), .. InBoth(PortalUrls.Quote, PortalUrls.QuoteEnglish),
        .. InBoth(PortalUrls.Pickup, PortalUrls.PickupEnglish),
    ];

    private static readonly Dictionary<string, ImportedPage> s_pages = ImportedPages.All.Concat(Own).ToDictionary(page => page.Route, StringComparer.OrdinalIgnoreCase);

    /// <summary>Every page that search engines may list.</summary>
    public static IEnumerable<ImportedPage> Listed => s_pages.Values.Where(page => page.IsListed);

    /// <summary>The page at an address; null where there is none of these.</summary>
    public static ImportedPage? At(string path) => s_pages.GetValueOrDefault(path.Length > 1 ? path.TrimEnd('/') : path);

    /// <summary>The address of the same page in the other language; null for what is not one of these.</summary>
    /// <param name="url">Path and query.</param>
    /// <param name="language"><c>fr</c> or <c>en</c>.</param>
    public static string? InLanguage(string url, string language) =>
        At(url.Split('?', '#')[0]) is { } page && Languages.CultureOf(language) is { } culture ? page.Alternates.GetValueOrDefault(culture) : null;

    private static ImportedPage[] InBoth(string french, string english)
    {
        const string French = "fr-CA", English = "en-CA";
        var both = new Dictionary<string, string> { [French] = french, [English] = english };
        return [new(french, French, true, both), new(english, English, true, both)];
    }
}

/// <summary>A public page is in the language of its address, whatever the reader has chosen elsewhere: it can be kept and passed on.</summary>
internal sealed class SitePageLanguageProvider : RequestCultureProvider
{
    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        return Task.FromResult(SitePages.At(httpContext.Request.Path.Value ?? "") is { } page ? new ProviderCultureResult(page.Language) : null);
    }
}
