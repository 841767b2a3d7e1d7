using System.Globalization;
using ItfPortal.Web.Features.Accounts.Recovery;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security.Limits;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.MailedCode;

/// <summary>Takes the code, where the ticket says for whom it was asked; or sends another.</summary>
public sealed partial class EnterCodePage
{
    private const string FormName = "enter";
    private const string AgainName = "again";

    /// <summary>There is room for spaces and dashes.</summary>
    private const int MaxCode = 24;

    private (NoticeKind Kind, string Text)? _told;
    private string? _login;

    [SupplyParameterFromForm(FormName = FormName)] public EnterForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "ReturnUrl")] public string? Return { get; set; }

    [SupplyParameterFromQuery(Name = "etat")] public string? State { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal SignInService SignIn { get; init; } = null!;

    [Inject] internal RecoveryService Recovery { get; init; } = null!;

    [Inject] internal MailedCodeTicket Ticket { get; init; } = null!;

    private string? Invalid => _told is { Kind: NoticeKind.Problem } && Posted is not null ? "true" : null;

    protected override void OnInitialized()
    {
        _login = Ticket.Read(HttpContext);
        if (_login is null && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            Navigation.NavigateTo(PortalUrls.SignInMailThen(ReturnUrl.Clean(Return)));
            return;
        }
        if (State == PortalUrls.LinkSent && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            _told = (NoticeKind.Good, "SentAgain");
        }
    }

    private async Task EnterAsync()
    {
        if (_login is not { } login)
        {
            Navigation.NavigateTo(PortalUrls.SignInMailThen(ReturnUrl.Clean(Return)));
            return;
        }
        if (Platform.Accounts.MailedCode.Typed(Posted?.Code) is not { } code)
        {
            // Not tried: whoever forgot a digit has lost nothing.
            Problem("Incomplete", StatusCodes.Status422UnprocessableEntity);
            return;
        }
        var request = HttpContext.Request;
        var attempt = new SignInAttempt(
            login, code, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress, request.Headers.UserAgent,
            request.Cookies[KnownDevices.CookieName], SessionKey.IdOf(request.Cookies[SessionKey.CookieName]))
        {
            Remember = Posted?.Remember == true,
            ByMail = true,
        };
        switch (await SignIn.SignInAsync(attempt))
        {
            case SignInOutcome.SignedIn signedIn:
                SignInCookies.Write(HttpContext, signedIn, SignIn.DeviceFor);
                MailedCodeTicket.Delete(HttpContext);
                Navigation.NavigateTo(ReturnUrl.For(signedIn.Identity, Return));
                break;
            case SignInOutcome.CodeNeeded needed:
                SignInCookies.Write(HttpContext, needed);
                MailedCodeTicket.Delete(HttpContext);
                Navigation.NavigateTo(PortalUrls.SignInCodeThen(ReturnUrl.Clean(Return)));
                break;
            case SignInOutcome.TooMany tooMany:
                PageLimits.TooMany(HttpContext, tooMany.RetryAfter);
                Problem("TooMany", StatusCodes.Status429TooManyRequests);
                break;
            case SignInOutcome.Unavailable:
                Problem("Unavailable", StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                Problem("Refused", StatusCodes.Status422UnprocessableEntity);
                break;
        }
    }

    private async Task AgainAsync()
    {
        if (_login is not { } login)
        {
            Navigation.NavigateTo(PortalUrls.SignInMailThen(ReturnUrl.Clean(Return)));
            return;
        }
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
                var page = PortalUrls.SignInMailCodeThen(ReturnUrl.Clean(Return));
                Navigation.NavigateTo($"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}etat={PortalUrls.LinkSent}");
                break;
        }
    }

    private void Problem(string text, int status)
    {
        _told = (NoticeKind.Problem, text);
        HttpContext.Response.StatusCode = status;
    }

    /// <summary>
    /// The posted form. What was typed is shown again: a code that was refused opens nothing, and whoever missed a digit finds it.
    /// </summary>
    public sealed class EnterForm
    {
        public string? Code { get; set; }

        /// <summary>Stay signed in on this device.</summary>
        public bool Remember { get; set; }

        /// <summary>Never shows the code.</summary>
        public override string ToString() => "code form";
    }
}
