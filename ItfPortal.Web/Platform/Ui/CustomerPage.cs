using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>
/// A static page of a customer's: finds the company that the address is about, sends people with several companies to an
/// address that says which, and answers unknown companies as missing pages.
/// </summary>
public abstract class CustomerPage : ComponentBase
{
    /// <summary>Where the page is and where it may send to.</summary>
    [Inject] public required NavigationManager Navigation { get; init; }

    /// <summary>Whose session.</summary>
    [Inject] public required ICurrentSession Session { get; init; }

    /// <summary>Where refusals are noted.</summary>
    [Inject] public required IAuditLog Audit { get; init; }

    /// <summary>The company's code, in every address of a person with several companies.</summary>
    [SupplyParameterFromQuery(Name = "societe")] public string? Company { get; set; }

    /// <summary>The request's.</summary>
    [CascadingParameter] public HttpContext? HttpContext { get; set; }

    /// <summary>Ends with the request.</summary>
    protected CancellationToken Aborted => HttpContext?.RequestAborted ?? CancellationToken.None;

    /// <summary>The company, or null when the page must not be shown; the answer is then under way.</summary>
    protected async Task<CompanyChoice?> ChooseCompanyAsync()
    {
        var choice = CompanyChoice.Of(await Session.GetAsync(Aborted), Company);
        if (choice.Scope is not null)
        {
            return choice;
        }
        if (choice.SignedOut)
        {
            Navigation.NavigateTo(PortalUrls.SessionChanged);
        }
        else if (choice.Missing is { } first)
        {
            Navigation.NavigateTo(PortalUrls.WithCompany("/" + Navigation.ToBaseRelativePath(Navigation.Uri), first));
        }
        else
        {
            // What was typed is kept only if it can be a code.
            var code = Company is { Length: <= 40 } typed && typed.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') ? typed : null;
            await DenyAsync(null, new AuditTarget(AuditTargets.Company, code));
        }
        return null;
    }

    /// <summary>
    /// Answers as for a missing page, whether it is missing or somebody else's (the portal is not told which), and notes that it was asked
    /// for. Noted, not awaited: the one answer takes no longer than the other.
    /// </summary>
    protected async Task DenyAsync(PartyScope? scope, AuditTarget target)
    {
        if (await Session.GetAsync(Aborted) is { } session)
        {
            Audit.Note(new AuditEntry(AuditEvent.AccessDenied, AuditOutcome.Denied, AuditActor.Of(session))
            {
                Parties = scope is null ? [.. session.Identity.Companies.Select(company => company.Party)] : [scope.Party],
                Target = target,
                Origin = HttpContext is null ? null : AuditOrigin.Of(HttpContext),
            });
        }
        Navigation.NotFound();
    }
}
