using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>One's own profile, with the company that the address names, else the first.</summary>
public sealed partial class ProfilePage
{
    private Identity? _identity;
    private PartyScope? _scope;
    private string? _code;
    private CompanyAddresses? _addresses;
    private Error? _error;
    private Tryton.Accounts.Profile? _profile;
    private Error? _unread;

    /// <summary>The company's code.</summary>
    [SupplyParameterFromQuery(Name = "societe")] public string? Company { get; set; }

    /// <summary>What was just done, as a word.</summary>
    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] internal SelfService Self { get; init; } = null!;

    [Inject] internal CompanySelfService Companies { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (await Session.GetAsync(HttpContext.RequestAborted) is not { } session)
        {
            return;
        }
        if (session.Identity is { Companies: [] } || (Company is null && session.Identity.Companies.Length > 0))
        {
            _scope = session.Identity.Companies is [var first, ..] ? new PartyScope(session.Identity.User, first) : null;
        }
        else if ((_scope = session.Scope(Company)) is null)
        {
            Navigation.NotFound();
            return;
        }
        // Both at once.
        var reading = session.Identity.Staff is null ? Self.ReadAsync(HttpContext.RequestAborted) : null;
        if (_scope is { } scope)
        {
            _code = session.Identity.Companies.Length > 1 ? scope.Code : null;
            var read = await Companies.AddressesAsync(scope, HttpContext.RequestAborted);
            (_addresses, _error) = (read.Ok ? read.Value : null, read.Error);
        }
        if (reading is not null)
        {
            var read = await reading;
            (_profile, _unread) = (read.Ok ? read.Value : null, read.Error);
        }
        // Last: the parts begin with what was read.
        _identity = session.Identity;
    }
}
