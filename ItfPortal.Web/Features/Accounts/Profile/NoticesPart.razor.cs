using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Profile;

/// <summary>Where notices go. The password is never rendered back.</summary>
public sealed partial class NoticesPart
{
    private const string FormName = "notices";

    private RefusedError? _refused;
    private string? _problem;
    private string _request = "";

    /// <summary>As it is now; null when Tryton does not say.</summary>
    [Parameter, EditorRequired] public Tryton.Accounts.Profile? Shown { get; set; }

    [SupplyParameterFromForm(FormName = FormName)] public NoticesForm? Posted { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal SelfService Self { get; init; } = null!;

    protected override void OnInitialized() => _request = (RequestId.Parse(Posted?.Request) ?? RequestId.New()).ToString();

    private string? Invalid(string code) => _refused?.Code == code ? "true" : null;

    private async Task SaveAsync()
    {
        if (Posted is not { Address.Length: > 0 and <= 254, Password.Length: > 0 and <= SignInForm.MaxPassword } posted)
        {
            _problem = T["Incomplete"];
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        var saved = await Self.SendNoticesAsync(RequestId.Parse(_request)!.Value, posted.Address.Trim(), posted.Password, HttpContext.RequestAborted);
        if (saved.Ok)
        {
            Navigation.NavigateTo(PortalUrls.Profile + "?fait=avis");
            return;
        }
        _refused = saved.Error as RefusedError;
        _problem = _refused is { Code: CompanyRefusals.BadEmail or PasswordRefusals.WrongPassword } ? null : saved.Error!.Message;
        HttpContext.Response.StatusCode = OwnPart.StatusOf(saved.Error!);
    }
}

/// <summary>The posted form.</summary>
public sealed class NoticesForm
{
    public string? Request { get; set; }

    public string? Address { get; set; }

    public string? Password { get; set; }

    /// <summary>Never shows them.</summary>
    public override string ToString() => "notices";
}
