using System.Globalization;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Features.Accounts.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Audit;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Account;

/// <summary>One's own account.</summary>
public sealed partial class AccountPage
{
    private const string PasswordForm = "password";
    private const string EndForm = "end";
    private const string AllOthers = "tous";

    /// <summary>What is wrong with the new password itself; anything else is told above the form.</summary>
    private static readonly string[] s_ofTheNew =
        [PasswordRefusals.TooShort, PasswordRefusals.TooLong, PasswordRefusals.Characters, PasswordRefusals.Guessable];

    private AccountView? _view;
    private Error? _error;
    private (NoticeKind Kind, string Text)? _told;
    private string? _problem;
    private bool _wrong;

    [SupplyParameterFromForm(FormName = PasswordForm)] public PasswordChange? Posted { get; set; }

    /// <summary>The mark of a device, or <see cref="AllOthers"/>.</summary>
    [SupplyParameterFromForm(FormName = EndForm)] public string? Ended { get; set; }

    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal AccountService Account { get; init; } = null!;

    [Inject] internal OwnPassword Password { get; init; } = null!;

    [Inject] internal SignInService SignIn { get; init; } = null!;

    [Inject] public required ICurrentSession Session { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _told = Done switch
        {
            "mot-de-passe" => (NoticeKind.Good, T["PasswordChanged"]),
            "appareils" => (NoticeKind.Good, T["DevicesEnded"]),
            _ => null,
        };
        await ReadAsync();
    }

    private static string What(AuditLine line) => (line.Event, line.Outcome) switch
    {
        (AuditEvent.PasswordChanged, AuditOutcome.Ok) => "SignIn_PasswordChanged",
        (AuditEvent.PasswordChanged, _) => "SignIn_PasswordRefused",
        (AuditEvent.RecoveryCodeUsed, _) => "SignIn_Recovery",
        (AuditEvent.SignIn, AuditOutcome.Ok) when line.Detail.Cause is "mailed-code" => "SignIn_Code",
        (AuditEvent.SignIn, AuditOutcome.Fail) when line.Detail.Cause is "mailed-code" => "SignIn_CodeRefused",
        (_, AuditOutcome.Ok) => "SignIn_Ok",
        (_, AuditOutcome.Denied) => "SignIn_Denied",
        (_, AuditOutcome.Error) => "SignIn_Error",
        _ => "SignIn_Fail",
    };

    private string? Invalid(bool present) => _problem is not null && _wrong == present ? "true" : null;

    private async Task ReadAsync()
    {
        var read = await Account.ReadAsync(HttpContext.RequestAborted);
        (_view, _error) = (read.Ok ? read.Value : null, read.Error);
    }

    private async Task SignOutThereAsync()
    {
        // One that has ended meanwhile is ended: nothing else was meant.
        var ended = await Account.EndAsync(Ended == AllOthers ? null : Ended ?? "", HttpContext.RequestAborted);
        if (ended.Ok)
        {
            Navigation.NavigateTo(PortalUrls.Account + "?fait=appareils");
            return;
        }
        _told = (NoticeKind.Problem, ended.Error!.Message);
        await ReadAsync();
    }

    private async Task ChangePasswordAsync()
    {
        if (Posted is not { Present.Length: > 0 and <= SignInForm.MaxPassword, Wanted.Length: > 0 and <= SignInForm.MaxPassword } posted
            || await Session.GetAsync(HttpContext.RequestAborted) is not { } session)
        {
            Tell(T["PasswordIncomplete"]);
            return;
        }
        var request = HttpContext.Request;
        var attempt = new SignInAttempt(
            session.Token.Login, posted.Wanted, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, HttpContext.Connection.RemoteIpAddress,
            request.Headers.UserAgent, request.Cookies[KnownDevices.CookieName], SessionKey.IdOf(request.Cookies[SessionKey.CookieName]));
        var changed = await Password.ChangeAsync(posted.Present, attempt, HttpContext.RequestAborted);
        if (changed is { Ok: true, Value: SignInOutcome.SignedIn signedIn })
        {
            SessionCookie.Write(HttpContext, signedIn.Key, signedIn.KeptFor);
            HttpContext.Response.Cookies.Append(KnownDevices.CookieName, signedIn.Device, SessionCookie.Options(SignIn.DeviceFor));
            Navigation.NavigateTo(PortalUrls.Account + "?fait=mot-de-passe");
        }
        else if (changed is { Ok: true, Value: SignInOutcome.CodeNeeded needed })
        {
            // Changed; a code is asked for as at every sign-in.
            SessionCookie.Delete(HttpContext);
            HttpContext.Response.Cookies.Append(SignInTickets.CookieName, needed.Ticket, SessionCookie.Options(SignInTickets.HoldsFor));
            Navigation.NavigateTo(PortalUrls.SignInCodeThen(PortalUrls.Account + "?fait=mot-de-passe"));
        }
        else if (changed.Ok)
        {
            // Changed, but signing in with it met an obstacle: the sign-in page says which.
            SessionCookie.Delete(HttpContext);
            Navigation.NavigateTo(PortalUrls.PasswordSet);
        }
        else if (changed.Error is RefusedError { Code: { } code } refused && (code == PasswordRefusals.WrongPassword || s_ofTheNew.Contains(code)))
        {
            (_problem, _wrong) = (refused.Message, code == PasswordRefusals.WrongPassword);
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        }
        else
        {
            Tell(changed.Error is RefusedError { Code: null } ? T["PasswordTooMany"] : changed.Error!.Message);
        }
    }

    private void Tell(string text)
    {
        _told = (NoticeKind.Problem, text);
        HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }

    /// <summary>The posted form. Neither is rendered back.</summary>
    public sealed class PasswordChange
    {
        public string? Present { get; set; }

        public string? Wanted { get; set; }

        /// <summary>Never shows them.</summary>
        public override string ToString() => "password change";
    }
}
