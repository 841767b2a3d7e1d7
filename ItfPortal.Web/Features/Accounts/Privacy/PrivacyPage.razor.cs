using ItfPortal.Web.Features.Accounts.Profile;
using ItfPortal.Web.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Privacy;

/// <summary>Consents: each purpose a box of its own, none ticked before it was.</summary>
public sealed partial class PrivacyPage
{
    private const string ConsentForm = "consents";

    private Consents? _consents;
    private Error? _error;
    private string? _problem;

    [SupplyParameterFromForm(FormName = ConsentForm)] public ChosenForm? Chosen { get; set; }

    /// <summary>What was just done, as a word.</summary>
    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal ConsentService Service { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var read = await Service.ReadAsync(HttpContext.RequestAborted);
        (_consents, _error) = (read.Ok ? read.Value : null, read.Error);
    }

    private async Task SaveAsync()
    {
        // Of another text than the one that was read, nothing is consented to: the page shows the new one.
        if (Chosen?.Version != PrivacyPolicy.Version)
        {
            Navigation.NavigateTo(PortalUrls.Privacy);
            return;
        }
        var saved = await Service.SetAsync(Chosen.Purposes, HttpContext.RequestAborted);
        if (saved.Ok)
        {
            Navigation.NavigateTo(PortalUrls.Privacy + "?fait=choix");
            return;
        }
        _problem = saved.Error!.Message;
        HttpContext.Response.StatusCode = OwnPart.StatusOf(saved.Error!);
    }
}

/// <summary>The posted form.</summary>
public sealed class ChosenForm
{
    public string? Version { get; set; }

    public bool Newsletter { get; set; }

    public bool Surveys { get; set; }

    internal IReadOnlyCollection<string> Purposes => [.. new[] { Newsletter ? "newsletter" : null, Surveys ? "surveys" : null }.OfType<string>()];
}
