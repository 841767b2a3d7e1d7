using System.Globalization;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.Demo;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Security.Limits;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.SignIn;

/// <summary>Sign-in: static, no circuit, works without JavaScript.</summary>
public sealed partial class SignInPage
{
    private const string FormName = "signin";
    private const string DemoFormName = "demo";

    private IReadOnlyList<DemoPerson> _people = [];
    private (NoticeKind Kind, string Text)? _notice;
    private string? _continue;
    private string? _name;
    private bool _refused;

    [SupplyParameterFromForm(FormName = FormName)] public SignInForm? Posted { get; set; }

    [SupplyParameterFromForm(FormName = DemoFormName)] public string? DemoLogin { get; set; }

    [SupplyParameterFromQuery(Name = "ReturnUrl")] public string? Return { get; set; }

    [SupplyParameterFromQuery(Name = "raison")] public string? Reason { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] internal SignInService Service { get; init; } = null!;

    [Inject] internal DemoPeople Demo { get; init; } = null!;

    private SignInForm Form { get; set; } = new();

    private string? Invalid => _refused ? "true" : null;

    private string? Described => _refused ? "problem" : null;

    protected override async Task OnInitializedAsync()
    {
        Form = new() { Login = Posted?.Login };
        _people = await Demo.ForAsync(HttpContext, HttpContext.RequestAborted);
        var session = await Session.GetAsync(HttpContext.RequestAborted);
        if (!HttpMethods.IsGet(HttpContext.Request.Method))
        {
            return;
        }
        (_continue, _name) = session is null ? (null, null) : (ReturnUrl.For(session.Identity, Return), session.Identity.Name);
        _notice = Reason switch
        {
            "session" => (NoticeKind.Attention, session is null ? "SessionEnded" : "SessionChanged"),
            "deconnexion" => (NoticeKind.Good, "SignedOut"),
            "code" => (NoticeKind.Attention, "CodeEnded"),
            "mot-de-passe" => (NoticeKind.Good, "PasswordSet"),
            "activation" => (NoticeKind.Good, "Activated"),
            "courriel" => (NoticeKind.Good, "EmailSet"),
            _ => session is null ? null : (NoticeKind.Information, "SignedIn"),
        };
    }

    private async Task SignInAsync()
    {
        if (Posted is not { Login.Length: > 0 and <= SignInForm.MaxLogin, Password.Length: > 0 and <= SignInForm.MaxPassword } posted
            || string.IsNullOrWhiteSpace(posted.Login))
        {
            Show("Incomplete", StatusCodes.Status422UnprocessableEntity);
            return;
        }
        Answer(await Service.SignInAsync(Attempt(posted.Login.Trim(), posted.Password)));
    }

    private async Task SignInDemoAsync()
    {
        if (DemoLogin is null || await Demo.PasswordAsync(HttpContext, DemoLogin, HttpContext.RequestAborted) is not { } password)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        Answer(await Service.SignInDemoAsync(Attempt(DemoLogin, password)));
    }

    private SignInAttempt Attempt(string login, string password)
    {
        var request = HttpContext.Request;
        return new SignInAttempt(
            login, password, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress,
            request.Headers.UserAgent, request.Cookies[KnownDevices.CookieName], SessionKey.IdOf(request.Cookies[SessionKey.CookieName]))
        {
            Remember = Posted?.Remember == true,
        };
    }

    private void Answer(SignInOutcome outcome)
    {
        switch (outcome)
        {
            case SignInOutcome.SignedIn signedIn:
                SignInCookies.Write(HttpContext, signedIn, Service.DeviceFor);
                Navigation.NavigateTo(ReturnUrl.For(signedIn.Identity, Return));
                break;
            case SignInOutcome.CodeNeeded needed:
                SignInCookies.Write(HttpContext, needed);
                Navigation.NavigateTo(PortalUrls.SignInCodeThen(ReturnUrl.Clean(Return)));
                break;
            case SignInOutcome.TooMany tooMany:
                PageLimits.TooMany(HttpContext, tooMany.RetryAfter);
                Show("TooMany", StatusCodes.Status429TooManyRequests);
                break;
            case SignInOutcome.Unavailable:
                Show("Unavailable", StatusCodes.Status503ServiceUnavailable);
                break;
            default:
                _refused = true;
                Show("Refused", StatusCodes.Status422UnprocessableEntity);
                break;
        }
    }

    private void Show(string text, int status)
    {
        _notice = (NoticeKind.Problem, text);
        HttpContext.Response.StatusCode = status;
    }

    /// <summary>The demo file's role, in the reader's language; a new one as it is.</summary>
    private string RoleOf(DemoPerson person) => T["Role." + person.Role] is { ResourceNotFound: false } text ? text : person.Role;
}

/// <summary>The posted form. The password is never rendered back.</summary>
public sealed class SignInForm
{
    internal const int MaxLogin = 256;
    internal const int MaxPassword = 512;

    public string? Login { get; set; }

    public string? Password { get; set; }

    /// <summary>Stay signed in on this device.</summary>
    public bool Remember { get; set; }
}
