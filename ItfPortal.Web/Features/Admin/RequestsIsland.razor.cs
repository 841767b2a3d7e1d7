using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Requests, and the dialog that decides one; a refusal's reason stays until it is sent or given up.</summary>
public sealed partial class RequestsIsland : IAsyncDisposable
{
    private ElementReference _dialog;
    private IJSObjectReference? _script;
    private IReadOnlyList<AccessRequest>? _requests;
    private AccessRequestState? _loaded;
    private Error? _error;
    private Error? _problem;
    private AccessRequest? _asked;
    private RequestId _key = RequestId.New();
    private string _reason = "";
    private string? _done;
    private bool _approve;
    private bool _trying;

    /// <summary>Which are shown.</summary>
    [Parameter, EditorRequired] public AccessRequestState State { get; set; }

    [Inject] public required AccessRequestService Requests { get; init; }

    [Inject] public required PageHandover Handover { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    private bool Waiting => !RendererInfo.IsInteractive;

    private bool IsOfTheReason => _problem is RefusedError { Code: CompanyRefusals.BadReason };

    // Nothing is left to decide here.
    private bool Over => _problem is RefusedError { Code: CompanyRefusals.Stale or CompanyRefusals.NotFound }
        || (_approve && _problem is RefusedError { Code: CompanyRefusals.HasAdministrator });

    private PanelState Panel => this switch
    {
        { _error: not null } => PanelState.Failed,
        { _requests: null } => PanelState.Loading,
        { _requests.Count: 0 } => PanelState.Empty,
        _ => PanelState.Ready,
    };

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

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded == State)
        {
            return;
        }
        (_loaded, _done, _requests) = (State, null, null);
        Take(await Handover.ReadAsync($"requests/{State}", RendererInfo.IsInteractive, () => Requests.PageAsync(State, CancellationToken.None)));
    }

    private string Words(Error problem) => problem is RefusedError { Code: CompanyRefusals.Stale } ? T["RequestStale"] : problem.Message;

    private void Take(Result<IReadOnlyList<AccessRequest>> result)
    {
        _error = result.Error;
        _requests = result.Ok ? result.Value : _requests;
    }

    private async Task ReadAgainAsync() => Take(await Requests.ReadAgainAsync(State, CancellationToken.None));

    private async Task OpenAsync(AccessRequest request, bool approve)
    {
        if (_asked?.Id != request.Id || _approve != approve)
        {
            // Another thing meant: a request of its own, and nothing typed yet.
            (_asked, _approve, _key, _reason, _problem) = (request, approve, RequestId.New(), "", null);
        }
        StateHasChanged();
        _script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/dialog.js"]);
        await _script.InvokeVoidAsync("show", _dialog);
    }

    private async Task DecideAsync()
    {
        if (_trying || _asked is not { } asked)
        {
            return;
        }
        _trying = true;
        try
        {
            var result = await Requests.DecideAsync(_key, asked, _approve ? null : _reason, CancellationToken.None);
            _problem = result.Error;
            if (result.Ok)
            {
                await CloseAsync();
                _done = T[_approve ? "Done_Approve" : "Done_Refuse", asked.Name];
                _asked = null;
            }
            if (result.Ok || Over)
            {
                await ReadAgainAsync();
            }
            if (result.Ok)
            {
                // The number beside the page's name is the static page's.
                Navigation.Refresh();
            }
        }
        finally
        {
            _trying = false;
        }
    }

    private async Task CloseAsync()
    {
        if (_script is not null)
        {
            await _script.InvokeVoidAsync("close", _dialog);
        }
        if (Over)
        {
            (_asked, _problem) = (null, null);
        }
    }
}
