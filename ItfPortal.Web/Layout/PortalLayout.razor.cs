using System.Collections.Immutable;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace ItfPortal.Web.Layout;

/// <summary>The signed-in shell: static, so that a page carries no more of it in its circuit than its own island.</summary>
public sealed partial class PortalLayout
{
    private Identity? _identity;
    private CompanyAccess? _company;
    private ImmutableArray<NavItem> _items = [];

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [CascadingParameter] public HttpContext? HttpContext { get; set; }

    private string Path => "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];

    // With <base href="/"> a bare #main would lead to the home page.
    private string Here => HereUrl.Of(HttpContext, Navigation);

    protected override async Task OnInitializedAsync()
    {
        if (await Session.GetAsync(CancellationToken.None) is not { } session)
        {
            return;
        }
        _identity = session.Identity;
        var query = QueryHelpers.ParseQuery(Navigation.ToAbsoluteUri(Navigation.Uri).Query);
        _company = PortalNav.CompanyOf(_identity, query.TryGetValue("societe", out var code) ? code.ToString() : null);
        _items = PortalNav.Of(_identity, _company);
    }
}
