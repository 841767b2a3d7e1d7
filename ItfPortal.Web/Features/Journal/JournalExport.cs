using System.Globalization;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Exports;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Security.Limits;
using ItfPortal.Web.Platform.Ui;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;

namespace ItfPortal.Web.Features.Journal;

/// <summary>The journal as a file, within the limits of exports; the file itself is a line of the journal, written before its first row.</summary>
internal sealed class JournalExport(
    JournalService journal, JournalWords words, IAuditLog audit, ExportLimits limits, IOptions<LimitsOptions> options,
    IStringLocalizer<JournalTexts> texts, TimeProvider time)
{
    /// <summary>Answers with the file.</summary>
    /// <param name="context">The request.</param>
    /// <param name="current">Whose.</param>
    /// <param name="scope">The company; null for ITF's administrators.</param>
    public async Task AnswerAsync(HttpContext context, PortalSession current, PartyScope? scope)
    {
        var (place, wait) = await limits.EnterAsync(current.Identity.User, context.RequestAborted);
        using var _ = place;
        if (place is null)
        {
            PageLimits.TooMany(context, wait);
            return;
        }
        var entry = new AuditEntry(AuditEvent.DataExported, AuditOutcome.Begun, AuditActor.Of(current))
        {
            Parties = scope is null ? [] : [scope.Party],
            Target = new AuditTarget(AuditTargets.Journal, null),
            Origin = AuditOrigin.Of(context),
        };
        long begun;
        try
        {
            begun = await audit.WriteAsync(entry, context.RequestAborted);
        }
        catch (AuditUnavailableException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        var (rows, outcome) = (0, AuditOutcome.Error);
        try
        {
            Head(context.Response, scope);
            await using var csv = new CsvWriter(context.Response.Body, Formats.English ? ',' : ';');
            await csv.WriteAsync(Heads(scope is null), context.RequestAborted);
            var most = options.Value.ExportRows;
            await foreach (var row in journal.AllAsync(scope, JournalQueryUrl.Parse(context.Request.QueryString.Value), most, context.RequestAborted))
            {
                await csv.WriteAsync(Fields(row, scope is null), context.RequestAborted);
                rows++;
            }
            if (rows == most)
            {
                await csv.WriteAsync([texts["ExportCut", Formats.Quantity(most)]], context.RequestAborted);
            }
            outcome = AuditOutcome.Ok;
        }
        finally
        {
            audit.Note(entry with { Outcome = outcome, Completes = begun, Detail = new AuditDetail { Rows = rows } });
        }
    }

    /// <summary>Answers as for a missing file, and notes that it was asked for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="current">Whose.</param>
    /// <param name="scope">The company; null when it is none of theirs.</param>
    public void Deny(HttpContext context, PortalSession current, PartyScope? scope)
    {
        audit.Note(new AuditEntry(AuditEvent.AccessDenied, AuditOutcome.Denied, AuditActor.Of(current))
        {
            Parties = scope is null ? [.. current.Identity.Companies.Select(company => company.Party)] : [scope.Party],
            Target = new AuditTarget(AuditTargets.Journal, null),
            Origin = AuditOrigin.Of(context),
        });
        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }

    private void Head(HttpResponse response, PartyScope? scope)
    {
        var day = Formats.Date(CompanyTime.Today(time));
        // A code of a party is Tryton's text: what a header does not bear is left out.
        var whose = scope is null ? "" : "-" + new string([.. scope.Code.Where(char.IsAsciiLetterOrDigit)]);
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"journal{whose}-{day}.csv\"";
        response.Headers.CacheControl = "no-store";
    }

    private string[] Heads(bool all)
    {
        string[] heads =
        [
            texts["Number"], texts["When_Head"], texts["What"], texts["Code"], texts["Result"], texts["Who"], texts["On"], texts["TargetNumber"], texts["Details"],
        ];
        return all ? [.. heads, texts["PersonNumber"], texts["Company"], texts["Address"]] : heads;
    }

    private string?[] Fields(JournalRow row, bool all)
    {
        var line = row.Line;
        string?[] fields =
        [
            line.Id.ToString(CultureInfo.InvariantCulture), CompanyTime.Of(line.At).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            words.Event(line), line.Word, words.Outcome(line.Outcome), words.Who(row), words.Target(row), line.Target?.Id, words.More(line.Detail),
        ];
        return all ? [.. fields, line.ActorUser?.ToString(CultureInfo.InvariantCulture), row.Companies, line.Address] : fields;
    }
}

/// <summary>Addresses of the files.</summary>
internal static class JournalExports
{
    public static void MapJournalExports(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet(PortalUrls.JournalFile, async (HttpContext context, ICurrentSession session, JournalExport export) =>
            await export.AnswerAsync(context, await session.RequireAsync(context.RequestAborted), null)).RequireAuthorization(Policies.Administrator);
        endpoints.MapGet(PortalUrls.CompanyJournalFile, async (HttpContext context, ICurrentSession session, JournalExport export) =>
        {
            var current = await session.RequireAsync(context.RequestAborted);
            var scope = current.Scope(context.Request.Query["societe"].FirstOrDefault());
            if (scope is { ReadsJournal: true })
            {
                await export.AnswerAsync(context, current, scope);
            }
            else
            {
                export.Deny(context, current, scope);
            }
        }).RequireAuthorization(Policies.Customer);
    }
}
