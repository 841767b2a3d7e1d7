using System.Text;
using AngleSharp.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>A header, navigation or footer that several pages share: one component.</summary>
/// <param name="Name">Of the component.</param>
/// <param name="Element">Taken from the first page; attributes that differ hold the most usual value.</param>
/// <param name="Varying">What each attribute is on pages where it is not that, by element, name and route; null where it is absent.</param>
internal sealed record SharedPart(string Name, IElement Element, IReadOnlyDictionary<(IElement, string), IReadOnlyList<(string Route, string? Value)>> Varying);

/// <summary>
/// Finds what pages share: outermost headers, navigations and footers of the same elements and words. Where one is may differ (which
/// link is the current one, where the other language is); what it says may not.
/// </summary>
internal static class SharedParts
{
    private static readonly string[] s_current = ["active", "current", "selected", "is-active", "is-current"];

    /// <summary>Takes them out of the pages, and puts a component in their place.</summary>
    public static IReadOnlyList<SharedPart> Extract(IReadOnlyList<SitePage> pages)
    {
        var primary = pages.GroupBy(page => page.Language, StringComparer.Ordinal).OrderByDescending(group => group.Count())
            .ThenByDescending(group => group.Any(page => page.Route == "/")).ThenBy(group => group.Key, StringComparer.Ordinal).First().Key;
        var parts = new List<SharedPart>();
        foreach (var language in pages.GroupBy(page => page.Language, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var suffix = language.Key == primary ? "" : SitePage.Pascal(language.Key.Split('-')[0]);
            var pending = language.SelectMany(page => Landmarks(page.Document.Body!).Select(element => (Page: page, Element: element))).ToList();
            // What is not shared as a whole may hold something that is.
            while (pending.Count > 0)
            {
                var next = new List<(SitePage, IElement)>();
                foreach (var same in pending.GroupBy(found => Shape(found.Element), StringComparer.Ordinal))
                {
                    var once = same.DistinctBy(found => found.Page.Path).ToList();
                    if (once.Count < 2)
                    {
                        next.AddRange(same.SelectMany(found => found.Element.Children.SelectMany(Landmarks).Select(inner => (found.Page, inner))));
                        continue;
                    }
                    parts.Add(Part(Unique(parts, KindOf(once[0].Element) + suffix), once));
                }
                pending = next;
            }
        }
        return parts;
    }

    private static SharedPart Part(string name, List<(SitePage Page, IElement Element)> same)
    {
        var copies = same.Select(found => (found.Page, Elements: Flat(found.Element).ToList())).ToList();
        var varying = new Dictionary<(IElement, string), IReadOnlyList<(string, string?)>>();
        for (var index = 0; index < copies[0].Elements.Count; index++)
        {
            var first = copies[0].Elements[index];
            foreach (var attribute in copies.SelectMany(copy => copy.Elements[index].Attributes.Select(a => a.Name)).Distinct(StringComparer.Ordinal).ToList())
            {
                var values = copies.Select(copy => (copy.Page.Route, Value: copy.Elements[index].GetAttribute(attribute))).ToList();
                var usual = values.GroupBy(v => v.Value).OrderByDescending(group => group.Count()).First().Key;
                var others = values.Where(v => v.Value != usual).ToList();
                if (usual is null)
                {
                    first.RemoveAttribute(attribute);
                }
                else
                {
                    first.SetAttribute(attribute, usual);
                }
                if (others.Count > 0)
                {
                    varying[(first, attribute)] = others;
                }
            }
        }
        foreach (var (page, element) in same)
        {
            element.Replace(LiveParts.Component(page.Document, name));
        }
        return new SharedPart(name, same[0].Element, varying);
    }

    private static IEnumerable<IElement> Landmarks(IElement element) =>
        KindOf(element).Length > 0 ? [element] : element.Children.SelectMany(Landmarks);

    private static string KindOf(IElement element) => (element.LocalName, element.GetAttribute("role")) switch
    {
        ("header", _) or (_, "banner") => "SiteHeader",
        ("nav", _) or (_, "navigation") => "SiteNav",
        ("footer", _) or (_, "contentinfo") => "SiteFooter",
        _ => "",
    };

    private static string Unique(List<SharedPart> parts, string name)
    {
        var unique = name;
        for (var number = 2; parts.Any(part => part.Name == unique); number++)
        {
            unique = FormattableString.Invariant($"{name}{number}");
        }
        return unique;
    }

    private static IEnumerable<IElement> Flat(IElement element) => element.Children.SelectMany(Flat).Prepend(element);

    private static string Shape(IElement element)
    {
        var shape = new StringBuilder();
        Write(element, shape);
        return shape.ToString();
    }

    private static void Write(INode node, StringBuilder shape)
    {
        if (node is not IElement element)
        {
            if (node is IText text)
            {
                shape.AppendJoin(' ', text.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            }
            return;
        }
        shape.Append('<').Append(element.LocalName);
        foreach (var attribute in element.Attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            var value = attribute.Name switch
            {
                "aria-current" => null,
                "href" when element.HasAttribute("hreflang") => null,
                // A place on the page itself, whichever it is.
                "href" when attribute.Value.Contains('#', StringComparison.Ordinal) => attribute.Value[attribute.Value.IndexOf('#', StringComparison.Ordinal)..],
                "class" => string.Join(' ', element.ClassList.Except(s_current).Order(StringComparer.Ordinal)),
                _ => attribute.Value,
            };
            if (!string.IsNullOrEmpty(value))
            {
                shape.Append(' ').Append(attribute.Name).Append('=').Append(value);
            }
        }
        shape.Append('>');
        foreach (var child in node.ChildNodes)
        {
            Write(child, shape);
        }
        shape.Append("</>");
    }
}
