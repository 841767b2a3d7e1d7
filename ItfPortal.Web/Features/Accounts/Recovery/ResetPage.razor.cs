using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>Asking for another password: static, the same answer for everybody.</summary>
public sealed partial class ResetPage
{
    private const string FormName = "ask";

    private string? _problem;

    [SupplyParameterFromForm(FormName = FormName)] public LoginForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "jeton")] public string? Token { get; set; }

    [SupplyParameterFromQuery(Name = "etat")] public string? State { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal RecoveryService Recovery { get; init; } = null!;

    private bool Sent => State == PortalUrls.LinkSent && HttpMethods.IsGet(HttpContext.Request.Method);

    protected override void OnInitialized()
    {
        if (Token is not null && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            LinkCookie.Keep(HttpContext, LinkCookie.Password, Token);
            Navigation.NavigateTo(PortalUrls.PasswordChoice);
        }
    }

    private async Task AskAsync()
    {
        if (Posted is not { Login.Length: > 0 and <= SignInForm.MaxLogin } posted || string.IsNullOrWhiteSpace(posted.Login))
        {
            Problem("LoginMissing", StatusCodes.Status422UnprocessableEntity);
            return;
        }
        switch (await Recovery.AskAsync(posted.Login.Trim(), HttpContext.Connection.RemoteIpAddress))
        {
            case Asked.TooMany tooMany:
                PageLimits.TooMany(HttpContext, tooMany.RetryAfter);
                Problem("TooMany", StatusCodes.Status429TooManyRequests);
                break;
            case Asked.Unavailable:
                Problem("NotAsked", StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                // By a redirect: neither its address nor its body says anything of what was typed.
                Navigation.NavigateTo($"{PortalUrls.PasswordReset}?etat={PortalUrls.LinkSent}");
                break;
        }
    }

    private void Problem(string text, int status)
    {
        _problem = T[text];
        HttpContext.Response.StatusCode = status;
    }

    /// <summary>The posted form.</summary>
    public sealed class LoginForm
    {
        public string? Login { get; set; }
    }
}
