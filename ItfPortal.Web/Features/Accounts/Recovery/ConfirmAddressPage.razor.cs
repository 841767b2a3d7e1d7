using ItfPortal.Tryton.Accounts;
using ItfPortal.Web.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Accounts.Recovery;

/// <summary>Confirms an address by the link that was sent there: static, by a button, so that programs that open links confirm nothing.</summary>
public sealed partial class ConfirmAddressPage
{
    private const string FormName = "confirm";

    private AddressHolder? _holder;
    private Error? _error;

    [SupplyParameterFromQuery(Name = "jeton")] public string? Token { get; set; }

    [CascadingParameter] public required HttpContext HttpContext { get; set; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] internal AddressService Addresses { get; init; } = null!;

    private bool IsPost => HttpMethods.IsPost(HttpContext.Request.Method);

    private string? Digest => LinkCookie.DigestOf(HttpContext, LinkCookie.Address);

    protected override async Task OnInitializedAsync()
    {
        if (Token is not null && HttpMethods.IsGet(HttpContext.Request.Method))
        {
            LinkCookie.Keep(HttpContext, LinkCookie.Address, Token);
            Navigation.NavigateTo(PortalUrls.EmailChange);
            return;
        }
        if (Digest is { } digest)
        {
            var looked = await Addresses.LookAsync(digest, HttpContext.RequestAborted);
            Show(looked.Ok ? looked.Value.Holder : null, looked.Error);
        }
    }

    private async Task ConfirmAsync()
    {
        if (_holder is null || Digest is not { } digest)
        {
            return;
        }
        var confirmed = await Addresses.ConfirmAsync(digest, Visit.Of(HttpContext), HttpContext.RequestAborted);
        if (confirmed.Ok)
        {
            LinkCookie.Delete(HttpContext, LinkCookie.Address);
            Navigation.NavigateTo(PortalUrls.EmailSet);
        }
        else
        {
            Show(null, confirmed.Error is RefusedError { Code: PasswordRefusals.BadToken } ? null : confirmed.Error);
        }
    }

    private void Show(AddressHolder? holder, Error? error)
    {
        (_holder, _error) = (holder, error);
        if (error is not null)
        {
            HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
