// Written by import-site from every page. Once edited it is left alone: 29804272ca78654a
namespace ItfPortal.Web.Features.Marketing.Pages;

/// <summary>One page of the site.</summary>
/// <param name="Route">Its address.</param>
/// <param name="Language">Its language.</param>
/// <param name="IsListed">Whether search engines may list it.</param>
/// <param name="Alternates">The same page by language, itself included; empty where there is one language.</param>
internal sealed record ImportedPage(string Route, string Language, bool IsListed, Dictionary<string, string> Alternates);

/// <summary>The pages of the site.</summary>
internal static class ImportedPages
{
    /// <summary>All of them, by address.</summary>
    public static readonly ImportedPage[] All =
    [
        new("/", "fr-CA", true, new() { ["fr-CA"] = "/", ["en-CA"] = "/en" }),
        new("/a-propos", "fr-CA", true, new() { ["fr-CA"] = "/a-propos", ["en-CA"] = "/en/about" }),
        new("/conditions", "fr-CA", true, new() { ["fr-CA"] = "/conditions", ["en-CA"] = "/en/terms" }),
        new("/confidentialite", "fr-CA", true, new() { ["fr-CA"] = "/confidentialite", ["en-CA"] = "/en/privacy" }),
        new("/contact", "fr-CA", true, new() { ["fr-CA"] = "/contact", ["en-CA"] = "/en/contact" }),
        new("/en", "en-CA", true, new() { ["fr-CA"] = "/", ["en-CA"] = "/en" }),
        new("/en/about", "en-CA", true, new() { ["fr-CA"] = "/a-propos", ["en-CA"] = "/en/about" }),
        new("/en/contact", "en-CA", true, new() { ["fr-CA"] = "/contact", ["en-CA"] = "/en/contact" }),
        new("/en/faq", "en-CA", true, new() { ["fr-CA"] = "/faq", ["en-CA"] = "/en/faq" }),
        new("/en/privacy", "en-CA", true, new() { ["fr-CA"] = "/confidentialite", ["en-CA"] = "/en/privacy" }),
        new("/en/products", "en-CA", true, new() { ["fr-CA"] = "/produits", ["en-CA"] = "/en/products" }),
        new("/en/services", "en-CA", true, new() { ["fr-CA"] = "/services", ["en-CA"] = "/en/services" }),
        new("/en/terms", "en-CA", true, new() { ["fr-CA"] = "/conditions", ["en-CA"] = "/en/terms" }),
        new("/faq", "fr-CA", true, new() { ["fr-CA"] = "/faq", ["en-CA"] = "/en/faq" }),
        new("/produits", "fr-CA", true, new() { ["fr-CA"] = "/produits", ["en-CA"] = "/en/products" }),
        new("/services", "fr-CA", true, new() { ["fr-CA"] = "/services", ["en-CA"] = "/en/services" }),
    ];
}
