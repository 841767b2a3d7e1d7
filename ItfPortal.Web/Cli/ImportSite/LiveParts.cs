using System.Text.RegularExpressions;
using AngleSharp.Dom;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>
/// Elements marked <c>data-component="Name"</c> stand where the live page has a component of the project: the element is replaced by it.
/// </summary>
internal sealed partial class LiveParts(string output, SiteReport report)
{
    private const string Attribute = "data-component";
    private readonly Dictionary<string, string?> _namespaces = new(StringComparer.Ordinal);

    /// <summary>Marks the component an element is written as.</summary>
    public const string Tag = "import-site-component";

    /// <summary>Replaces them in a page.</summary>
    public void Replace(SitePage page)
    {
        foreach (var element in page.Document.QuerySelectorAll($"[{Attribute}]").ToList())
        {
            var name = element.GetAttribute(Attribute)!;
            element.RemoveAttribute(Attribute);
            if (!Name().IsMatch(name) || NamespaceOf(name) is null)
            {
                report.Add(Finding.Lost, page.Path, SitePage.Line(element), $"{Attribute}=\"{name}\": the project has no such component; what the page shows is kept");
                continue;
            }
            element.Replace(Component(page.Document, name));
        }
    }

    /// <summary>The namespaces of the components that some nodes are written with.</summary>
    public IEnumerable<string> NamespacesIn(IEnumerable<INode> nodes) => nodes.SelectMany(node => node.DescendantsAndSelf()).OfType<IElement>()
        .Where(element => element.LocalName == Tag).Select(element => NamespaceOf(element.GetAttribute("name")!)).OfType<string>()
        .Where(place => place.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>What stands for a component in a document that is worked on.</summary>
    public static IElement Component(IDocument document, string name)
    {
        var component = document.CreateElement(Tag);
        component.SetAttribute("name", name);
        return component;
    }

    private string? NamespaceOf(string name)
    {
        if (!_namespaces.TryGetValue(name, out var place))
        {
            var file = Directory.Exists(output)
                ? Directory.EnumerateFiles(output, name + ".razor", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                    .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).FirstOrDefault()
                : null;
            // What lies with the pages is in their sight without being named.
            _namespaces[name] = place = file is null ? null : Path.GetDirectoryName(Path.GetRelativePath(output, file))! is var folder
                && folder.Replace('\\', '/').StartsWith(ImportRequest.PagesFolder, StringComparison.Ordinal) ? "" : RazorFile.NamespaceOf(output, folder);
        }
        return place;
    }

    [GeneratedRegex("^[A-Z][A-Za-z0-9]{0,60}$")]
    private static partial Regex Name();
}
