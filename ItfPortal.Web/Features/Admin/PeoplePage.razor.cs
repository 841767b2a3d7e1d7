using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin;

/// <summary>The list of people, read again at each look.</summary>
public sealed partial class PeoplePage
{
    private const int MaxSearch = 200;

    private PortalPeople? _people;
    private Error? _error;
    private string _search = "";

    [SupplyParameterFromQuery(Name = "recherche")] public string? Search { get; set; }

    /// <summary>Id of the last person of the page before.</summary>
    [SupplyParameterFromQuery(Name = "apres")] public string? After { get; set; }

    [Inject] public required AdminService Admin { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [CascadingParameter] public HttpContext? HttpContext { get; set; }

    private DateOnly Today => CompanyTime.Today(Time);

    private PanelState Panel => this switch
    {
        { _error: not null } => PanelState.Failed,
        { _people: null } => PanelState.Loading,
        { _people.People.IsEmpty: true } => PanelState.Empty,
        _ => PanelState.Ready,
    };

    protected override async Task OnInitializedAsync()
    {
        var search = (Search ?? "").Replace("\0", "", StringComparison.Ordinal).Trim();
        _search = search.Length > MaxSearch ? search[..MaxSearch] : search;
        var result = await Admin.PeopleAsync(new PeopleQuery(_search, RecordId.Parse(After)), HttpContext?.RequestAborted ?? default);
        _error = result.Error;
        _people = result.Ok ? result.Value : null;
    }

    private static IEnumerable<PersonGrant> Holding(PortalPerson person) => person.Grants.Where(grant => grant.State != AccessState.Revoked);

    private string Url(int? after) => PortalUrls.AdminPeople(_search, after);
}
