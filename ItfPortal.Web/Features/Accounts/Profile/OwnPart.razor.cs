using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>Name and phone as they were last seen; what was typed stays until it is saved or given up.</summary>
public sealed partial class OwnPart
{
    private const string FormName = "own";

    private Tryton.Accounts.Profile? _theirs;
    private Error? _refused;

    /// <summary>As it is now; null when Tryton does not say.</summary>
    [Parameter, EditorRequired] public Tryton.Accounts.Profile? Shown { get; set; }

    /// <summary>Why not.</summary>
    [Parameter] public Error? Unread { get; set; }

    [SupplyParameterFromForm(FormName = FormName)] public OwnForm? Posted { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal SelfService Self { get; init; } = null!;

    private OwnForm Form { get; set; } = new();

    protected override void OnInitialized()
    {
        Form = Posted ?? new OwnForm { Name = Shown?.Name, Phone = Shown?.Phone, Version = Shown?.Version };
        Form.Request = (RequestId.Parse(Form.Request) ?? RequestId.New()).ToString();
    }

    private (string, string, string)[] Compared(Tryton.Accounts.Profile theirs) =>
        [(T["Name"], Form.Name ?? "", theirs.Name), (T["Phone"], Form.Phone ?? "", theirs.Phone ?? "")];

    private bool Is(string code) => _refused is RefusedError refused && refused.Code == code;

    private string? Invalid(string code) => Is(code) ? "true" : null;

    private async Task SaveAsync()
    {
        var saved = await Self.WriteAsync(
            RequestId.Parse(Form.Request)!.Value, Form.Name ?? "", string.IsNullOrWhiteSpace(Form.Phone) ? null : Form.Phone, Form.Version ?? "",
            HttpContext.RequestAborted);
        if (saved.Ok)
        {
            Navigation.NavigateTo(PortalUrls.Profile + "?fait=profil");
            return;
        }
        _refused = saved.Error;
        if (Is(ProfileRefusals.StaleValues) && Shown is { } now)
        {
            // The next attempt is of what is shown beside it.
            (_theirs, Form.Version) = (now, now.Version);
        }
        HttpContext.Response.StatusCode = StatusOf(saved.Error!);
    }

    /// <summary>422 for what can be mended here, 503 for what can be tried again.</summary>
    internal static int StatusOf(Error error) =>
        error is TrytonUnavailableError or Platform.Audit.AuditUnavailableError ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status422UnprocessableEntity;
}

/// <summary>The posted form.</summary>
public sealed class OwnForm
{
    public string? Request { get; set; }

    public string? Version { get; set; }

    public string? Name { get; set; }

    public string? Phone { get; set; }
}
