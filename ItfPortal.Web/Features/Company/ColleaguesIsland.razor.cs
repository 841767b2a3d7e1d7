using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Security;
using ItfPortal.Web.Platform.Ui;
using ItfPortal.Web.Platform.Words;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Company;

/// <summary>The colleagues of one company: read with the page, read again when an event of area access says so.</summary>
public sealed partial class ColleaguesIsland
{
    private readonly Dictionary<int, RowChange> _changes = [];
    private ColleagueDialog? _dialog;
    private PartyScope? _scope;
    private PartyScope? _subscribed;
    private CompanyPeople? _people;
    private Error? _error;
    private LiveDotState _dot;
    private string? _generation;
    private string? _done;
    private string? _announcement;
    private string? _loaded;
    private bool _signedOut;
    private int _reading;
    private int _version;

    /// <summary>The company's code when the person has several companies, else null.</summary>
    [Parameter] public string? Company { get; set; }

    [Inject] public required CompanyService Service { get; init; }

    private PanelState Panel => this switch
    {
        { _signedOut: true } => PanelState.Empty,
        { _people: not null } => PanelState.Ready,
        { _error: not null } => PanelState.Failed,
        _ => PanelState.Loading,
    };

    protected override async Task OnParametersSetAsync()
    {
        var asked = Company ?? "";
        if (asked == _loaded)
        {
            return;
        }
        _loaded = asked;
        _dot = DotOf(Feed.Status);
        _scope = (await Session.GetAsync(Ended))?.Scope(Company);
        _signedOut = _scope is null;
        (_people, _done) = (null, null);
        _changes.Clear();
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
        if (_people is not null && _generation != Generations.Of(scope.Party))
        {
            _ = InvokeAsync(ReadAgainAsync);
        }
    }

    private static string GrantInWords(ColleagueGrant grant, DateOnly today) =>
        AccessWords.Dates(grant.From, grant.To, today) is { } dates
            ? $"{AccessWords.Scope(grant.Scope, grant.SiteName)}, {dates}"
            : AccessWords.Scope(grant.Scope, grant.SiteName);

    private string CountInWords(CompanyPeople people)
    {
        var number = people.Colleagues.Count(colleague => colleague.State is not (ColleagueState.Disabled or ColleagueState.Ended));
        return number == 1 ? T["Count_One"] : T["Count_Many", number];
    }

    private async Task TakeAsync(LiveSignal signal)
    {
        switch (signal)
        {
            case LiveSignal.StatusChanged { Status: var status }:
                _dot = DotOf(status);
                StateHasChanged();
                break;
            case LiveSignal.Gap:
            case LiveSignal.Changed { Events: var events } when events.Any(change => change.Area == EventArea.Access):
                await ReadAsync(afterWrite: false);
                StateHasChanged();
                break;
        }
    }

    private Task InviteAsync() => _dialog?.InviteAsync() ?? Task.CompletedTask;

    private Task ManageAsync(Colleague colleague) => _dialog?.ManageAsync(colleague) ?? Task.CompletedTask;

    private Task DoneAsync(string sentence)
    {
        _done = sentence;
        return ReadAsync(afterWrite: true);
    }

    private async Task<CompanyPeople?> SeeAgainAsync()
    {
        await ReadAgainAsync();
        return _error is null ? _people : null;
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
        var result = await Service.PeopleAsync(scope, afterWrite, Ended);
        if (reading != _reading || Ended.IsCancellationRequested)
        {
            // A later read has what this one has, and more.
            return;
        }
        _error = result.Error;
        if (result.Ok)
        {
            _generation = generation;
            Take(result.Value);
        }
    }

    private void Take(CompanyPeople people)
    {
        var before = _people?.Colleagues.ToDictionary(colleague => colleague.Id);
        _people = people;
        if (before is null)
        {
            return;
        }
        foreach (var colleague in people.Colleagues)
        {
            if (Sentence(before.GetValueOrDefault(colleague.Id), colleague) is { } key)
            {
                _changes[colleague.Id] = new RowChange(T[key], ++_version, Formats.Time(people.AsOf));
                _announcement = T["Announce", colleague.Name, T[key]];
            }
        }
    }

    // What changed about somebody, as a text's key; null for nothing that is worth a mark.
    private static string? Sentence(Colleague? before, Colleague now) => (before, now) switch
    {
        (null, _) => "Change_New",
        ({ State: ColleagueState.Invited }, { State: ColleagueState.Active }) => "Change_Accepted",
        ({ State: not ColleagueState.Disabled }, { State: ColleagueState.Disabled }) => "Change_Disabled",
        ({ State: ColleagueState.Disabled }, { State: not ColleagueState.Disabled }) => "Change_Again",
        _ when before.Grants.SequenceEqual(now.Grants) => null,
        _ => "Change_Access",
    };
}
