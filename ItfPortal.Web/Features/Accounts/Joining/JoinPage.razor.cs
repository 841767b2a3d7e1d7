using System.Globalization;
using ItfPortal.Web.Platform.Visitors;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Joining;

/// <summary>The form, and the word that it was received: the same for whatever the address has already.</summary>
public sealed partial class JoinPage
{
    private const string FormName = "join";

    private IReadOnlyList<string> _fields = [];
    private string? _problem;
    private string _stamp = "";

    [SupplyParameterFromForm(FormName = FormName)] public JoinForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal JoinService Service { get; init; } = null!;

    private JoinForm Form { get; set; } = new();

    protected override void OnInitialized()
    {
        Form = Posted ?? new();
        _stamp = Service.Stamp(Posted?.Stamp);
    }

    private static string Id(string field) => "join-" + field.ToLowerInvariant();

    private string? Bad(string field) => _fields.Contains(field) ? T[$"Bad_{field}"].Value : null;

    private async Task AskAsync()
    {
        var outcome = await Service.AskAsync(
            Form, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress, HttpContext.RequestAborted);
        _problem = outcome.Tell(HttpContext);
        if (_problem is null)
        {
            Navigation.NavigateTo(PortalUrls.AccountRequest + "?fait=1");
        }
        else if (outcome is VisitorOutcome.Incomplete incomplete)
        {
            _fields = incomplete.Fields;
        }
    }
}
