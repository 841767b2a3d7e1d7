using ItfPortal.Tryton;
using ItfPortal.Tryton.Administration;
using ItfPortal.Tryton.Companies;
using ItfPortal.Tryton.Events;
using ItfPortal.Web.Live;
using ItfPortal.Web.Platform.Errors;
using ItfPortal.Web.Platform.Ui;
using Microsoft.AspNetCore.Components;

namespace ItfPortal.Web.Features.Admin;

/// <summary>Somebody's access: from the page's own read, then read again after each decision and when an event tells of the person.</summary>
public sealed partial class PersonIsland
{
    private AccessDialog? _dialog;
    private PortalPerson? _person;
    private Error? _error;
    private string? _done;
    private int _reading;
    private bool _hearing;
    private bool _sending;

    /// <summary>Id of the <c>res.user</c>.</summary>
    [Parameter, EditorRequired] public int Id { get; set; }

    [Inject] public required AdminService Admin { get; init; }

    [Inject] public required AccessDecisions Decisions { get; init; }

    [Inject] public required PageHandover Handover { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    private PanelState Panel => this switch
    {
        { _person: not null } => PanelState.Ready,
        { _error: not null } => PanelState.Failed,
        _ => PanelState.Loading,
    };

    private bool Waiting => !RendererInfo.IsInteractive;

    // Nothing would open for an account that is not a customer's alone; Tryton refuses it too.
    private bool Manageable => _person is { Customer: true } person && !person.Problems.Contains(PersonProblem.TwoWorlds);

    protected override async Task OnParametersSetAsync()
    {
        if (_person?.Id != Id)
        {
            _done = null;
            await ReadAsync(first: true);
        }
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!RendererInfo.IsInteractive || _hearing || Ended.IsCancellationRequested)
        {
            return;
        }
        _hearing = true;
        Hear(Feed.SubscribeStaff, async signal =>
        {
            if (signal is LiveSignal.Gap
                || (signal is LiveSignal.Changed { Events: var events } && events.Any(change => change.Area == EventArea.Access && change.User == Id)))
            {
                await ReadAgainAsync();
            }
        });
    }

    private static bool Takeable(PersonGrant grant) => grant is { Role: not null, State: not AccessState.Revoked };

    private static ChipTone Tone(PersonGrant grant) => grant switch
    {
        { State: AccessState.Active, Pending: true } => ChipTone.Quotation,
        { State: AccessState.Active } => ChipTone.Done,
        { State: AccessState.Coming } => ChipTone.Confirmed,
        { State: AccessState.Revoked } => ChipTone.Cancelled,
        _ => ChipTone.Draft,
    };

    private string InWords(PersonGrant grant) => $"{PersonWords.Company(grant, T)}, {PersonWords.Grant(grant, Today, T)}";

    private async Task SendAgainAsync(PersonGrant grant)
    {
        if (_sending || grant.Party is not { } party)
        {
            return;
        }
        _sending = true;
        var sent = await Decisions.InviteAgainAsync(RequestId.New(), Id, party, Ended);
        _sending = false;
        (_error, _done) = (sent.Error, sent.Ok ? T["Done_Again", _person?.Name ?? ""].Value : null);
    }

    private async Task DoneAsync((int Person, string Sentence) done)
    {
        _done = done.Sentence;
        await ReadAgainAsync();
        // The history and what stands in the head are the static page's.
        Navigation.Refresh();
    }

    private async Task<PortalPerson?> SeeAgainAsync()
    {
        await ReadAgainAsync();
        return _error is null ? _person : null;
    }

    private async Task ReadAgainAsync()
    {
        await ReadAsync();
        StateHasChanged();
    }

    private async Task ReadAsync(bool first = false)
    {
        var reading = ++_reading;
        var result = first
            ? await Handover.ReadAsync(FormattableString.Invariant($"person/{Id}"), RendererInfo.IsInteractive, () => Admin.AccessAsync(Id, Ended))
            : await Admin.AccessAsync(Id, Ended);
        if (reading != _reading || Ended.IsCancellationRequested)
        {
            // A later read has what this one has, and more.
            return;
        }
        _error = result.Error;
        if (result.Ok)
        {
            _person = result.Value;
        }
    }
}
