using ItfPortal.Tryton.Events;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Billing;

/// <summary>Until invoices exist: an honest page for the people who would look for them.</summary>
public sealed partial class InvoicesPage
{
    private PartyScope? _scope;
    private OwnCompany? _company;

    [SupplyParameterFromQuery(Name = "societe")] public string? Company { get; set; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (await Session.GetAsync(CancellationToken.None) is not { } session)
        {
            Navigation.NavigateTo(PortalUrls.SessionChanged);
            return;
        }
        var companies = session.Identity.Companies;
        if (Company is null && companies.Length > 1)
        {
            Navigation.NavigateTo(PortalUrls.WithCompany(PortalUrls.Invoices, companies[0].Code));
            return;
        }
        // Somebody else's company, an unknown one and one whose invoices this role may not see answer the same.
        if (session.Scope(Company) is not { } scope || !scope.Opens(EventArea.Invoice))
        {
            Navigation.NotFound();
            return;
        }
        _scope = scope;
        _company = session.Identity.Company;
    }
}
