using ItfPortal.Tryton.Sessions;

namespace ItfPortal.Tryton.Reports;

/// <summary>Prints Tryton's reports.</summary>
public interface IReportClient
{
    /// <summary>Runs a report (<c>report.*.execute</c>). One at a time costs Tryton seconds; two run at once, the others wait.</summary>
    /// <param name="session">Who prints, and in which language.</param>
    /// <param name="query">Which report, of which records.</param>
    /// <param name="cancellationToken">Gives it up; Tryton finishes what it has begun.</param>
    /// <exception cref="Protocol.TrytonUserErrorException">Tryton refuses, for example because the records are not the person's to print.</exception>
    /// <exception cref="Protocol.TrytonAccessDeniedException">The report is closed to the person.</exception>
    /// <exception cref="Protocol.TrytonTransportException">No usable answer, or one over 64 MB.</exception>
    Task<PrintedReport> PrintAsync(SessionToken session, ReportQuery query, CancellationToken cancellationToken);
}

/// <summary>Which report to print.</summary>
/// <param name="Report">Its name, for example <c>account.invoice</c>.</param>
/// <param name="Model">Model of the records, for example <c>account.invoice</c>.</param>
/// <param name="Ids">The records, at least one.</param>
public sealed record ReportQuery(string Report, string Model, IReadOnlyList<int> Ids)
{
    /// <summary>The <c>ir.action.report</c>, where one name has several; null is Tryton's first.</summary>
    public int? ActionId { get; init; }
}

/// <summary>A report as Tryton made it.</summary>
/// <param name="Type">File extension without the dot, for example <c>pdf</c> or <c>odt</c>.</param>
/// <param name="Content">The file's bytes; UTF-8 for a report that is text.</param>
/// <param name="PrintDirectly">Whether Tryton would send it to the printer rather than show it.</param>
/// <param name="Name">Its name without the extension, for example <c>Invoice-INV-2026-00004</c>; Tryton's own words, to be cleaned before it becomes a path.</param>
/// <remarks>Source: <c>Report.execute</c>, trytond/report/report.py.</remarks>
public sealed record PrintedReport(string Type, ReadOnlyMemory<byte> Content, bool PrintDirectly, string Name);
