using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Company;

/// <summary>What the islands of a company's access share: read with the page, read again when an event of area access says so.</summary>
/// <typeparam name="TRead">What is read.</typeparam>
public abstract class CompanyIsland<TRead> : LiveIsland
    where TRead : class
{
    private PartyScope? _subscribed;
    private string? _generation;
    private string? _loaded;
    private int _reading;

    /// <summary>The company's code when the person has several companies, else null.</summary>
    [Parameter] public string? Company { get; set; }

    /// <summary>Where it is read.</summary>
    [Inject] public required CompanyService Service { get; init; }

    /// <summary>Of which company; null when the session has ended.</summary>
    protected PartyScope? Scope { get; private set; }

    /// <summary>What was read last; null before the first.</summary>
    protected TRead? Shown { get; private set; }

    /// <summary>Why it could not be read again, or not be done.</summary>
    protected Error? Problem { get; set; }

    /// <summary>How the island hears of changes.</summary>
    protected LiveDotState Dot { get; private set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var asked = Company ?? "";
        if (asked == _loaded)
        {
            return;
        }
        _loaded = asked;
        Dot = DotOf(Feed.Status);
        Scope = (await Session.GetAsync(Ended))?.Scope(Company);
        (Shown, Problem) = (null, null);
        Restart();
        await ReadAsync(afterWrite: false);
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (!RendererInfo.IsInteractive || Scope is not { } scope || scope.Party == _subscribed?.Party || Ended.IsCancellationRequested)
        {
            return;
        }
        _subscribed = scope;
        Hear(callback => Feed.Subscribe(scope, callback), TakeAsync);
        // Between the reading and this moment something may have changed unheard.
        if (Shown is not null && _generation != Generations.Of(scope.Party))
        {
            _ = InvokeAsync(ReadAgainAsync);
        }
    }

    /// <summary>Another company: what was remembered of the one before is forgotten.</summary>
    protected abstract void Restart();

    /// <summary>Asks for it.</summary>
    /// <param name="scope">Of which company.</param>
    /// <param name="afterWrite">Past the cache: the reader has just changed it.</param>
    protected abstract Task<Result<TRead>> AskAsync(PartyScope scope, bool afterWrite);

    /// <summary>Told of a new reading before it is shown.</summary>
    protected virtual void Compare(TRead? before, TRead now)
    {
    }

    /// <summary>Reads it past the cache and draws it.</summary>
    protected async Task ReadAgainAsync()
    {
        await ReadAsync(afterWrite: true);
        StateHasChanged();
    }

    /// <summary>Reads it.</summary>
    protected async Task ReadAsync(bool afterWrite)
    {
        if (Scope is not { } scope)
        {
            return;
        }
        var reading = ++_reading;
        var generation = Generations.Of(scope.Party);
        var result = await AskAsync(scope, afterWrite);
        if (reading != _reading || Ended.IsCancellationRequested)
        {
            // A later read has what this one has, and more.
            return;
        }
        Problem = result.Error;
        if (result.Ok)
        {
            Compare(Shown, result.Value);
            (Shown, _generation) = (result.Value, generation);
        }
    }

    private async Task TakeAsync(LiveSignal signal)
    {
        switch (signal)
        {
            case LiveSignal.StatusChanged { Status: var status }:
                Dot = DotOf(status);
                StateHasChanged();
                break;
            case LiveSignal.Gap:
            case LiveSignal.Changed { Events: var events } when events.Any(change => change.Area == EventArea.Access):
                await ReadAsync(afterWrite: false);
                StateHasChanged();
                break;
        }
    }
}
