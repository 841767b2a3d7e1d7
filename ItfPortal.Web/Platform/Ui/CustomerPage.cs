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
            Navigation.NotFound();
        }
        return null;
    }
}
