using ItfPortal.Tryton;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Company;

/// <summary>Looks of ITF's people at one company: read with the page, read again when an event of area access says so.</summary>
public sealed partial class LooksIsland
{
    private PartyScope? _scope;
    private PartyScope? _subscribed;
    private CompanyLooks? _looks;
    private Error? _error;
    private string? _generation;
    private string? _loaded;
    private (bool Allowed, RequestId Request)? _wanted;
    private bool _trying;
    private int _reading;

    /// <summary>The company's code when the person has several companies, else null.</summary>
    [Parameter] public string? Company { get; set; }

    [Inject] public required CompanyService Service { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var asked = Company ?? "";
        if (asked == _loaded)
        {
            return;
        }
        _loaded = asked;
        _scope = (await Session.GetAsync(Ended))?.Scope(Company);
        (_looks, _error, _wanted) = (null, null, null);
        await ReadAsync(afterWrite: false);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!RendererInfo.IsInteractive || _scope is not { } scope || scope.Party == _subscribed?.Party || Ended.IsCancellationRequested)
        {
            return;
        }
        _subscribed = scope;
        Hear(callback => Feed.Subscribe(scope, callback), TakeAsync);
        // Between the reading and this moment something may have changed unheard.
        if (_looks is not null && _generation != Generations.Of(scope.Party))
        {
            _ = InvokeAsync(ReadAgainAsync);
        }
    }

    private async Task TakeAsync(LiveSignal signal)
    {
        if (signal is LiveSignal.Gap || (signal is LiveSignal.Changed { Events: var events } && events.Any(change => change.Area == EventArea.Access)))
        {
            await ReadAsync(afterWrite: false);
            StateHasChanged();
        }
    }

    private async Task AllowAsync(bool allowed)
    {
        if (_trying || _scope is not { } scope)
        {
            return;
        }
        _trying = true;
        try
        {
            // The same request for the same thing meant, until it is done.
            var request = _wanted is { } wanted && wanted.Allowed == allowed ? wanted.Request : RequestId.New();
            _wanted = (allowed, request);
            var done = await Service.AllowViewsAsync(scope, request, allowed, CancellationToken.None);
            if (done.Ok)
            {
                _wanted = null;
                await ReadAsync(afterWrite: true);
            }
            else
            {
                _error = done.Error;
            }
        }
        finally
        {
            _trying = false;
        }
    }

    private async Task ReadAgainAsync()
    {
        await ReadAsync(afterWrite: true);
        StateHasChanged();
    }

    private async Task ReadAsync(bool afterWrite)
    {
        if (_scope is not { } scope)
        {
            return;
        }
        var reading = ++_reading;
        var generation = Generations.Of(scope.Party);
        var result = await Service.LooksAsync(scope, afterWrite, Ended);
        if (reading != _reading || Ended.IsCancellationRequested)
        {
            // A later read has what this one has, and more.
            return;
        }
        _error = result.Error;
        if (result.Ok)
        {
            (_looks, _generation) = (result.Value, generation);
        }
    }
}
