using ItfPortal.Tryton.Administration;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.Extensions.Localization;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Grants and what hides a document, in the reader's language.</summary>
internal static class PersonWords
{
    /// <summary>The grant's company; ITF itself for staff.</summary>
    public static string Company(PersonGrant grant, IStringLocalizer texts) => grant.PartyName ?? texts["Staff"];

    /// <summary>Role, documents and dates: "Achats, Usine de Lévis seulement, jusqu’au 22 décembre".</summary>
    public static string Grant(PersonGrant grant, DateOnly today, IStringLocalizer texts) => string.Join(", ", new[]
    {
        Role(grant, texts),
        grant.Role is null ? null : AccessWords.Scope(grant.Scope, grant.SiteName),
        AccessWords.Dates(grant.From, grant.To, today),
    }.OfType<string>());

    /// <summary>The role.</summary>
    public static string Role(PersonGrant grant, IStringLocalizer texts) =>
        grant.Role is { } role ? AccessWords.Role(role) : texts[$"Staff_{grant.Staff}"];

    /// <summary>What the document is called: "la commande 2053".</summary>
    public static string Document(Verdict verdict, IStringLocalizer texts) =>
        texts[verdict.IsInvoice ? "TheInvoice" : "TheOrder", verdict.Number ?? verdict.Reference ?? "–"];

    /// <summary>One thing that hides it, as a sentence.</summary>
    public static string Reason(Hindrance reason, Verdict verdict, DateOnly today, IStringLocalizer texts)
    {
        var role = reason.Role is { } held ? AccessWords.Role(held) : "";
        return reason.Code switch
        {
            HindranceCode.NoAccess => texts["Why_NoAccess", verdict.PartyName],
            HindranceCode.Ended or HindranceCode.Coming when reason.Date is { } date => texts[$"Why_{reason.Code}", role, Formats.DateInWords(date, today)],
            HindranceCode.Role => texts[verdict.IsInvoice ? "Why_Role_Invoice" : "Why_Role_Order", role],
            HindranceCode.Site => verdict.Site is { } site
                ? texts["Why_Site", role, reason.Site ?? "–", site]
                : texts["Why_Site_None", role, reason.Site ?? "–"],
            _ => texts[$"Why_{reason.Code}", role],
        };
    }
}
