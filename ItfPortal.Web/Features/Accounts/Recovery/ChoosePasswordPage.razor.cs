using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security.Limits;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>
/// A password by a mailed link: static, no circuit, works without JavaScript. Nobody is signed in by it: whoever read the mail still has to know
/// what they chose.
/// </summary>
public sealed partial class ChoosePasswordPage
{
    private const string ChooseForm = "choose";
    private const string AgainForm = "again";

    private LinkHolder? _holder;
    private Error? _error;
    private string? _problem;
    private string? _again;
    private bool _sent;

    [SupplyParameterFromForm(FormName = ChooseForm)] public PasswordForm? Posted { get; set; }

    [SupplyParameterFromQuery(Name = "jeton")] public string? Token { get; set; }

    [SupplyParameterFromQuery(Name = "etat")] public string? State { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal RecoveryService Recovery { get; init; } = null!;

    private bool IsPost => HttpMethods.IsPost(HttpContext.Request.Method);

    private bool IsFirst => HttpContext.Request.Path.StartsWithSegments(PortalUrls.Activation, StringComparison.OrdinalIgnoreCase);

    private string Here => IsFirst ? PortalUrls.Activation : PortalUrls.PasswordChoice;

    private string Cookie => IsFirst ? LinkCookie.Activation : LinkCookie.Password;

    private string Title => IsFirst ? "ActivateTitle" : "ChooseTitle";

    private string? Digest => LinkCookie.DigestOf(HttpContext, Cookie);

    protected override async Task OnInitializedAsync()
    {
        if (HttpMethods.IsGet(HttpContext.Request.Method))
        {
            if (Token is not null)
            {
                LinkCookie.Keep(HttpContext, Cookie, Token);
                Navigation.NavigateTo(Here);
                return;
            }
            if (State == PortalUrls.LinkSent)
            {
                _sent = true;
                return;
            }
        }
        await LookAsync();
    }

    private async Task LookAsync()
    {
        if (Digest is { } digest)
        {
            var looked = await Recovery.LookAsync(digest, HttpContext.RequestAborted);
            (_holder, _error) = (looked.Ok ? looked.Value.Holder : null, looked.Error);
            if (_error is not null)
            {
                HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            }
        }
    }

    private async Task ChooseAsync()
    {
        if (_holder is null || Digest is not { } digest)
        {
            return;
        }
        if (Posted is not { Wanted.Length: > 0 and <= SignInForm.MaxPassword } posted)
        {
            Problem("Refused_password_short");
            return;
        }
        var redeemed = await Recovery.RedeemAsync(digest, posted.Wanted, IsFirst, Visit.Of(HttpContext), HttpContext.RequestAborted);
        if (redeemed.Ok)
        {
            LinkCookie.Delete(HttpContext, Cookie);
            Navigation.NavigateTo(IsFirst ? PortalUrls.Activated : PortalUrls.PasswordSet);
            return;
        }
        switch (redeemed.Error)
        {
            case RefusedError { Code: PasswordRefusals.BadToken }:
                // Used or replaced since the page was opened.
                _holder = null;
                break;
            case RefusedError { Code: PasswordRefusals.TooShort or PasswordRefusals.TooLong or PasswordRefusals.Characters or PasswordRefusals.Guessable } refused:
                // In the page's language: Tryton answered the portal's own account.
                Problem($"Refused_{refused.Code["itf_portal.".Length..]}");
                break;
            default:
                _again = redeemed.Error!.Message;
                HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                break;
        }
    }

    private async Task SendAgainAsync()
    {
        if (Digest is not { } digest)
        {
            return;
        }
        switch (await Recovery.AskAgainAsync(digest, HttpContext.Connection.RemoteIpAddress))
        {
            case Asked.TooMany tooMany:
                PageLimits.TooMany(HttpContext, tooMany.RetryAfter);
                _again = T["TooMany"];
                break;
            case Asked.Unavailable:
                HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                _again = T["NotAsked"];
                break;
            default:
                LinkCookie.Delete(HttpContext, Cookie);
                Navigation.NavigateTo($"{Here}?etat={PortalUrls.LinkSent}");
                break;
        }
    }

    private void Problem(string text)
    {
        _problem = T[text];
        HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    /// <summary>The posted form. Never rendered back.</summary>
    public sealed class PasswordForm
    {
        public string? Wanted { get; set; }

        /// <summary>Never shows it.</summary>
        public override string ToString() => "new password";
    }
}
