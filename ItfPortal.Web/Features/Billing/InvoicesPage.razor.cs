using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Billing;

/// <summary>Until invoices exist: an honest page for the people who would look for them.</summary>
public sealed partial class InvoicesPage
{
    private PartyScope? _scope;
    private OwnCompany? _company;

    [Inject] public required TimeProvider Time { get; init; }

    private string ScopeInWords => ScopeWords.Invoices(_scope!, CompanyTime.Today(Time));

    protected override async Task OnInitializedAsync()
    {
        if ((await ChooseCompanyAsync())?.Scope is not { } scope)
        {
            return;
        }
        // A company whose invoices this role may not see, or that has none here, answers as one that does not exist.
        if (!scope.ReadsInvoices)
        {
            Navigation.NotFound();
            return;
        }
        _scope = scope;
        _company = (await Session.GetAsync(Aborted))?.Identity.Company;
    }
}
