using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>Writes a document's nodes as the markup of a component.</summary>
internal sealed partial class RazorMarkup(string file, SiteReport report)
{
    private static readonly HashSet<string> s_void = ["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
    private static readonly Dictionary<(IElement, string), IReadOnlyList<(string Route, string? Value)>> s_nothing = [];
    private readonly StringBuilder _markup = new();

    /// <summary>Attributes that differ between pages.</summary>
    public IReadOnlyDictionary<(IElement, string), IReadOnlyList<(string Route, string? Value)>>? Varying { private get; init; }

    /// <summary>Text as Razor takes it: an at sign begins code there.</summary>
    public static string Text(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal).Replace("@", "@@", StringComparison.Ordinal);

    /// <summary>A literal of C#.</summary>
    public static string Literal(string? text) => text is null ? "null" : System.Text.Json.JsonSerializer.Serialize(text);

    /// <summary>Adds a node and what is in it; comments are left out.</summary>
    public void Add(INode node)
    {
        switch (node)
        {
            case IText text:
                _markup.Append(Text(text.Data));
                break;
            case IElement { LocalName: LiveParts.Tag } component:
                _markup.Append('<').Append(component.GetAttribute("name")).Append(" />");
                break;
            case IElement element when TagName().IsMatch(element.LocalName):
                Element(element);
                break;
            case IElement element:
                report.Add(Finding.Lost, file, SitePage.Line(element), $"<{element.LocalName}>: not a name an element can have; what is in it is kept");
                Children(element);
                break;
        }
    }

    public override string ToString() => _markup.ToString();

    private void Element(IElement element)
    {
        _markup.Append('<').Append(element.LocalName);
        foreach (var attribute in element.Attributes)
        {
            if (!AttributeName().IsMatch(attribute.Name))
            {
                report.Add(Finding.Lost, file, SitePage.Line(element), $"attribute {attribute.Name} of <{element.LocalName}>: not a name that a component can write");
            }
            else if (Varying?.ContainsKey((element, attribute.Name)) != true)
            {
                _markup.Append(' ').Append(attribute.Name).Append("=\"").Append(Value(attribute.Value)).Append('"');
            }
        }
        foreach (var (key, others) in (Varying ?? s_nothing).Where(varying => varying.Key.Item1 == element).OrderBy(varying => varying.Key.Item2, StringComparer.Ordinal))
        {
            var name = key.Item2;
            var cases = string.Concat(others.GroupBy(other => other.Value).Select(group =>
                $"{string.Join(" or ", group.Select(other => Literal(other.Route)).Order(StringComparer.Ordinal))} => {Literal(group.Key)}, "));
            _markup.Append(' ').Append(name).Append("=\"@(Here switch { ").Append(cases).Append("_ => ").Append(Literal(element.GetAttribute(name))).Append(" })\"");
        }
        if (s_void.Contains(element.LocalName))
        {
            _markup.Append(" />");
            return;
        }
        _markup.Append('>');
        if (element is IHtmlTemplateElement template)
        {
            foreach (var child in template.Content.ChildNodes)
            {
                Add(child);
            }
        }
        // A script that is a file has nothing in it.
        else if (element.LocalName != "script")
        {
            Children(element);
        }
        _markup.Append("</").Append(element.LocalName).Append('>');
    }

    private void Children(IElement element)
    {
        foreach (var child in element.ChildNodes)
        {
            Add(child);
        }
    }

    private static string Value(string value) => value.StartsWith(Addresses.Absolute, StringComparison.Ordinal)
        ? $"@Navigation.ToAbsoluteUri({Literal(value[1..])})"
        : value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal).Replace("@", "@@", StringComparison.Ordinal);

    [GeneratedRegex("^[a-z][A-Za-z0-9-]*$")]
    private static partial Regex TagName();

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_:.-]*$")]
    private static partial Regex AttributeName();
}
