using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace ItfPortal.Web.Features.Admin;

/// <summary>A lost second factor is taken away, or that is taken back; what was typed stays until it is done or given up.</summary>
public sealed partial class FactorPart : IAsyncDisposable
{
    private ElementReference _dialog;
    private IJSObjectReference? _script;
    private RequestId _request = RequestId.New();
    private Error? _error;
    private string _reason = "";
    private bool _removes;
    private bool _trying;
    private bool _opened;
    private bool _own;

    /// <summary>As they are now.</summary>
    [Parameter, EditorRequired] public required PortalPerson Person { get; set; }

    /// <summary>Something was done: the person's id, and a sentence that says what.</summary>
    [Parameter, EditorRequired] public EventCallback<(int Person, string Sentence)> OnDone { get; set; }

    /// <summary>What is shown is no longer so: reads it again.</summary>
    [Parameter, EditorRequired] public required Func<Task<PortalPerson?>> SeeAgain { get; set; }

    [Inject] public required FactorRemovals Removals { get; init; }

    [Inject] public required ICurrentSession Session { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    private string Deed => _removes ? "RemoveFactor" : "KeepFactor";

    private bool BadReason => _error is RefusedError { Code: CompanyRefusals.BadReason };

    // Turning off one's own takes a code.
    protected override async Task OnParametersSetAsync() =>
        _own = (await Session.GetAsync(CancellationToken.None))?.Identity.User == Person.Id;

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

    private async Task OpenAsync()
    {
        // A request of its own for each thing meant.
        (_request, _reason, _error, _removes) = (RequestId.New(), "", null, Person.Factor is { RemovalAt: null });
        _opened = true;
        StateHasChanged();
        _script ??= await Js.InvokeAsync<IJSObjectReference>("import", "./" + Assets["js/dialog.js"]);
        await _script.InvokeVoidAsync("show", _dialog);
    }

    private async Task SaveAsync()
    {
        if (_trying)
        {
            return;
        }
        _trying = true;
        try
        {
            _error = _removes
                ? (await Removals.RemoveAsync(_request, Person, _reason, CancellationToken.None)).Error
                : (await Removals.KeepAsync(_request, Person, _reason, CancellationToken.None)).Error;
            if (_error is null)
            {
                await CloseAsync();
                await OnDone.InvokeAsync((Person.Id, T[$"Done_{Deed}", Person.Name]));
            }
            else if (_error is RefusedError { Code: CompanyRefusals.Stale or CompanyRefusals.NotFound })
            {
                await SeeAgain();
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
