using System.Globalization;

namespace ItfPortal.Web.Cli.ImportSite;

/// <summary>How much a line of the report matters.</summary>
internal enum Finding
{
    /// <summary>Carried over in another form.</summary>
    Note,

    /// <summary>Not carried over.</summary>
    Lost,

    /// <summary>Left as somebody has edited it.</summary>
    Kept,

    /// <summary>Why nothing at all was written.</summary>
    Refused,
}

/// <summary>What the import has to say, by file and line; the same site says the same.</summary>
internal sealed class SiteReport
{
    private readonly HashSet<(string File, int Line, Finding Finding, string Text)> _lines = [];

    /// <summary>Whether something makes the whole import impossible.</summary>
    public bool IsRefused => Count(Finding.Refused) > 0;

    /// <summary>Adds a line; a line said twice is one.</summary>
    /// <param name="finding">How much it matters.</param>
    /// <param name="file">From the site's folder.</param>
    /// <param name="line">1 and up; 0 for the file as a whole.</param>
    /// <param name="text">What happened and what became of it.</param>
    public void Add(Finding finding, string file, int line, string text) => _lines.Add((file, line, finding, Plain(text)));

    /// <summary>How many lines of one kind there are.</summary>
    public int Count(Finding finding) => _lines.Count(line => line.Finding == finding);

    /// <summary>The lines, by file and line.</summary>
    public IEnumerable<string> Lines() => _lines.OrderBy(line => line.File, StringComparer.Ordinal).ThenBy(line => line.Line)
        .ThenBy(line => line.Finding).ThenBy(line => line.Text, StringComparer.Ordinal).Select(line => string.Create(CultureInfo.InvariantCulture,
        $"{line.Finding.ToString().ToLowerInvariant(),-7} {line.File}{(line.Line > 0 ? $":{line.Line}" : "")}  {line.Text}"));

    // A report is read in a terminal: what a page says must not steer it.
    private static string Plain(string text)
    {
        var plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return plain.Length > 300 ? plain[..300] + "…" : plain;
    }
}
