using System.Globalization;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security.Limits;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>Asks for the code, where the ticket of the first step is.</summary>
public sealed partial class CodePage
{
    private const string FormName = "code";

    private string? _problem;

    [SupplyParameterFromForm(FormName = FormName)] public string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "ReturnUrl")] public string? Return { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal SignInCode SignIn { get; init; } = null!;

    [Inject] internal SignInService First { get; init; } = null!;

    private string? Ticket => HttpContext.Request.Cookies[SignInTickets.CookieName];

    protected override async Task OnInitializedAsync()
    {
        if (!HttpMethods.IsPost(HttpContext.Request.Method) && !await SignIn.IsOpenAsync(Ticket, HttpContext.RequestAborted))
        {
            BackToTheFirstStep();
        }
    }

    private async Task TryAsync()
    {
        if (Code is not { Length: > 0 and <= FactorCode.MaxLength } code || string.IsNullOrWhiteSpace(code))
        {
            Show("CodeIncomplete", StatusCodes.Status422UnprocessableEntity);
            return;
        }
        var request = HttpContext.Request;
        var visitor = new SignInAttempt(
            "", "", CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress, request.Headers.UserAgent,
            request.Cookies[KnownDevices.CookieName], SessionKey.IdOf(request.Cookies[SessionKey.CookieName]));
        switch (await SignIn.TryAsync(Ticket, code, visitor))
        {
            case SignInOutcome.SignedIn signedIn:
                SignInCookies.Write(HttpContext, signedIn, First.DeviceFor);
                HttpContext.Response.Cookies.Delete(SignInTickets.CookieName, SessionCookie.Options());
                Navigation.NavigateTo(ReturnUrl.For(signedIn.Identity, Return));
                break;
            case SignInOutcome.TicketEnded:
                BackToTheFirstStep();
                break;
            case SignInOutcome.TooMany tooMany:
                PageLimits.TooMany(HttpContext, tooMany.RetryAfter);
                Show("CodeTooMany", StatusCodes.Status429TooManyRequests);
                break;
            case SignInOutcome.Unavailable:
                Show("CodeUnavailable", StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                Show("CodeRefused", StatusCodes.Status422UnprocessableEntity);
                break;
        }
    }

    private void BackToTheFirstStep()
    {
        HttpContext.Response.Cookies.Delete(SignInTickets.CookieName, SessionCookie.Options());
        Navigation.NavigateTo(PortalUrls.SignInThen(ReturnUrl.Clean(Return), "code"));
    }

    private void Show(string text, int status)
    {
        _problem = text;
        HttpContext.Response.StatusCode = status;
    }
}
