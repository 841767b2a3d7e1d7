using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Features.Accounts.Profile;
using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Privacy;

/// <summary>The closing of one's account. The password is never rendered back.</summary>
public sealed partial class ClosingPart
{
    private const string AskForm = "closing";
    private const string CancelForm = "closing-cancel";

    private AccountClosing? _open;
    private Error? _error;
    private string? _problem;
    private string _request = "";
    private bool _staff;
    private bool _mustProve;

    [SupplyParameterFromForm(FormName = AskForm)] public ClosingForm? Asked { get; set; }

    [SupplyParameterFromForm(FormName = CancelForm)] public ClosingForm? Cancelled { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required TimeProvider Time { get; init; }

    [Inject] internal ClosingService Service { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        _request = (RequestId.Parse((Asked ?? Cancelled)?.Request) ?? RequestId.New()).ToString();
        var session = await Session.GetAsync(HttpContext.RequestAborted);
        _mustProve = session?.MustProve(Time) == true;
        if (_staff = session?.Identity.Staff is not null)
        {
            return;
        }
        var read = await Service.ReadAsync(HttpContext.RequestAborted);
        _error = read.Error;
        _open = read.Ok && read.Value.Closing is { State: ClosingState.Open } closing ? closing : null;
    }

    private async Task AskAsync()
    {
        if (Asked is not { Password.Length: > 0 and <= SignInForm.MaxPassword } asked)
        {
            _problem = T["Incomplete"];
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        if (_mustProve)
        {
            _problem = T["ProveFirst"];
            HttpContext.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        var done = await Service.AskAsync(RequestId.Parse(_request)!.Value, asked.Password, HttpContext.RequestAborted);
        Answer(done, "fermeture");
    }

    private async Task CancelAsync()
    {
        if (_open is not { } open)
        {
            // Taken back already.
            Navigation.NavigateTo(PortalUrls.Privacy);
            return;
        }
        Answer(await Service.CancelAsync(RequestId.Parse(_request)!.Value, open.Id, HttpContext.RequestAborted), "annulee");
    }

    private void Answer(Result<bool> done, string word)
    {
        if (done.Ok)
        {
            Navigation.NavigateTo($"{PortalUrls.Privacy}?fait={word}");
            return;
        }
        _problem = done.Error!.Message;
        HttpContext.Response.StatusCode = OwnPart.StatusOf(done.Error!);
    }
}

/// <summary>The posted form.</summary>
public sealed class ClosingForm
{
    public string? Request { get; set; }

    public string? Password { get; set; }

    /// <summary>Never shows it.</summary>
    public override string ToString() => "closing";
}
