using ItfPortal.Web.Features.Accounts.Recovery;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.MailedCode;

/// <summary>Asking for a code: static, the same answer for everybody.</summary>
public sealed partial class AskCodePage
{
    private const string FormName = "ask";

    private string? _problem;

    [SupplyParameterFromForm(FormName = FormName)] public AskForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "ReturnUrl")] public string? Return { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal RecoveryService Recovery { get; init; } = null!;

    [Inject] internal MailedCodeTicket Ticket { get; init; } = null!;

    /// <summary>What was posted and not taken, or what this browser asked for before: to be corrected. Never in the answer that goes on to the next page.</summary>
    private string? Typed => HttpMethods.IsGet(HttpContext.Request.Method) ? Ticket.Read(HttpContext) : _problem is null ? null : Posted?.Login;

    private async Task AskAsync()
    {
        if (Posted is not { Login.Length: > 0 and <= SignInForm.MaxLogin } posted || string.IsNullOrWhiteSpace(posted.Login))
        {
            Problem("LoginMissing", StatusCodes.Status422UnprocessableEntity);
            return;
        }
        var login = posted.Login.Trim();
        switch (await Recovery.AskCodeAsync(login, HttpContext.Connection.RemoteIpAddress))
        {
            case Asked.TooMany tooMany:
                PageLimits.TooMany(HttpContext, tooMany.RetryAfter);
                Problem("AskTooMany", StatusCodes.Status429TooManyRequests);
                break;
            case Asked.Unavailable:
                Problem("NotAsked", StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                Ticket.Keep(HttpContext, login);
                Navigation.NavigateTo(PortalUrls.SignInMailCodeThen(ReturnUrl.Clean(Return)));
                break;
        }
    }

    private void Problem(string text, int status)
    {
        _problem = text;
        HttpContext.Response.StatusCode = status;
    }

    /// <summary>The posted form.</summary>
    public sealed class AskForm
    {
        public string? Login { get; set; }
    }
}
