using System.Globalization;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Web.Features.Journal;

/// <summary>Lines in words, for the page and the file.</summary>
internal sealed class JournalWords(IStringLocalizer<JournalTexts> texts, TimeProvider time)
{
    /// <summary>What happened; another version's word as it is.</summary>
    public string Event(AuditLine line) => line.Event == AuditEvent.Unknown ? line.Word : Event(line.Event);

    /// <summary>What may happen.</summary>
    public string Event(AuditEvent value) => texts[$"Event_{value}"];

    /// <summary>What came of it.</summary>
    public string Outcome(AuditOutcome value) => texts[$"Outcome_{value}"];

    /// <summary>Who, for a reader who knows numbers of people.</summary>
    public string Who(JournalRow row) => row.Line switch
    {
        { ActorKind: AuditActorKind.System } => texts["Who_System"],
        _ when row.Who is { Length: > 0 } name => name,
        { ActorUser: { } user } => texts["Who_Number", user.ToString(CultureInfo.InvariantCulture)],
        { ActorKind: AuditActorKind.Staff } => texts["Who_Staff"],
        { ActorKind: AuditActorKind.Customer } => texts["Who_Customer"],
        _ => texts["Who_Unknown"],
    };

    /// <summary>Of ITF or of the customer, where the name alone does not say it.</summary>
    public string? Kind(JournalRow row) => row is { Line.ActorKind: AuditActorKind.Staff, Who: not null } ? texts["Who_Staff"].Value : null;

    /// <summary>On what or whom; null when there is nothing to say.</summary>
    public string? Target(JournalRow row)
    {
        if (row.Whom is { Length: > 0 } || row.Line.Detail.User is not null)
        {
            return row.Whom is { Length: > 0 } name ? name : texts["Who_Number", row.Line.Detail.User!.Value.ToString(CultureInfo.InvariantCulture)];
        }
        if (row.Line.Target is not { } target || target.Type is AuditTargets.Person or AuditTargets.Grant)
        {
            return null;
        }
        var text = texts[$"Target_{target.Type}", target.Id ?? "?"];
        return text.ResourceNotFound ? $"{target.Type} {target.Id}" : text.Value;
    }

    /// <summary>Why, how much, since when; null when there is nothing to say.</summary>
    public string? More(AuditDetail detail)
    {
        var parts = new List<string>();
        if (detail.Cause is { } cause)
        {
            var text = texts[$"Cause_{cause}"];
            parts.Add(text.ResourceNotFound ? cause : text.Value);
        }
        parts.AddRange(Access(detail));
        if (detail.Reason is { } reason)
        {
            parts.Add(texts["Reason", reason]);
        }
        if (detail.Rows is { } rows)
        {
            parts.Add(texts[Nouns.IsPlural(rows, Reader.Language) ? "Rows" : "RowsOne", Formats.Quantity(rows)]);
        }
        if (detail.Minutes is { } minutes)
        {
            parts.Add(texts["Minutes", Formats.Quantity(minutes)]);
        }
        if (detail.When is { } when)
        {
            parts.Add(texts["When", Formats.DateAndTime(when)]);
        }
        return parts.Count == 0 ? null : string.Join(" · ", parts);
    }

    // Role, documents and dates of an access; words of another version are left out.
    private IEnumerable<string> Access(AuditDetail detail)
    {
        var (role, old) = (Word<PortalRole>(detail.Role), Word<PortalRole>(detail.OldRole));
        if ((role ?? old) is { } named)
        {
            yield return AccessWords.Role(named);
        }
        if (role is not null && old is { } before && before != role)
        {
            yield return texts["OldRole", AccessWords.Role(before)];
        }
        if (Word<GrantScope>(detail.Scope) is { } scope)
        {
            // Sites are known by their number here, which tells a reader nothing.
            yield return scope == GrantScope.Site ? texts["OneSite"] : AccessWords.Scope(scope, null);
        }
        if (AccessWords.Dates(detail.From, detail.To, CompanyTime.Today(time)) is { } dates)
        {
            yield return dates;
        }
    }

    private static T? Word<T>(string? word)
        where T : struct, Enum => Enum.TryParse<T>(word?.Replace("_", "", StringComparison.Ordinal), true, out var value) ? value : null;
}
