using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>Structured data (JSON-LD): read as JSON, its addresses written anew, and written so that it cannot end its own element.</summary>
internal sealed class StructuredJson(SitePage page, SiteLinks links, SiteAssets assets)
{
    private static readonly JsonSerializerOptions s_options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), MaxDepth = 64 };

    /// <summary>The text as the page is to carry it; null when it is not JSON.</summary>
    public string? Read(string text)
    {
        try
        {
            return Renew(JsonNode.Parse(text), null)?.ToJsonString(s_options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonNode? Renew(JsonNode? node, string? name) => node switch
    {
        JsonObject properties => new JsonObject(properties.Select(property => KeyValuePair.Create(property.Key, Renew(property.Value, property.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Renew(item, name))]),
        JsonValue value when name is "url" or "@id" or "image" or "logo" or "item" or "mainEntityOfPage" && value.TryGetValue<string>(out var url) => JsonValue.Create(Address(url)),
        _ => node?.DeepClone(),
    };

    // From the root, not with its host: readers of JSON-LD complete addresses by the page's own.
    private string Address(string url)
    {
        var link = links.Resolve(page.Base, page.Path, url);
        return link.Kind switch
        {
            LinkKind.Page when links.RouteOf(link.Path) is { } route => route + link.Suffix,
            LinkKind.Asset => assets.UrlOf(link.Path) + link.Suffix,
            _ => url,
        };
    }
}
