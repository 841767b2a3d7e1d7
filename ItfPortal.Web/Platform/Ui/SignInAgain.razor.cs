using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Platform.Ui;

/// <summary>Asks for the password in place.</summary>
public sealed partial class SignInAgain : IAsyncDisposable
{
    private ElementReference _dialog;
    private IJSObjectReference? _script;
    private string _login = "";
    private string _password = "";
    private string? _code;
    private string? _problem;
    private bool _trying;

    /// <summary>The password was right: what was pending is read again.</summary>
    [Parameter, EditorRequired] public EventCallback OnDone { get; set; }

    [Inject] public required IPasswordAgain Again { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_script is not null)
            {
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The tab is gone, and its script with it.
        }
    }

    protected override async Task OnInitializedAsync() => _login = (await Session.GetAsync(CancellationToken.None))?.Identity.Login ?? "";

    protected override Task OnAfterRenderAsync(bool firstRender) => firstRender && RendererInfo.IsInteractive ? OpenAsync() : Task.CompletedTask;

    private async Task OpenAsync()
    {
        _script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/dialog.js"]);
        await _script.InvokeVoidAsync("show", _dialog);
    }

    private async Task CloseAsync()
    {
        (_password, _code, _problem) = ("", null, null);
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("close", _dialog);
        }
    }

    private async Task ConfirmAsync()
    {
        if (_trying)
        {
            return;
        }
        _trying = true;
        var (password, code) = (_password, _code);
        try
        {
            switch (await Again.TryAsync(password, code, CancellationToken.None))
            {
                case PasswordAnswer.Accepted:
                    await CloseAsync();
                    await OnDone.InvokeAsync();
                    break;
                case PasswordAnswer.CodeNeeded:
                    (_code, _problem) = ("", null);
                    break;
                case PasswordAnswer.Ended:
                    Navigation.NavigateTo(PortalUrls.SessionChanged, forceLoad: true);
                    break;
                case PasswordAnswer.Unavailable:
                    // What was typed stays: it may be right.
                    _problem = "AgainUnavailable";
                    break;
                case PasswordAnswer.Refused when code is not null:
                    // The password was right a moment ago: it stays, and with it the question for a code.
                    (_code, _problem) = ("", "AgainCodeRefused");
                    break;
                default:
                    (_password, _problem) = ("", "AgainRefused");
                    break;
            }
        }
        finally
        {
            _trying = false;
        }
    }
}
