using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Sessions;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>One's own second factor.</summary>
public sealed partial class FactorPage
{
    private const string BeginForm = "factor-begin";
    private const string ConfirmForm = "factor-confirm";
    private const string RenewForm = "factor-renew";
    private const string DisableForm = "factor-disable";
    private const int FewCodes = 3;

    private SecondFactor? _view;
    private NewFactor? _begun;
    private RecoveryCodes? _codes;
    private Error? _error;
    private (NoticeKind Kind, string Text)? _told;
    private string? _problem;
    private string? _handler;
    private string? _stale;
    private string _login = "";

    [SupplyParameterFromForm(FormName = ConfirmForm)] public string? Code { get; set; }

    [SupplyParameterFromForm(FormName = RenewForm, Name = "Proof")] public FactorProof? RenewProof { get; set; }

    [SupplyParameterFromForm(FormName = DisableForm, Name = "Proof")] public FactorProof? DisableProof { get; set; }

    [SupplyParameterFromQuery(Name = "fait")] public string? Done { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] internal FactorService Factor { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _told = Done switch
        {
            "active" => (NoticeKind.Good, T["TurnedOn"]),
            "desactivee" => (NoticeKind.Good, T["TurnedOff"]),
            _ => null,
        };
        _login = (await Session.GetAsync(HttpContext.RequestAborted))?.Token.Login ?? "";
        var read = await Factor.ReadAsync(HttpContext.RequestAborted);
        (_view, _error) = (read.Ok ? read.Value : null, read.Error);
        if (!HttpMethods.IsPost(HttpContext.Request.Method))
        {
            return;
        }
        _handler = (await HttpContext.Request.ReadFormAsync(HttpContext.RequestAborted))["_handler"];
        if (_handler == ConfirmForm && _view is { Active: false })
        {
            await BeginAsync();
        }
        string[] shown = _view switch
        {
            null => [],
            { Active: true } => [RenewForm, DisableForm],
            _ => _begun is null ? [BeginForm] : [ConfirmForm],
        };
        _stale = _handler is BeginForm or ConfirmForm or RenewForm or DisableForm && !shown.Contains(_handler) ? _handler : null;
    }

    private async Task BeginAsync()
    {
        var begun = await Factor.BeginAsync(HttpContext.RequestAborted);
        if (begun.Ok)
        {
            _begun = begun.Value;
        }
        else
        {
            Refuse(begun.Error!);
        }
    }

    private async Task ConfirmAsync()
    {
        if (Code is not { Length: > 0 and <= FactorCode.MaxLength } code)
        {
            Problem(T["Incomplete"]);
            return;
        }
        var confirmed = await Factor.ConfirmAsync(code, HttpContext.Request.Headers.UserAgent, HttpContext.RequestAborted);
        Show(confirmed);
    }

    private async Task RenewAsync()
    {
        if (RenewProof is not { IsComplete: true } proof)
        {
            Problem(T["Incomplete"]);
            return;
        }
        Show(await Factor.RenewAsync(proof.Password!, proof.Code!, HttpContext.RequestAborted));
    }

    private async Task DisableAsync()
    {
        if (DisableProof is not { IsComplete: true } proof)
        {
            Problem(T["Incomplete"]);
            return;
        }
        var disabled = await Factor.DisableAsync(proof.Password!, proof.Code!, HttpContext.Request.Headers.UserAgent, HttpContext.RequestAborted);
        if (disabled.Ok)
        {
            Navigation.NavigateTo(PortalUrls.SecondFactor + "?fait=desactivee");
            return;
        }
        Refuse(disabled.Error!);
    }

    private void Stale()
    {
        _told = (NoticeKind.Attention, T["Stale"]);
        HttpContext.Response.StatusCode = StatusCodes.Status409Conflict;
    }

    private void Show(Result<RecoveryCodes> made)
    {
        if (made.Ok)
        {
            _codes = made.Value;
            return;
        }
        Refuse(made.Error!);
    }

    private void Refuse(Error error)
    {
        if (error is RefusedError { Code: FactorRefusals.NotFresh })
        {
            Navigation.NavigateTo(PortalUrls.ConfirmThen(PortalUrls.SecondFactor));
            return;
        }
        if (error is SignInNeededError)
        {
            Navigation.NavigateTo(PortalUrls.SessionChanged);
            return;
        }
        Problem(error.Message);
        if (_handler == BeginForm)
        {
            _told = (NoticeKind.Problem, error.Message);
        }
    }

    private void Problem(string text)
    {
        _problem = text;
        HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
    }
}

/// <summary>The posted proof. Neither is rendered back.</summary>
public sealed class FactorProof
{
    public string? Password { get; set; }

    public string? Code { get; set; }

    internal bool IsComplete => Password is { Length: > 0 and <= SignInForm.MaxPassword } && Code is { Length: > 0 and <= FactorCode.MaxLength };

    /// <summary>Never shows them.</summary>
    public override string ToString() => "proof";
}
