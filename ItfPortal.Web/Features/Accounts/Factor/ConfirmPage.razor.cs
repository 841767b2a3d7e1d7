using ItfPortal.Web.Features.Accounts.SignIn;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Factor;

/// <summary>Proves again who one is: the session is fresh afterwards (<see cref="PortalSession.IsFresh"/>), here and in Tryton.</summary>
public sealed partial class ConfirmPage
{
    private const string FormName = "again";

    private string? _problem;
    private string _login = "";
    private bool _coded;

    [SupplyParameterFromForm(FormName = FormName)] public FactorProof? Proof { get; set; }

    [SupplyParameterFromQuery(Name = "ReturnUrl")] public string? Return { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required IPasswordAgain Again { get; init; }

    protected override async Task OnInitializedAsync()
    {
        var session = await Session.GetAsync(HttpContext.RequestAborted);
        (_login, _coded) = (session?.Token.Login ?? "", session?.Identity.Factor?.Active == true);
    }

    private async Task ConfirmAsync()
    {
        if (Proof is not { Password: { Length: > 0 } password })
        {
            Problem("Incomplete", StatusCodes.Status422UnprocessableEntity);
            return;
        }
        switch (await Again.TryAsync(password, Proof.Code, HttpContext.RequestAborted))
        {
            case PasswordAnswer.Accepted:
                Navigation.NavigateTo(ReturnUrl.Clean(Return) ?? PortalUrls.Account);
                break;
            case PasswordAnswer.Ended:
                Navigation.NavigateTo(PortalUrls.SessionChanged);
                break;
            case PasswordAnswer.Unavailable:
                Problem("CodeUnavailable", StatusCodes.Status503ServiceUnavailable);
                break;
            case PasswordAnswer.CodeNeeded:
                _coded = true;
                Problem("AgainCode", StatusCodes.Status422UnprocessableEntity);
                break;
            default:
                Problem(_coded ? "AgainRefusedBoth" : "AgainRefused", StatusCodes.Status422UnprocessableEntity);
                break;
        }
    }

    private void Problem(string text, int status)
    {
        _problem = T[text];
        HttpContext.Response.StatusCode = status;
    }
}
