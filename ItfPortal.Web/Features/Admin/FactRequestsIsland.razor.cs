using ItfPortal.Tryton;
using ItfPortal.Tryton.Accounts;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Requests for legal facts of one state, and the dialog that decides one; read again when Tryton tells of any.</summary>
public sealed partial class FactRequestsIsland : IAsyncDisposable
{
    private const string Model = "itf_portal.change_request";

    private ElementReference _dialog;
    private IJSObjectReference? _script;
    private IReadOnlyList<ChangeRequest>? _requests;
    private ChangeRequestState? _loaded;
    private Error? _error;
    private Error? _problem;
    private ChangeRequest? _asked;
    private RequestId _key = RequestId.New();
    private string _reason = "";
    private string? _done;
    private bool _accept;
    private bool _stale;
    private bool _trying;
    private bool _heard;
    private LiveDotState _dot;

    /// <summary>Which are shown.</summary>
    [Parameter, EditorRequired] public ChangeRequestState State { get; set; }

    [Inject] public required FactRequestService Requests { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    private PanelState Panel => this switch
    {
        { _error: not null, _requests: null } => PanelState.Failed,
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
        Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_loaded != State)
        {
            (_loaded, _done, _requests) = (State, null, null);
            _dot = DotOf(Feed.Status);
            await ReadAsync();
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!_heard && RendererInfo.IsInteractive && !Ended.IsCancellationRequested)
        {
            _heard = true;
            Hear(Feed.SubscribeStaff, TakeAsync);
        }
    }

    private string Text(string? value) => value ?? T["Nothing"];

    private async Task TakeAsync(LiveSignal signal)
    {
        if (signal is LiveSignal.StatusChanged { Status: var status })
        {
            _dot = DotOf(status);
            StateHasChanged();
        }
        else if (signal is LiveSignal.Gap || (signal is LiveSignal.Changed { Events: var events } && events.Any(change => change.Model == Model)))
        {
            await ReadAsync();
            StateHasChanged();
        }
    }

    private async Task ReadAsync()
    {
        var read = await Requests.PageAsync(State, Ended);
        _error = read.Error;
        _requests = read.Ok ? read.Value : _requests;
    }

    private async Task OpenAsync(ChangeRequest request, bool accept)
    {
        if (_asked != request || _accept != accept)
        {
            // Another thing meant: a request of its own, and nothing typed yet.
            (_asked, _accept, _key, _reason, _problem, _stale) = (request, accept, RequestId.New(), "", null, false);
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
            var result = await Requests.DecideAsync(_key, asked, _accept, _reason, CancellationToken.None);
            await ReadAsync();
            if (result.Ok)
            {
                await CloseAsync();
                (_done, _asked) = (_accept ? "Done_Accept" : "Done_Refuse", null);
                return;
            }
            _problem = result.Error;
            _stale = result.Error is RefusedError { Code: ProfileRefusals.StaleValues };
            if (_stale && _requests?.FirstOrDefault(request => request.Id == asked.Id) is { } now)
            {
                // The next attempt is of what is shown now.
                _asked = now;
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
    }
}
