using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>Asking for another address: static; the password is asked for each time.</summary>
public sealed partial class AddressPage
{
    private const string FormName = "address";

    private (string? Field, string Text)? _problem;
    private bool _mustProve;

    [SupplyParameterFromForm(FormName = FormName)] public AddressForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "etat")] public string? State { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [Inject] internal AddressRequest Request { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _mustProve = State is null && (await Session.GetAsync(HttpContext.RequestAborted))?.MustProve(Time) == true;
        if (_mustProve && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            Navigation.NavigateTo(PortalUrls.ConfirmThen(PortalUrls.AccountEmail));
        }
    }

    private string? Invalid(string field) => _problem is { Field: { } wrong } && wrong == field ? "true" : null;

    private async Task AskAsync()
    {
        if (Posted is not { Address: { Length: > 0 } address, Password: { Length: > 0 and <= SignInForm.MaxPassword } password })
        {
            Problem(null, T["Incomplete"]);
            return;
        }
        if (_mustProve)
        {
            Problem(null, T["ProveFirst"]);
            return;
        }
        var asked = await Request.AskAsync(address.Trim(), password, HttpContext.RequestAborted);
        if (!asked.Ok)
        {
            if (asked.Error is SignInNeededError)
            {
                Navigation.NavigateTo(PortalUrls.SignInThen(PortalUrls.AccountEmail, "session"));
                return;
            }
            Problem(null, asked.Error!.Message, StatusCodes.Status503ServiceUnavailable);
            return;
        }
        switch (asked.Value)
        {
            case AddressAnswer.Sent:
                // By a redirect: neither its address nor its body says anything of what was typed.
                Navigation.NavigateTo($"{PortalUrls.AccountEmail}?etat={PortalUrls.LinkSent}");
                break;
            case AddressAnswer.NoAddress:
                Problem("address", T["Address_NoAddress"]);
                break;
            case AddressAnswer.WrongPassword:
                Problem("password", T["Address_WrongPassword"]);
                break;
            case AddressAnswer.Unavailable:
                Problem(null, T["NotAsked"], StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                Problem(null, T[$"Address_{asked.Value}"]);
                break;
        }
    }

    private void Problem(string? field, string text, int status = StatusCodes.Status422UnprocessableEntity)
    {
        _problem = (field, text);
        HttpContext.Response.StatusCode = status;
    }

    /// <summary>The posted form. The password is never rendered back.</summary>
    public sealed class AddressForm
    {
        public string? Address { get; set; }

        public string? Password { get; set; }

        /// <summary>Never shows it.</summary>
        public override string ToString() => "address change";
    }
}
