using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin;

/// <summary>A person's page, read again at each look.</summary>
public sealed partial class PersonPage
{
    private const int MaxDocument = 200;

    private PersonView? _view;
    private Error? _error;
    private string _document = "";

    [Parameter] public string Id { get; set; } = "";

    [SupplyParameterFromQuery(Name = "document")] public string? Document { get; set; }

    [Inject] public required AdminService Admin { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] public HttpContext? HttpContext { get; set; }

    private DateOnly Today => CompanyTime.Today(Time);

    protected override async Task OnInitializedAsync()
    {
        var document = (Document ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
        _document = document.Length > MaxDocument ? document[..MaxDocument] : document;
        if (RecordId.Parse(Id) is not { } id)
        {
            Navigation.NotFound();
            return;
        }
        var result = await Admin.PersonAsync(id, _document, HttpContext?.RequestAborted ?? default);
        if (result.Error is NotFoundError)
        {
            Navigation.NotFound();
            return;
        }
        _error = result.Error;
        _view = result.Ok ? result.Value : null;
    }

    // A word of a newer module's is a change like any other.
    private static string Known(string? reason) => reason is "granted" or "revoked" or "user" or "factor_removed" or "factor_kept" ? reason : "changed";
}
