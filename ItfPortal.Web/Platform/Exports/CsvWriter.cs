using System.Globalization;
using System.Text;

namespace ItfPortal.Web.Platform.Exports;

/// <summary>
/// Writes rows for a spreadsheet: UTF-8 with its mark, every field quoted, and no field that a spreadsheet would take for a formula.
/// </summary>
/// <param name="output">Where to; left open.</param>
/// <param name="separator"><c>;</c> for readers of French, whose spreadsheets expect it, else <c>,</c>.</param>
public sealed class CsvWriter(Stream output, char separator) : IAsyncDisposable
{
    // As typed and in the full width that some spreadsheets take for the same.
    private const string Formula = "=+-@\t\r\n＝＋－＠";

    private readonly StreamWriter _writer = new(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);

    /// <summary>One row.</summary>
    public async Task WriteAsync(IEnumerable<string?> fields, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var row = new StringBuilder();
        foreach (var field in fields)
        {
            row.Append(row.Length == 0 ? "" : separator).Append('"').Append(Safe(field).Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }
        await _writer.WriteAsync(row.Append("\r\n"), cancellationToken);
    }

    /// <summary>What is written goes out.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => _writer.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();

    /// <summary>The text, with an apostrophe before what would be a formula; a number, negative too, stays one.</summary>
    public static string Safe(string? text) =>
        text is not { Length: > 0 } || !Formula.Contains(text[0], StringComparison.Ordinal)
        || decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? text ?? ""
            : "'" + text;
}
